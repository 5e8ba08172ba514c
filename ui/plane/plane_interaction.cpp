#include "ui/plane/plane_interaction.h"

#include "ui/plane/latent_plane.h"
#include "ui/plane/plane_surface.h"

#include <QApplication>
#include <QGestureEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>

#include <cmath>

namespace zscape {

bool PlaneInteraction::handle(QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseButtonPress: return press(static_cast<QMouseEvent*>(event));
        case QEvent::MouseMove: return move(static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonRelease: return release(static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonDblClick: return doubleClick(static_cast<QMouseEvent*>(event));
        case QEvent::Wheel: return wheel(static_cast<QWheelEvent*>(event));
        case QEvent::NativeGesture:
        case QEvent::Gesture: return gesture(event);
        case QEvent::ShortcutOverride:
        case QEvent::KeyPress: return key(static_cast<QKeyEvent*>(event));
        case QEvent::ContextMenu: return contextMenu(static_cast<QContextMenuEvent*>(event));
        case QEvent::DragEnter:
        case QEvent::DragMove: return dragMove(static_cast<QDragMoveEvent*>(event));
        case QEvent::Drop: return drop(static_cast<QDropEvent*>(event));
        case QEvent::Leave: leave(); return false;
        case QEvent::Hide: giveUpDrag(); return false;
        case QEvent::FocusIn:
        case QEvent::FocusOut: {
            const auto reason = static_cast<QFocusEvent*>(event)->reason();
            showsFocus_ =
                event->type() == QEvent::FocusIn &&
                (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason);
            plane_.update();
            return false;
        }
        default: return false;
    }
}

// ---- mouse ----

bool PlaneInteraction::press(QMouseEvent* event) {
    if (!tools_.press(event->position(), event->button(), event->modifiers()))
        return event->button() == Qt::RightButton;
    showsFocus_ = false;
    return true;
}

bool PlaneInteraction::move(QMouseEvent* event) {
    if (!tools_.move(event->position())) hover(event->position());
    if (tools_.isDragging()) plane_.setCursor(tools_.dragCursor());
    return true;
}

bool PlaneInteraction::release(QMouseEvent* event) {
    const PlaneTools::Ended ended = tools_.release(event->position(), event->button(), event->modifiers());
    if (tools_.phase() != PlaneTools::Phase::Rest) return true;
    if (ended == PlaneTools::Ended::Click) click(event->position(), event->modifiers());
    hover(event->position());
    return true;
}

bool PlaneInteraction::doubleClick(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || tools_.phase() != PlaneTools::Phase::Rest) return true;
    const QPointF at = event->position();
    if (imageAt(surface_, at) >= 0 || gripAt(surface_, at) != Grip::Empty) return true;
    surface_.chosen().letGoOfAll();
    // From here on the pointer leads the decoder again.
    hover(at);
    return true;
}

void PlaneInteraction::hover(QPointF at) {
    const bool inside = surface_.seenView().plotArea().contains(at);
    const int stop = inside ? stopAt(surface_, at) : -1;
    if (stop != hoveredStop_) {
        hoveredStop_ = stop;
        Q_EMIT plane_.stopHovered(stop);
    }
    const Qt::CursorShape cursor = tools_.restCursor(at);
    if (cursor == Qt::ArrowCursor) plane_.unsetCursor();
    else plane_.setCursor(cursor);
    // Under an end's picture or a stop of the path no point can be meant.
    surface_.hover(cursor == Qt::OpenHandCursor ? -1 : imageAt(surface_, at));
    if (inside) surface_.pointAt(surface_.seenView().toPlane(at));
    else if (plane_.pointer()) surface_.pointAt(std::nullopt);
}

void PlaneInteraction::click(QPointF at, Qt::KeyboardModifiers modifiers) {
    if (const int stop = stopAt(surface_, at); stop >= 0) {
        Q_EMIT plane_.stopClicked(stop);
        return;
    }
    if (tools_.pressedGrip() == Grip::EndA || tools_.pressedGrip() == Grip::EndB) return;
    const int64_t image = imageAt(surface_, at);
    SelectionModel& selection = surface_.chosen();
    if (image >= 0 && modifiers & Qt::ControlModifier) selection.toggle(image);
    else if (image >= 0) selection.choose(image, plane_.points().cloud().positionOf(image));
    // Who adds to a selection and misses means no place.
    else if (!(modifiers & (Qt::ControlModifier | Qt::ShiftModifier | Qt::AltModifier)))
        selection.keepAt(surface_.seenView().toPlane(at));
}

bool PlaneInteraction::giveUpDrag() {
    const bool dragged = tools_.cancel();
    plane_.unsetCursor();
    return dragged;
}

void PlaneInteraction::leave() {
    if (tools_.isDragging()) return;
    if (hoveredStop_ >= 0) {
        hoveredStop_ = -1;
        Q_EMIT plane_.stopHovered(-1);
    }
    surface_.hover(-1);
    if (plane_.pointer()) surface_.pointAt(std::nullopt);
}

// ---- zoom ----

void PlaneInteraction::zoomAt(QPointF at, double factor) {
    PlaneView zoomed = surface_.seenView();
    zoomed.zoomAt(at, factor);
    surface_.look(zoomed);
    if (tools_.phase() == PlaneTools::Phase::Rest) hover(at);
}

bool PlaneInteraction::wheel(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) return true;
    zoomAt(event->position(), std::pow(kNotch, notches));
    event->accept();
    return true;
}

bool PlaneInteraction::gesture(QEvent* event) {
    if (event->type() == QEvent::NativeGesture) {
        const auto* native = static_cast<QNativeGestureEvent*>(event);
        if (native->gestureType() != Qt::ZoomNativeGesture) return false;
        zoomAt(native->position(), 1 + native->value());
        return true;
    }
    auto* gestures = static_cast<QGestureEvent*>(event);
    auto* pinch = static_cast<QPinchGesture*>(gestures->gesture(Qt::PinchGesture));
    if (!pinch) return false;
    giveUpDrag();
    if (pinch->changeFlags() & QPinchGesture::ScaleFactorChanged)
        zoomAt(plane_.mapFromGlobal(pinch->centerPoint().toPoint()), pinch->scaleFactor());
    gestures->accept(pinch);
    return true;
}

}  // namespace zscape
