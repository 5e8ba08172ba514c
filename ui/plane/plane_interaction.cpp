#include "ui/plane/plane_interaction.h"

#include "ui/plane/latent_plane.h"
#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QApplication>
#include <QDrag>
#include <QGestureEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kDragAfter = 4;  // pixels before a press becomes a drag

double distanceToSegment(QPointF at, QPointF a, QPointF b) {
    const QPointF along = b - a;
    const double length = QPointF::dotProduct(along, along);
    const double t = length == 0 ? 0 : std::clamp(QPointF::dotProduct(at - a, along) / length, 0.0, 1.0);
    const QPointF off = at - (a + along * t);
    return std::hypot(off.x(), off.y());
}

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

}  // namespace

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
        case QEvent::FocusIn:
        case QEvent::FocusOut: {
            const auto reason = static_cast<QFocusEvent*>(event)->reason();
            showsFocus_ =
                event->type() == QEvent::FocusIn &&
                (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason);
            plane_.requestFrame();
            return false;
        }
        default: return false;
    }
}

// ---- what lies where ----

int64_t PlaneInteraction::imageAt(QPointF at) const {
    if (!plane_.view_.plotArea().contains(at)) return -1;
    return plane_.points_.nearest(plane_.view_.toPlane(at), metrics().px(kHoverRadius) / plane_.view_.scale());
}

int PlaneInteraction::stopAt(QPointF at) const {
    const auto& stops = plane_.overlay_.stops;
    int nearest = -1;
    double best = metrics().px(7);
    for (size_t stop = 0; stop < stops.size(); ++stop) {
        const double away = distance(at, plane_.view_.toScreen(stops[stop]));
        if (away > best) continue;
        best = away;
        nearest = static_cast<int>(stop);
    }
    return nearest;
}

PlaneInteraction::Drag PlaneInteraction::gripAt(QPointF at) const {
    const PlaneView& view = plane_.view_;
    if (!view.plotArea().contains(at)) return Drag::None;
    for (const PathEnd end : {PathEnd::B, PathEnd::A}) {
        const auto& shown = plane_.overlay_.ends[indexOf(end)];
        if (!shown) continue;
        const bool onPicture = !shown->picture.isNull() && endPictureRect(view, plane_.overlay_, end).contains(at);
        if (onPicture || distance(at, view.toScreen(shown->at)) <= metrics().px(11))
            return end == PathEnd::A ? Drag::EndA : Drag::EndB;
    }
    if (plane_.overlay_.selected &&
        distance(at, view.toScreen(*plane_.overlay_.selected)) <= metrics().px(kHoverRadius))
        return Drag::Image;
    const auto& stops = plane_.overlay_.stops;
    for (size_t stop = 1; stop < stops.size(); ++stop)
        if (distanceToSegment(at, view.toScreen(stops[stop - 1]), view.toScreen(stops[stop])) <= metrics().px(5))
            return Drag::Path;
    return Drag::Pan;
}

// ---- mouse ----

bool PlaneInteraction::press(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->button() == Qt::RightButton;
    pressed_ = true;
    showsFocus_ = false;
    pressedAt_ = lastAt_ = event->position();
    grip_ = gripAt(pressedAt_);
    return true;
}

bool PlaneInteraction::move(QMouseEvent* event) {
    const QPointF at = event->position();
    if (pressed_ && drag_ == Drag::None && distance(at, pressedAt_) >= kDragAfter) beginDrag();
    if (drag_ != Drag::None) {
        goOnDragging(at);
    } else if (!pressed_) {
        hover(at);
    }
    lastAt_ = at;
    return true;
}

bool PlaneInteraction::release(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !pressed_) return false;
    const bool dragged = drag_ != Drag::None;
    endDrag(true);
    if (!dragged && grip_ != Drag::None) click(event->position());
    hover(event->position());
    return true;
}

bool PlaneInteraction::doubleClick(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return false;
    const QPointF at = event->position();
    if (imageAt(at) >= 0 || gripAt(at) != Drag::Pan) return true;
    plane_.selection_->letGoOfAll();
    // From here on the pointer leads the decoder again.
    hover(at);
    return true;
}

