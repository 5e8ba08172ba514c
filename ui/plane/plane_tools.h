#pragma once

#include "ui/plane/plane_tool.h"
#include "ui/plane/plane_types.h"

#include <QPointF>

namespace zscape {

/// The tools of the plane and the one gesture that is under way. A button that is pressed takes up a tool; what a drag
/// with it does is the tool's.
///
///     at rest  -- press -->  pressed  -- 4 px -->  dragging
///        ^-- release: click ----'                     |
///        ^-- release of its button: finish -----------|
///        ^-- Esc, a pinch, hidden: cancel ------------'
///
/// While a button is held every other one is passed over.
class PlaneTools {
public:
    static constexpr double kDragAfter = 4;  ///< logical pixels before a press becomes a drag
    enum class Phase { Rest, Pressed, Dragging };
    enum class Ended { Nothing, Click, Drag };

    explicit PlaneTools(PlaneSurface& plane);

    /// Which one a left drag takes up where nothing lies that can be moved.
    void choose(PlaneToolKind kind) { chosen_ = kind; }
    PlaneToolKind chosen() const { return chosen_; }
    Phase phase() const { return phase_; }
    bool isDragging() const { return phase_ == Phase::Dragging; }

    /// \return false where the press is nobody's
    bool press(QPointF at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers);
    /// \return false at rest: the pointer only hovers
    bool move(QPointF at);
    Ended release(QPointF at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers);
    /// Gives up a drag, or a press. \return whether a drag was given up
    bool cancel();
    /// Where the press that is ended by a click was.
    Grip pressedGrip() const { return grip_; }
    /// Of the pointer at `at` while nothing is held.
    Qt::CursorShape restCursor(QPointF at);
    Qt::CursorShape dragCursor() const { return tool_->cursor(); }

private:
    PlaneTool* toolFor(Qt::MouseButton button, Qt::KeyboardModifiers modifiers);

    PlaneSurface& plane_;
    PanTool pan_;
    RegionTool box_, lasso_;
    EndsTool ends_;
    PlaneToolKind chosen_ = PlaneToolKind::Pan;
    Phase phase_ = Phase::Rest;
    PlaneTool* tool_ = nullptr;  // of the gesture under way
    Qt::MouseButton button_ = Qt::NoButton;
    Qt::KeyboardModifiers modifiers_;  // when it began
    Grip grip_ = Grip::Outside;
    QPointF pressedAt_;
    bool takesImage_ = false;  // a drag would take the current image out
};

}  // namespace zscape
