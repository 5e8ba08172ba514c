#include "ui/panels/loss/loss_chart.h"

#include "ui/widgets/keyboard_focus.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {
constexpr double kNotch = 1.2;
constexpr double kLeastBox = 4;
}  // namespace

int LossChart::laneAt(QPointF position) const {
    return !rects_.lower.isEmpty() && position.y() >= rects_.lower.top() - 2 ? 1 : 0;
}

double LossChart::xAt(double pixel) const {
    return xMinimum_ + (pixel - rects_.upper.left()) / rects_.upper.width() * (xMaximum_ - xMinimum_);
}

double LossChart::pixelAt(double x) const {
    return rects_.upper.left() + (x - xMinimum_) / (xMaximum_ - xMinimum_) * rects_.upper.width();
}

void LossChart::zoomX(double factor, double pixel) {
    const bool was = fitted();
    const double at = xAt(std::clamp(pixel, rects_.upper.left(), rects_.upper.right()));
    const double end = std::max(dataEnd(), 1e-9);
    const double width = (xMaximum_ - xMinimum_) / factor;
    if (width < end * 1e-7 || width > end * 100) return;
    xMinimum_ = at - (at - xMinimum_) / factor;
    xMaximum_ = xMinimum_ + width;
    autoX_ = false;
    refresh();
    viewChanged(was);
}

void LossChart::panBy(QPointF delta, int lane) {
    const bool was = fitted();
    const double dx = delta.x() / rects_.upper.width() * (xMaximum_ - xMinimum_);
    xMinimum_ -= dx;
    xMaximum_ -= dx;
    autoX_ = false;
    if (delta.y() != 0) {
        ChartLane& moved = *lanes_[static_cast<size_t>(lane)];
        const double dy = delta.y() / moved.plot().height() * (moved.yMaximum() - moved.yMinimum());
        moved.setYRange(moved.yMinimum() + dy, moved.yMaximum() + dy);
        autoY_[static_cast<size_t>(lane)] = false;
    }
    refresh();
    viewChanged(was);
}

void LossChart::zoomTo(const QRectF& box) {
    if (box.width() < kLeastBox || box.height() < kLeastBox) return;
    const bool was = fitted();
    const auto lane = static_cast<size_t>(laneAt(pressed_));
    const QRectF inside = box & lanes_[lane]->plot();
    if (inside.isEmpty()) return;
    const double left = xAt(inside.left());
    const double right = xAt(inside.right());
    const double top = lanes_[lane]->yAt(inside.top());
    const double bottom = lanes_[lane]->yAt(inside.bottom());
    xMinimum_ = left;
    xMaximum_ = right;
    lanes_[lane]->setYRange(bottom, top);
    autoX_ = false;
    autoY_[lane] = false;
    refresh();
    viewChanged(was);
}

void LossChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    pressed_ = moved_ = event->position();
    gesture_ = event->modifiers() & Qt::ShiftModifier ? Gesture::Box : Gesture::Pan;
    if (gesture_ == Gesture::Box) setCursor(Qt::CrossCursor);
}

void LossChart::mouseMoveEvent(QMouseEvent* event) {
    hover_ = event->position();
    if (gesture_ == Gesture::Pan && event->buttons() & Qt::LeftButton) {
        QPointF delta = event->position() - moved_;
        // Mostly sideways: the y axis goes on fitting itself.
        if (std::abs(event->position().y() - pressed_.y()) < 8 && autoY_[static_cast<size_t>(laneAt(pressed_))])
            delta.setY(0);
        if (!delta.isNull()) {
            setCursor(Qt::ClosedHandCursor);
            panBy(delta, laneAt(pressed_));
        }
    }
    moved_ = event->position();
    viewport()->update();
}

void LossChart::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (gesture_ == Gesture::Box) zoomTo(QRectF(pressed_, event->position()).normalized());
    gesture_ = Gesture::None;
    unsetCursor();
    viewport()->update();
}

void LossChart::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) fit();
}

void LossChart::leaveEvent(QEvent* event) {
    QGraphicsView::leaveEvent(event);
    hover_.reset();
    viewport()->update();
}

void LossChart::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) return;
    const double factor = std::pow(kNotch, notches);
    if (event->position().x() < rects_.upper.left()) {
        const bool was = fitted();
        const auto index = static_cast<size_t>(laneAt(event->position()));
        ChartLane& lane = *lanes_[index];
        const double at = lane.yAt(event->position().y());
        lane.setYRange(at - (at - lane.yMinimum()) / factor, at + (lane.yMaximum() - at) / factor);
        autoY_[index] = false;
        refresh();
        viewChanged(was);
    } else {
        zoomX(factor, event->position().x());
    }
    event->accept();
}

void LossChart::keyPressEvent(QKeyEvent* event) {
    const double step = rects_.upper.width() * (event->modifiers() & Qt::ShiftModifier ? 0.5 : 0.1);
    switch (event->key()) {
        case Qt::Key_Home: fit(); return;
        case Qt::Key_Plus:
        case Qt::Key_Equal: zoomX(kNotch, rects_.upper.center().x()); return;
        case Qt::Key_Minus: zoomX(1 / kNotch, rects_.upper.center().x()); return;
        case Qt::Key_Left: panBy({step, 0}, 0); return;
        case Qt::Key_Right: panBy({-step, 0}, 0); return;
        default: event->ignore();
    }
}

void LossChart::focusInEvent(QFocusEvent* event) {
    QGraphicsView::focusInEvent(event);
    keyboardFocus_ = isByKeyboard(*event);
    viewport()->update();
}

void LossChart::focusOutEvent(QFocusEvent* event) {
    QGraphicsView::focusOutEvent(event);
    keyboardFocus_ = false;
    viewport()->update();
}

void LossChart::contextMenuEvent(QContextMenuEvent* event) { event->ignore(); }

}  // namespace zscape