void PlaneInteraction::hover(QPointF at) {
    const bool inside = plane_.view_.plotArea().contains(at);
    const int stop = inside ? stopAt(at) : -1;
    if (stop != hoveredStop_) {
        hoveredStop_ = stop;
        Q_EMIT plane_.stopHovered(stop);
    }
    const Drag grip = gripAt(at);
    const bool movable = grip == Drag::EndA || grip == Drag::EndB || grip == Drag::Path;
    if (movable) plane_.setCursor(Qt::OpenHandCursor);
    else plane_.unsetCursor();
    // Under an end's picture or a stop of the path no point can be meant.
    plane_.setHovered(movable ? -1 : imageAt(at));
    if (inside) plane_.setPointer(plane_.view_.toPlane(at));
    else if (plane_.overlay_.pointer) plane_.setPointer(std::nullopt);
}

void PlaneInteraction::click(QPointF at) {
    if (const int stop = stopAt(at); stop >= 0) {
        Q_EMIT plane_.stopClicked(stop);
        return;
    }
    if (grip_ == Drag::EndA || grip_ == Drag::EndB) return;
    const int64_t image = imageAt(at);
    if (image >= 0) plane_.selection_->choose(image, plane_.points_.cloud().positionOf(image));
    else plane_.selection_->keepAt(plane_.view_.toPlane(at));
}

void PlaneInteraction::beginDrag() {
    drag_ = grip_;
    endsBefore_ = plane_.selection_->ends();
    lastAt_ = pressedAt_;
    plane_.setHovered(-1);
    if (drag_ == Drag::Image) dragImageOut();
    else if (drag_ != Drag::None) plane_.setCursor(Qt::ClosedHandCursor);
}

void PlaneInteraction::goOnDragging(QPointF at) {
    if (drag_ == Drag::Pan) {
        PlaneView moved = plane_.view_;
        moved.panBy(at - lastAt_);
        plane_.touched_ = true;
        plane_.changeView(moved);
        return;
    }
    const double scale = plane_.view_.scale();
    const QPointF delta((at.x() - pressedAt_.x()) / scale, -(at.y() - pressedAt_.y()) / scale);
    for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
        const bool moves = drag_ == Drag::Path || drag_ == (end == PathEnd::A ? Drag::EndA : Drag::EndB);
        if (const auto& before = endsBefore_[indexOf(end)]; moves && before)
            plane_.selection_->moveEnd(end, before->at + delta);
    }
}

void PlaneInteraction::dragImageOut() {
    const int64_t image = plane_.selection_->current();
    const auto& images = plane_.points_.images();
    // The drag has a loop of its own, and the button's release goes to the target.
    pressed_ = false;
    drag_ = Drag::None;
    if (!images || image < 0) return;
    const QImage picture = toImage(images->picture(image));
    auto* drag = new QDrag(&plane_);
    drag->setMimeData(imageMime(image, picture, QString::fromStdString(images->fileOf(image).string())).release());
    drag->setPixmap(QPixmap::fromImage(
        picture.scaled(metrics().px(56), metrics().px(56), Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

void PlaneInteraction::endDrag(bool keep) {
    const Drag ended = drag_;
    drag_ = Drag::None;
    pressed_ = false;
    plane_.unsetCursor();
    if (ended != Drag::EndA && ended != Drag::EndB && ended != Drag::Path) return;
    if (keep)
        plane_.selection_->commitEnds(endsBefore_, ended == Drag::EndA   ? LatentPlane::tr("moving A")
                                                   : ended == Drag::EndB ? LatentPlane::tr("moving B")
                                                                         : LatentPlane::tr("moving the path"));
    else plane_.selection_->restoreEnds(endsBefore_);
}

void PlaneInteraction::leave() {
    if (drag_ != Drag::None) return;
    if (hoveredStop_ >= 0) {
        hoveredStop_ = -1;
        Q_EMIT plane_.stopHovered(-1);
    }
    plane_.setHovered(-1);
    if (plane_.overlay_.pointer) plane_.setPointer(std::nullopt);
}

// ---- zoom ----

void PlaneInteraction::zoomAt(QPointF at, double factor) {
    PlaneView zoomed = plane_.view_;
    zoomed.zoomAt(at, factor);
    plane_.touched_ = true;
    plane_.changeView(zoomed);
    if (!pressed_) hover(at);
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
    endDrag(false);
    if (pinch->changeFlags() & QPinchGesture::ScaleFactorChanged)
        zoomAt(plane_.mapFromGlobal(pinch->centerPoint().toPoint()), pinch->scaleFactor());
    gestures->accept(pinch);
    return true;
}

}  // namespace zscape
