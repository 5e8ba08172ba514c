#include "ui/plane/plane_hits.h"

#include "ui/plane/plane_layers.h"
#include "ui/plane/plane_points.h"
#include "ui/plane/plane_surface.h"
#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

double distanceToSegment(QPointF at, QPointF a, QPointF b) {
    const QPointF along = b - a;
    const double length = QPointF::dotProduct(along, along);
    const double t = length == 0 ? 0 : std::clamp(QPointF::dotProduct(at - a, along) / length, 0.0, 1.0);
    return distance(at, a + along * t);
}

}  // namespace

int64_t imageAt(PlaneSurface& plane, QPointF at) {
    const PlaneView& view = plane.seenView();
    if (!view.plotArea().contains(at)) return -1;
    return plane.cloudPoints().nearest(view.toPlane(at), metrics().px(kHoverRadius) / view.scale());
}

int stopAt(PlaneSurface& plane, QPointF at) {
    const auto& stops = plane.marks().stops;
    int nearest = -1;
    double best = metrics().px(7);
    for (size_t stop = 0; stop < stops.size(); ++stop) {
        const double away = distance(at, plane.seenView().toScreen(stops[stop]));
        if (away > best) continue;
        best = away;
        nearest = static_cast<int>(stop);
    }
    return nearest;
}

Grip gripAt(PlaneSurface& plane, QPointF at) {
    const PlaneView& view = plane.seenView();
    const PlaneOverlay& marks = plane.marks();
    if (!view.plotArea().contains(at)) return Grip::Outside;
    for (const PathEnd end : {PathEnd::B, PathEnd::A}) {
        const auto& shown = marks.ends[indexOf(end)];
        if (!shown) continue;
        const bool onPicture = !shown->picture.isNull() && endPictureRect(view, marks, end).contains(at);
        if (onPicture || distance(at, view.toScreen(shown->at)) <= metrics().px(11))
            return end == PathEnd::A ? Grip::EndA : Grip::EndB;
    }
    if (marks.selected && distance(at, view.toScreen(*marks.selected)) <= metrics().px(kHoverRadius))
        return Grip::Image;
    for (size_t stop = 1; stop < marks.stops.size(); ++stop)
        if (distanceToSegment(at, view.toScreen(marks.stops[stop - 1]), view.toScreen(marks.stops[stop])) <=
            metrics().px(5))
            return Grip::Path;
    return Grip::Empty;
}

}  // namespace zscape
