#include "ui/plane/plane_view.h"

#include <algorithm>
#include <cmath>

namespace zscape {

void PlaneView::set(QPointF centre, double scale) {
    centre_ = centre;
    scale_ = std::clamp(scale, kSmallestScale, kLargestScale);
}

QPointF PlaneView::toScreen(QPointF plane) const {
    const QPointF middle = area_.center();
    return {middle.x() + (plane.x() - centre_.x()) * scale_, middle.y() - (plane.y() - centre_.y()) * scale_};
}

QPointF PlaneView::toPlane(QPointF screen) const {
    const QPointF middle = area_.center();
    return {centre_.x() + (screen.x() - middle.x()) / scale_, centre_.y() - (screen.y() - middle.y()) / scale_};
}

QRectF PlaneView::seen() const {
    const QPointF lowLeft = toPlane(area_.bottomLeft());
    return {lowLeft.x(), lowLeft.y(), area_.width() / scale_, area_.height() / scale_};
}

void PlaneView::zoomAt(QPointF at, double factor) {
    const QPointF fixed = toPlane(at);
    scale_ = std::clamp(scale_ * factor, kSmallestScale, kLargestScale);
    const QPointF moved = toPlane(at);
    centre_ += fixed - moved;
}

void PlaneView::panBy(QPointF screenDelta) { centre_ -= QPointF(screenDelta.x() / scale_, -screenDelta.y() / scale_); }

void PlaneView::fit(const QRectF& bounds, double margin) {
    const double width = std::max(bounds.width(), 1e-6);
    const double height = std::max(bounds.height(), 1e-6);
    const double room = 1 - 2 * margin;
    set(bounds.center(), std::min(area_.width() * room / width, area_.height() * room / height));
}

double PlaneView::tickInterval(double least) const {
    const double range = std::min(area_.width(), area_.height()) / scale_;
    const double wanted = std::max(range / 9.0, least / scale_);
    const double power = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double step : {1.0, 2.0, 5.0})
        if (step * power >= wanted * (1 - 1e-9)) return step * power;
    return 10 * power;
}

int decimalsFor(double interval) { return std::clamp(static_cast<int>(std::ceil(-std::log10(interval) - 1e-9)), 0, 9); }

}  // namespace zscape
