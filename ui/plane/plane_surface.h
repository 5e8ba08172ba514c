#pragma once

#include <QPointF>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace zscape {

class PlanePoints;
class PlaneView;
class SelectionModel;
struct PlaneOverlay;

/// What the tools see of the plane and may do to it.
class PlaneSurface {
public:
    virtual const PlaneView& seenView() const = 0;
    virtual const PlaneOverlay& marks() const = 0;
    virtual PlanePoints& cloudPoints() = 0;
    virtual SelectionModel& chosen() = 0;

    /// From now on the view is the person's.
    virtual void look(const PlaneView& view) = 0;
    /// The pointer is at a place of the plane; none: it left.
    virtual void pointAt(std::optional<QPointF> at) = 0;
    /// An image's point lies under the pointer, -1: none.
    virtual void hover(int64_t image) = 0;
    /// A closed line (plane coordinates) around what is being selected, and what stands beside it; empty: none.
    virtual void outline(std::vector<QPointF> corners, const QString& note) = 0;
    /// The image is dragged out of the plane; returns when the drag has ended.
    virtual void dragOut(int64_t image) = 0;

protected:
    ~PlaneSurface() = default;
};

}  // namespace zscape
