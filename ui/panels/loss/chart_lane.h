#pragma once

#include "ui/panels/loss/ticks.h"

#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <QColor>
#include <QGraphicsScene>

#include <map>
#include <vector>

class QPainter;

namespace zscape {

/// One plot area of the loss chart. Smoothed and held-out lines are Qt Charts' series; beneath them this draws what a
/// QChart cannot draw fast or where we want it: the raw values (a translucent zigzag of thousands of strokes takes Qt
/// 170 ms a frame on a 2x screen, one rectangle a pixel column 1 ms), grid lines and labels at ticks of our own.
class ChartLane {
public:
    explicit ChartLane(QGraphicsScene& scene);

    struct Lines {
        QList<QPointF> raw, smooth, heldOut;
        bool rawIsDecimated = false;  ///< two points for a pixel column
        QColor colour;
    };

    /// Ranges as they are drawn; those of y may be log10.
    void setXRange(double minimum, double maximum);
    void setYRange(double minimum, double maximum);
    void setPlot(const QRectF& whole, const QRectF& plot);
    void setVisible(bool visible);
    bool isVisible() const { return chart_->isVisible(); }
    /// The lines of these terms and no others, within the ranges set before.
    void setLines(std::map<size_t, Lines> lines);
    void setYTicks(std::vector<Tick> ticks) { yTicks_ = std::move(ticks); }
    const std::vector<Tick>& yTicks() const { return yTicks_; }

    /// Grid lines, their labels left of the plot, and the raw values.
    void paintBeneath(QPainter& painter) const;

    double yMinimum() const { return yMinimum_; }
    double yMaximum() const { return yMaximum_; }
    /// The pixel of a position on the axes, and back.
    double xPixel(double x) const;
    double pixelAt(double y) const;
    double yAt(double pixel) const;
    const QRectF& plot() const { return plot_; }

private:
    struct TermSeries {
        QLineSeries* smooth = nullptr;
        QLineSeries* heldOut = nullptr;
    };
    /// All held-out lines lie beneath all smooth ones: in a QChart the order of adding tells.
    void makeSeries();
    /// 0 to 1 over the range.
    double xShare(double x) const;
    double yShare(double y) const;
    QList<QPointF> onAxes(const QList<QPointF>& line) const;
    void paintRaw(QPainter& painter, const Lines& lines) const;

    QChart* chart_ = nullptr;  ///< owned by the scene
    QValueAxis* x_ = nullptr;  ///< owned by the chart, as the series are
    QValueAxis* y_ = nullptr;
    std::map<size_t, TermSeries> series_;
    std::map<size_t, Lines> lines_;
    std::vector<Tick> yTicks_;
    QRectF plot_;
    double xMinimum_ = 0, xMaximum_ = 1, yMinimum_ = 0, yMaximum_ = 1;
};

}  // namespace zscape
