#include "ui/panels/loss/chart_lane.h"

#include "ui/theme/tokens.h"

#include <QGraphicsLayout>
#include <QPainter>
#include <QtCharts/QLegend>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {
constexpr double kRawOpacity = 0.28;
constexpr double kSmoothWidth = 1.75;
}  // namespace

ChartLane::ChartLane(QGraphicsScene& scene) : chart_(new QChart), x_(new QValueAxis), y_(new QValueAxis) {
    scene.addItem(chart_);
    chart_->setBackgroundVisible(false);
    chart_->setMargins({});
    chart_->layout()->setContentsMargins(0, 0, 0, 0);
    chart_->legend()->hide();
    chart_->setAnimationOptions(QChart::NoAnimation);
    chart_->addAxis(x_, Qt::AlignBottom);
    chart_->addAxis(y_, Qt::AlignLeft);
    // From 0 to 1 whatever is shown: at a new range Qt lays out all labels of an axis as HTML, shown or not.
    for (auto* axis : {x_, y_}) {
        axis->setRange(0, 1);
        axis->setLineVisible(false);
        axis->setGridLineVisible(false);
        axis->setMinorGridLineVisible(false);
        axis->setLabelsVisible(false);
    }
}

void ChartLane::setXRange(double minimum, double maximum) {
    xMinimum_ = minimum;
    xMaximum_ = maximum;
}

void ChartLane::setYRange(double minimum, double maximum) {
    yMinimum_ = minimum;
    yMaximum_ = maximum;
}

void ChartLane::setPlot(const QRectF& whole, const QRectF& plot) {
    if (plot == plot_ && chart_->geometry() == whole) return;
    plot_ = plot;
    chart_->setGeometry(whole);
    chart_->setPlotArea(plot);
    // Without this the axes stay where they were.
    chart_->layout()->invalidate();
}

void ChartLane::setVisible(bool visible) { chart_->setVisible(visible); }

void ChartLane::makeSeries() {
    chart_->removeAllSeries();
    series_.clear();
    for (const auto kind : {&TermSeries::heldOut, &TermSeries::smooth}) {
        for (const auto& [term, line] : lines_) {
            auto* series = new QLineSeries;
            chart_->addSeries(series);
            series->attachAxis(x_);
            series->attachAxis(y_);
            series_[term].*kind = series;
        }
    }
}

void ChartLane::setLines(std::map<size_t, Lines> lines) {
    lines_ = std::move(lines);
    const auto sameTerm = [](const auto& held, const auto& wanted) { return held.first == wanted.first; };
    if (!std::equal(series_.begin(), series_.end(), lines_.begin(), lines_.end(), sameTerm)) makeSeries();
    for (const auto& [term, line] : lines_) {
        const TermSeries& series = series_.at(term);
        series.smooth->setPen({line.colour, kSmoothWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
        series.heldOut->setPen({line.colour, 1, Qt::DotLine});
        series.smooth->replace(onAxes(line.smooth));
        series.heldOut->replace(onAxes(line.heldOut));
    }
}

QList<QPointF> ChartLane::onAxes(const QList<QPointF>& line) const {
    QList<QPointF> out;
    out.reserve(line.size());
    for (const QPointF& point : line) out.append({xShare(point.x()), yShare(point.y())});
    return out;
}

void ChartLane::paintBeneath(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(axisFont());
    const double height = QFontMetricsF(axisFont()).height();
    for (const Tick& tick : yTicks_) {
        const double y = std::floor(pixelAt(tick.position)) + 0.5;
        painter.setPen({tokens().line, 1});
        painter.drawLine(QPointF(plot_.left(), y), QPointF(plot_.right(), y));
        painter.setPen(tokens().text2);
        painter.drawText(QRectF(0, y - height / 2, plot_.left() - metrics().px(6), height),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.save();
    painter.setClipRect(plot_);
    for (const auto& [term, line] : lines_) paintRaw(painter, line);
    painter.restore();
}

void ChartLane::paintRaw(QPainter& painter, const Lines& lines) const {
    const QColor colour = withAlpha(lines.colour, kRawOpacity);
    if (!lines.rawIsDecimated) {
        QPolygonF points;
        points.reserve(lines.raw.size());
        for (const QPointF& point : lines.raw) points.append({xPixel(point.x()), pixelAt(point.y())});
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen({colour, 1});
        painter.drawPolyline(points);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    // The column before: a column reaches to it, so that the line has no gaps.
    double topBefore = 0;
    double bottomBefore = 0;
    bool first = true;
    for (qsizetype i = 0; i < lines.raw.size();) {
        const double x = lines.raw[i].x();
        double top = pixelAt(lines.raw[i].y());
        double bottom = top;
        for (++i; i < lines.raw.size() && lines.raw[i].x() == x; ++i) {
            top = std::min(top, pixelAt(lines.raw[i].y()));
            bottom = std::max(bottom, pixelAt(lines.raw[i].y()));
        }
        const double from = first ? top : std::min(top, bottomBefore);
        const double to = first ? bottom : std::max(bottom, topBefore);
        painter.fillRect(QRectF(std::floor(xPixel(x)), from, 1, std::max(1.0, to - from)), colour);
        topBefore = top;
        bottomBefore = bottom;
        first = false;
    }
}

double ChartLane::xShare(double x) const { return (x - xMinimum_) / (xMaximum_ - xMinimum_); }

double ChartLane::yShare(double y) const { return (y - yMinimum_) / (yMaximum_ - yMinimum_); }

double ChartLane::xPixel(double x) const { return plot_.left() + xShare(x) * plot_.width(); }

double ChartLane::pixelAt(double y) const { return plot_.bottom() - yShare(y) * plot_.height(); }

double ChartLane::yAt(double pixel) const {
    return yMinimum_ + (plot_.bottom() - pixel) / plot_.height() * (yMaximum_ - yMinimum_);
}

}  // namespace zscape
