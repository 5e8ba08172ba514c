#include "ui/panels/loss/chart_lane.h"

#include "ui/theme/tokens.h"

#include <QGraphicsLayout>
#include <QtCharts/QLegend>

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
        axis->setMinorGridLineVisible(false);
    }
    x_->setGridLineVisible(false);
    applyTheme();
}

void ChartLane::applyTheme() {
    for (auto* axis : {x_, y_}) {
        axis->setLabelsFont(axisFont());
        axis->setLabelsColor(tokens().text2);
        axis->setGridLineColor(tokens().line);
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
        // Grid lines stand at the categories' ends and at the start value: keep that one out of sight.
        axis.setStartValue(minimum - 10 * (maximum - minimum));
        for (const auto& tick : ticks) axis.append(tick.label, tick.position);
    }
    axis.setRange(minimum, maximum);
    axis.setLabelsVisible(labels);
}

void ChartLane::setAxes(double xMinimum, double xMaximum, const std::vector<Tick>& xTicks, bool withX, const std::vector<Tick>& yTicks) {
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

ChartLane::TermSeries ChartLane::makeSeries() {
    const auto add = [this] {
        auto* series = new QLineSeries;
        chart_->addSeries(series);
        series->attachAxis(x_);
        series->attachAxis(y_);
        return series;
    };
    TermSeries made{};
    made.raw = add();
    made.smooth = add();
    made.heldOut = add();
    return made;
}

void ChartLane::setLines(const std::map<size_t, Lines>& lines) {
    for (auto held = series_.begin(); held != series_.end();) {
        if (lines.count(held->first) != 0) {
            ++held;
            continue;
        }
        for (auto* series : {held->second.raw, held->second.smooth, held->second.heldOut}) {
            chart_->removeSeries(series);
            delete series;
        }
        held = series_.erase(held);
    }
    for (const auto& [term, line] : lines) {
        auto held = series_.find(term);
        if (held == series_.end()) held = series_.emplace(term, makeSeries()).first;
        held->second.raw->setPen({withAlpha(line.colour, kRawOpacity), 1});
        held->second.smooth->setPen({line.colour, kSmoothWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
        held->second.heldOut->setPen({line.colour, 1, Qt::DotLine});
        held->second.raw->replace(line.raw);
        held->second.smooth->replace(line.smooth);
        held->second.heldOut->replace(line.heldOut);
    }
}

double ChartLane::pixelAt(double y) const {
    return plot_.bottom() - (y - yMinimum) / (yMaximum - yMinimum) * plot_.height();
}

double ChartLane::yAt(double pixel) const {
    return yMinimum + (plot_.bottom() - pixel) / plot_.height() * (yMaximum - yMinimum);
}

}  // namespace zscape
