#include "ui/panels/loss/chart_lane.h"

#include "ui/theme/tokens.h"

#include <QGraphicsLayout>
#include <QtCharts/QLegend>

#include <algorithm>

namespace zscape {

namespace {
constexpr double kRawOpacity = 0.28;
constexpr double kSmoothWidth = 1.75;
}  // namespace

ChartLane::ChartLane(QGraphicsScene& scene) : chart_(new QChart), x_(new QCategoryAxis), y_(new QCategoryAxis) {
    scene.addItem(chart_);
    chart_->setBackgroundVisible(false);
    chart_->setMargins({});
    chart_->layout()->setContentsMargins(0, 0, 0, 0);
    chart_->legend()->hide();
    chart_->setAnimationOptions(QChart::NoAnimation);
    chart_->addAxis(x_, Qt::AlignBottom);
    chart_->addAxis(y_, Qt::AlignLeft);
    for (auto* axis : {x_, y_}) {
        axis->setLineVisible(false);
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setTruncateLabels(false);
        axis->setGridLineVisible(false);
        axis->setMinorGridLineVisible(false);
    }
    applyTheme();
}

void ChartLane::applyTheme() {
    for (auto* axis : {x_, y_}) {
        axis->setLabelsFont(axisFont());
        axis->setLabelsColor(tokens().text2);
    }
}

void ChartLane::setTicks(QCategoryAxis& axis, double minimum, double maximum, const std::vector<Tick>& ticks, bool labels) {
    bool same = static_cast<size_t>(axis.count()) == ticks.size();
    const QStringList shown = axis.categoriesLabels();
    for (size_t i = 0; same && i < ticks.size(); ++i) {
        const QString& label = shown.at(static_cast<int>(i));
        same = label == ticks[i].label && axis.endValue(label) == ticks[i].position;
    }
    if (!same) {
        for (const QString& label : shown) axis.remove(label);
        axis.setStartValue(minimum - 10 * (maximum - minimum));
        for (const auto& tick : ticks) axis.append(tick.label, tick.position);
    }
    axis.setRange(minimum, maximum);
    axis.setLabelsVisible(labels);
}

void ChartLane::setAxes(double xMinimum, double xMaximum, const std::vector<Tick>& xTicks, bool withX, const std::vector<Tick>& yTicks) {
    yTicks_ = yTicks;
    setTicks(*x_, xMinimum, xMaximum, xTicks, withX);
    setTicks(*y_, yMinimum, yMaximum, yTicks, true);
}

void ChartLane::setPlot(const QRectF& whole, const QRectF& plot) {
    plot_ = plot;
    chart_->setGeometry(whole);
    chart_->setPlotArea(plot);
    // Without this the axes stay where they were.
    chart_->layout()->invalidate();
}

void ChartLane::setVisible(bool visible) { chart_->setVisible(visible); }

void ChartLane::makeSeries(const std::map<size_t, Lines>& lines) {
    chart_->removeAllSeries();
    series_.clear();
    for (QLineSeries* TermSeries::*kind : {&TermSeries::raw, &TermSeries::heldOut, &TermSeries::smooth}) {
        for (const auto& [term, line] : lines) {
            auto* series = new QLineSeries;
            chart_->addSeries(series);
            series->attachAxis(x_);
            series->attachAxis(y_);
            series_[term].*kind = series;
        }
    }
}

void ChartLane::setLines(const std::map<size_t, Lines>& lines) {
    const auto sameTerm = [](const auto& held, const auto& wanted) { return held.first == wanted.first; };
    if (!std::equal(series_.begin(), series_.end(), lines.begin(), lines.end(), sameTerm)) makeSeries(lines);
    for (const auto& [term, line] : lines) {
        const TermSeries& series = series_.at(term);
        series.raw->setPen({withAlpha(line.colour, kRawOpacity), 1});
        series.smooth->setPen({line.colour, kSmoothWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
        series.heldOut->setPen({line.colour, 1, Qt::DotLine});
        series.raw->replace(line.raw);
        series.smooth->replace(line.smooth);
        series.heldOut->replace(line.heldOut);
    }
}

double ChartLane::pixelAt(double y) const {
    return plot_.bottom() - (y - yMinimum) / (yMaximum - yMinimum) * plot_.height();
}

double ChartLane::yAt(double pixel) const {
    return yMinimum + (plot_.bottom() - pixel) / plot_.height() * (yMaximum - yMinimum);
}

}  // namespace zscape
