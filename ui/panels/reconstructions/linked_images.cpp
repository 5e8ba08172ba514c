#include "ui/panels/reconstructions/linked_images.h"

#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace zscape {

LinkedImages::LinkedImages(Qt::Orientation line, SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      selection_(selection),
      line_(line) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    connect(&ThemeController::instance(), &ThemeController::changed, this, [this] { forget(); });
    connect(selection, &SelectionModel::hoveredChanged, this, qOverload<>(&QWidget::update));
    connect(selection, &SelectionModel::currentChanged, this, qOverload<>(&QWidget::update));
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

qint64 LinkedImages::imageAt(int place) const {
    return place >= 0 && place < shownImages() ? snapshot_->indices[static_cast<size_t>(place)] : -1;
}

QString LinkedImages::nameOf(qint64 image) const { return nameOf_ ? nameOf_(image) : tr("Image %1").arg(image); }

int LinkedImages::placeOf(qint64 image) const {
    for (int place = 0; place < shownImages(); ++place)
        if (imageAt(place) == image) return place;
    return -1;
}

std::optional<QColor> LinkedImages::linkColour(qint64 image) const {
    if (image == selection_->current()) return tokens().accent;
    if (image == selection_->hovered()) return tokens().text2;
    return std::nullopt;
}

void LinkedImages::paintFrame(QPainter& painter, const QRectF& cell, const QColor& colour, double radius) {
    painter.setPen(QPen(colour, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), radius, radius);
}

void LinkedImages::paintFocus(QPainter& painter) const {
    if (!keyboardFocus_ || placeOf(selection_->current()) >= 0) return;
    paintFrame(painter, QRectF(rect()), tokens().accent, metrics().controlRadius());
}

void LinkedImages::mouseMoveEvent(QMouseEvent* event) { selection_->setHovered(imageAt(placeAt(event->pos()))); }

void LinkedImages::keyPressEvent(QKeyEvent* event) {
    const auto [back, on] =
        line_ == Qt::Horizontal ? std::pair{Qt::Key_Left, Qt::Key_Right} : std::pair{Qt::Key_Up, Qt::Key_Down};
    const int by = event->key() == back ? -1 : event->key() == on ? 1 : 0;
    if (by == 0 || shownImages() == 0) return QWidget::keyPressEvent(event);
    const int place = placeOf(selection_->current());
    selection_->choose(imageAt(place < 0 ? 0 : std::clamp(place + by, 0, shownImages() - 1)), std::nullopt,
                       SelectionModel::Pace::Running);
}

void LinkedImages::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    selection_->setHovered(-1);
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
