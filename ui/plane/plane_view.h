#pragma once

#include <QPointF>
#include <QRectF>

namespace zscape {

/// What of the plane is seen: the plane's point at the middle of the plot area, and one scale for both directions,
/// so that a circle of the prior is a circle on the screen. Plane y goes up, screen y goes down.
class PlaneView {
public:
    static constexpr double kSmallestScale =
        1e-5;  ///< pixels for one unit: codes of a run that went astray lie millions of units apart
    static constexpr double kLargestScale = 1e5;

    /// Where on the widget the plane is drawn, in logical pixels.
    void setPlotArea(const QRectF& area) { area_ = area; }
    const QRectF& plotArea() const { return area_; }

    QPointF centre() const { return centre_; }
    double scale() const { return scale_; }  ///< logical pixels for one unit of the plane
    void set(QPointF centre, double scale);

    QPointF toScreen(QPointF plane) const;
    QPointF toPlane(QPointF screen) const;
    /// The seen part of the plane; its top() is the smallest y.
    QRectF seen() const;

    /// What lies under `at` (screen) stays under it.
    void zoomAt(QPointF at, double factor);
    void panBy(QPointF screenDelta);
    /// Shows all of `bounds` (plane) with `margin` (a share of the plot area) free on every side.
    void fit(const QRectF& bounds, double margin = 0.04);

    /// Distance of ticks, 1, 2 or 5 times a power of ten, so that the shorter side has 9 of them or the next fewer (4
    /// at least where it is large enough), and never labels nearer than `least` pixels.
    double tickInterval(double least = 48) const;

    bool operator==(const PlaneView&) const = default;

private:
    QRectF area_{0, 0, 1, 1};
    QPointF centre_{0, 0};
    double scale_ = 80;
};

/// Digits after the decimal point that tell ticks of this distance apart.
int decimalsFor(double interval);

}  // namespace zscape
