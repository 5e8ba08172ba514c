#include "ui/plane/plane_tools.h"

#include "ui/plane/plane_surface.h"

#include <cmath>

namespace zscape {

namespace {

Combine combineBy(Qt::KeyboardModifiers modifiers) {
    // Shift takes up box or lasso for one drag, and with Ctrl the lasso: both replace.
    if (modifiers & Qt::ShiftModifier) return Combine::Replace;
    return modifiers & Qt::ControlModifier ? Combine::Add
           : modifiers & Qt::AltModifier   ? Combine::Subtract
                                           : Combine::Replace;
}

}  // namespace

PlaneTools::PlaneTools(PlaneSurface& plane)
    : plane_(plane),
      pan_(plane),
      box_(plane, RegionTool::Shape::Box),
      lasso_(plane, RegionTool::Shape::Lasso),
      ends_(plane),
      tool_(&pan_) {}

PlaneTool* PlaneTools::toolFor(Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
    if (button == Qt::MiddleButton) return &pan_;
    if (modifiers & Qt::ShiftModifier) return modifiers & Qt::ControlModifier ? &lasso_ : &box_;
    const bool onPath = grip_ == Grip::EndA || grip_ == Grip::EndB || grip_ == Grip::Path;
    const bool plain = !(modifiers & (Qt::ControlModifier | Qt::AltModifier));
    if (onPath && (plain || chosen_ == PlaneToolKind::Pan)) {
        ends_.take(grip_);
        return &ends_;
    }
    switch (chosen_) {
        case PlaneToolKind::Box: return &box_;
        case PlaneToolKind::Lasso: return &lasso_;
        case PlaneToolKind::Pan: break;
    }
    takesImage_ = grip_ == Grip::Image;
    return &pan_;
}

bool PlaneTools::press(QPointF at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
    if (phase_ != Phase::Rest) return true;
    if (button != Qt::LeftButton && button != Qt::MiddleButton) return false;
    grip_ = gripAt(plane_, at);
    takesImage_ = false;
    tool_ = toolFor(button, modifiers);
    phase_ = Phase::Pressed;
    button_ = button;
    modifiers_ = modifiers;
    pressedAt_ = at;
    return true;
}

bool PlaneTools::move(QPointF at) {
    if (phase_ == Phase::Rest) return false;
    if (phase_ == Phase::Pressed) {
        // On the axes' labels nothing is taken hold of.
        if (grip_ == Grip::Outside || std::hypot(at.x() - pressedAt_.x(), at.y() - pressedAt_.y()) < kDragAfter)
            return true;
        plane_.hover(-1);
        if (takesImage_) {
            // That drag has a loop of its own, and the button's release goes to where it ends.
            phase_ = Phase::Rest;
            plane_.dragOut(plane_.chosen().current());
            return true;
        }
        phase_ = Phase::Dragging;
        tool_->begin(pressedAt_);
    }
    tool_->goOn(at);
    return true;
}

PlaneTools::Ended PlaneTools::release(QPointF at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
    if (phase_ == Phase::Rest || button != button_) return Ended::Nothing;
    const bool dragged = isDragging();
    phase_ = Phase::Rest;
    if (!dragged) return button == Qt::LeftButton && grip_ != Grip::Outside ? Ended::Click : Ended::Nothing;
    tool_->goOn(at);
    // A key that is held at either end of the drag counts.
    const Combine begun = combineBy(modifiers_);
    tool_->finish(modifiers_ & Qt::ShiftModifier || begun != Combine::Replace ? begun : combineBy(modifiers));
    return Ended::Drag;
}

bool PlaneTools::cancel() {
    const bool dragged = isDragging();
    phase_ = Phase::Rest;
    if (dragged) tool_->cancel();
    return dragged;
}

Qt::CursorShape PlaneTools::restCursor(QPointF at) {
    switch (gripAt(plane_, at)) {
        case Grip::Outside: return Qt::ArrowCursor;
        case Grip::EndA:
        case Grip::EndB:
        case Grip::Path: return Qt::OpenHandCursor;
        case Grip::Empty:
        case Grip::Image: break;
    }
    return chosen_ == PlaneToolKind::Pan ? Qt::ArrowCursor : Qt::CrossCursor;
}

}  // namespace zscape
