#include "ui/panels/reconstructions/linked_images.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace zscape {

LinkedImages::LinkedImages(Qt::Orientation line, QWidget* parent) : QWidget(parent), line_(line) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    connect(&ThemeController::instance(), &ThemeController::changed, this, [this] { forget(); });
}

void LinkedImages::setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot) {
    if (snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    layOut();
    forget();
}

void LinkedImages::setExactPixels(bool exact) {
    exact_ = exact;
    forget();
}

void LinkedImages::setNames(std::function<QString(qint64)> nameOf) { nameOf_ = std::move(nameOf); }

void LinkedImages::setHovered(qint64 image) {
    if (std::exchange(hovered_, image) != image) update();
}

void LinkedImages::setSelected(qint64 image) {
    if (std::exchange(selected_, image) != image) update();
}

qint64 LinkedImages::imageAt(int place) const {
    return place >= 0 && place < shownImages() ? snapshot_->indices[static_cast<size_t>(place)] : -1;
}

QString LinkedImages::nameOf(qint64 image) const { return nameOf_ ? nameOf_(image) : tr("Image %1").arg(image); }

int LinkedImages::placeOf(qint64 image) const {
    for (int place = 0; place < shownImages(); ++place)
        if (imageAt(place) == image) return place;
    return -1;
}

void LinkedImages::choose(qint64 image) {
    setSelected(image);
    Q_EMIT imageSelected(image);
}

std::optional<QColor> LinkedImages::linkColour(qint64 image) const {
    if (image == selected_) return tokens().accent;
    if (image == hovered_) return tokens().text2;
    return std::nullopt;
}

void LinkedImages::paintFrame(QPainter& painter, const QRectF& cell, const QColor& colour, double radius) {
    painter.setPen(QPen(colour, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), radius, radius);
}

void LinkedImages::paintFocus(QPainter& painter) const {
    if (!keyboardFocus_ || placeOf(selected_) >= 0) return;
    paintFrame(painter, QRectF(rect()), tokens().accent, metrics().controlRadius());
}

void LinkedImages::mouseMoveEvent(QMouseEvent* event) {
    const qint64 image = imageAt(placeAt(event->pos()));
    if (image == hovered_) return;
    setHovered(image);
    Q_EMIT imageHovered(image);
}

void LinkedImages::keyPressEvent(QKeyEvent* event) {
    const auto [back, on] =
        line_ == Qt::Horizontal ? std::pair{Qt::Key_Left, Qt::Key_Right} : std::pair{Qt::Key_Up, Qt::Key_Down};
    const int by = event->key() == back ? -1 : event->key() == on ? 1 : 0;
    if (by == 0 || shownImages() == 0) return QWidget::keyPressEvent(event);
    const int place = placeOf(selected_);
    choose(imageAt(place < 0 ? 0 : std::clamp(place + by, 0, shownImages() - 1)));
}

void LinkedImages::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    if (hovered_ < 0) return;
    setHovered(-1);
    Q_EMIT imageHovered(-1);
}

void LinkedImages::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    keyboardFocus_ = isByKeyboard(*event);
    update();
}

void LinkedImages::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    keyboardFocus_ = false;
    update();
}

}  // namespace zscape
