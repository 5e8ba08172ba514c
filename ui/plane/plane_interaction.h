#pragma once

#include "ui/plane/plane_types.h"

#include <QPointF>

#include <vector>

class QContextMenuEvent;
class QDragEnterEvent;
class QDragMoveEvent;
class QDropEvent;
class QEvent;
class QKeyEvent;
class QMimeData;
class QMouseEvent;
class QWheelEvent;

namespace zscape {

class LatentPlane;

/// What mouse, keys, gestures and drops do on the plane. It keeps what is being dragged; all else is the plane's.
class PlaneInteraction {
public:
    static constexpr double kHoverRadius = 8;  ///< logical pixels
    static constexpr double kNotch = 1.2;      ///< zoom of one notch of the wheel

    explicit PlaneInteraction(LatentPlane& plane) : plane_(plane) {}

    /// \return true when the event was dealt with
    bool handle(QEvent* event);
    /// The focus came by the keyboard: a ring says so.
    bool showsFocus() const { return showsFocus_; }

private:
    enum class Drag { None, Pan, EndA, EndB, Path, Image };

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
    void click(QPointF at);
    void beginDrag();
    void goOnDragging(QPointF at);
    void dragImageOut();
    void endDrag(bool keep);
    void moveKept(QPointF delta);
    void step(int64_t by);
    void zoomAt(QPointF at, double factor);

    /// What lies under the pointer, the topmost first.
    Drag gripAt(QPointF at) const;
    int stopAt(QPointF at) const;
    int64_t imageAt(QPointF at) const;

    LatentPlane& plane_;
    bool pressed_ = false;
    Drag grip_ = Drag::None;  // what a drag from the pressed place would move
    Drag drag_ = Drag::None;
    QPointF pressedAt_, lastAt_;
    PathEnds endsBefore_;
    int hoveredStop_ = -1;
    bool showsFocus_ = false;
};

}  // namespace zscape
