#pragma once

#include "ui/plane/plane_tools.h"

#include <QPointF>

#include <cstdint>

class QContextMenuEvent;
class QDragMoveEvent;
class QDropEvent;
class QEvent;
class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace zscape {

class LatentPlane;

/// What mouse, keys, gestures and drops do on the plane. Drags are the tools'; all else is the plane's.
class PlaneInteraction {
public:
    static constexpr double kNotch = 1.2;  ///< zoom of one notch of the wheel

    PlaneInteraction(LatentPlane& plane, PlaneSurface& surface) : plane_(plane), surface_(surface), tools_(surface) {}

    /// \return true when the event was dealt with
    bool handle(QEvent* event);
    /// The focus came by the keyboard: a ring says so.
    bool showsFocus() const { return showsFocus_; }
    PlaneTools& tools() { return tools_; }

private:
    bool press(QMouseEvent* event);
    bool move(QMouseEvent* event);
    bool release(QMouseEvent* event);
    bool doubleClick(QMouseEvent* event);
    bool wheel(QWheelEvent* event);
    bool gesture(QEvent* event);
    bool key(QKeyEvent* event);
    bool contextMenu(QContextMenuEvent* event);
    bool dragMove(QDragMoveEvent* event);
    bool drop(QDropEvent* event);
    void leave();

    void hover(QPointF at);
    void click(QPointF at, Qt::KeyboardModifiers modifiers);
    bool giveUpDrag();
    void moveKept(QPointF delta);
    void step(int64_t by);
    void zoomAt(QPointF at, double factor);

    LatentPlane& plane_;
    PlaneSurface& surface_;
    PlaneTools tools_;
    int hoveredStop_ = -1;
    bool showsFocus_ = false;
};

}  // namespace zscape
