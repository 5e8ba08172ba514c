#pragma once

#include "ui/panels/loss/decimator.h"
#include "ui/panels/loss/ticks.h"

#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <QColor>
#include <QGraphicsScene>

#include <map>
#include <vector>

namespace zscape {

/// One plot area of the loss chart: a QChart with a labelled y axis and three lines for every term in it.
/// The chart's item is as large as the scene; only its plot area moves.
class ChartLane {
public:
    explicit ChartLane(QGraphicsScene& scene);

    struct Lines {
        QList<QPointF> raw, smooth, heldOut;
        QColor colour;
    };

    /// Values of y may be log10; ticks tell. x labels are drawn only when `withX`.
    void setAxes(double xMinimum, double xMaximum, const std::vector<Tick>& xTicks, bool withX, const std::vector<Tick>& yTicks);
    void setPlot(const QRectF& whole, const QRectF& plot);
    void setVisible(bool visible);
    bool isVisible() const { return chart_->isVisible(); }
    /// The lines of these terms and no others.
    void setLines(const std::map<size_t, Lines>& lines);
    /// Colours and fonts of the theme in force.
    void applyTheme();

    double yMinimum = 0;
    double yMaximum = 1;
    /// The pixel row of a position on the y axis, and back.
    double pixelAt(double y) const;
    double yAt(double pixel) const;
    const QRectF& plot() const { return plot_; }
    /// Where grid lines are drawn; Qt's own would also stand at both ends of the axis.
    const std::vector<Tick>& yTicks() const { return yTicks_; }
    QChart* chart() const { return chart_; }

private:
    struct TermSeries {
        QLineSeries* raw = nullptr;
        QLineSeries* smooth = nullptr;
        QLineSeries* heldOut = nullptr;
    };
    /// All raw lines lie beneath all held-out ones, those beneath all smooth ones: in a QChart the order of adding tells.
    void makeSeries(const std::map<size_t, Lines>& lines);
    static void setTicks(QCategoryAxis& axis, double minimum, double maximum, const std::vector<Tick>& ticks, bool labels);

    QChart* chart_;        ///< owned by the scene
    QCategoryAxis* x_;     ///< owned by the chart, as the series are
    QCategoryAxis* y_;
    std::map<size_t, TermSeries> series_;
    QRectF plot_;
    std::vector<Tick> yTicks_;
};

}  // namespace zscape
