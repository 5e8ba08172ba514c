#include "ui/widgets/picture_view.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QApplication>
#include <QDrag>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>

namespace zscape {

PictureView::PictureView(QWidget* parent) : QWidget(parent), radius_(metrics().thumbnailRadius()) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setSizePolicy(policy);
}

void PictureView::setPicture(const Picture& picture) { setImage(toImage(picture)); }

void PictureView::setImage(const QImage& image) {
    image_ = image;
    update();
}

void PictureView::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

void PictureView::setExactPixels(bool exact) {
    exact_ = exact;
    update();
}

void PictureView::setCornerRadius(double radius) {
    radius_ = radius;
    update();
}

void PictureView::setSelected(bool selected) {
    selected_ = selected;
    update();
}

void PictureView::setBadge(const QString& badge) {
    badge_ = badge;
    update();
}

void PictureView::setFaint(bool faint) {
    faint_ = faint;
    update();
}

void PictureView::setSelectable(bool selectable) {
    selectable_ = selectable;
    setFocusPolicy(selectable ? Qt::TabFocus : Qt::NoFocus);
}

void PictureView::setDragSource(std::function<std::unique_ptr<QMimeData>()> source) { dragSource_ = std::move(source); }

void PictureView::setDropTarget(std::function<bool(const QMimeData*)> accepts,
                                std::function<void(const QMimeData*)> drop) {
    accepts_ = std::move(accepts);
    drop_ = std::move(drop);
    setAcceptDrops(static_cast<bool>(accepts_));
}

QSize PictureView::sizeHint() const { return {metrics().px(56), metrics().px(56)}; }

// The largest rectangle of the picture's own shape, centred; the whole view when it is empty.
QRectF PictureView::pictureRect() const {
    const double w = image_.isNull() ? 1 : image_.width(), h = image_.isNull() ? 1 : image_.height();
    const double scale = std::min(width() / w, height() / h);
    const QSizeF size(std::floor(w * scale), std::floor(h * scale));
    return {std::floor((width() - size.width()) / 2), std::floor((height() - size.height()) / 2), size.width(),
            size.height()};
}

void PictureView::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF place = pictureRect();
    if (image_.isNull()) {
        painter.setPen(QPen(t.line, 1));
        painter.setBrush(t.well);
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), radius_, radius_);
        if (!emptyText_.isEmpty()) {
            painter.setFont(noteFont());
            painter.setPen(t.text2);
            painter.drawText(place.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        }
    } else {
        painter.setOpacity(faint_ ? 0.55 : 1.0);
        drawPicture(&painter, place, image_, exact_, radius_);
        painter.setOpacity(1);
    }
    const bool keyboard = hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange);
    if (selected_ || keyboard || dropOver_) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(dropOver_ ? withAlpha(t.accent, 0.12) : QColor(Qt::transparent));
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), radius_, radius_);
    }
    if (!badge_.isEmpty()) {
        const double d = metrics().px(18);
        const QRectF disc(place.x() + metrics().px(4), place.y() + metrics().px(4), d, d);
        painter.setPen(QPen(t.onFill, 1.5));
        painter.setBrush(t.fill);
        painter.drawEllipse(disc);
        QFont font = axisFont();
        font.setBold(true);
        painter.setFont(font);
        painter.setPen(t.onFill);
        painter.drawText(disc, Qt::AlignCenter, badge_);
    }
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || (!selectable_ && !dragSource_)) return QWidget::mousePressEvent(event);
    pressed_ = true;
    pressedAt_ = event->pos();
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    if (!pressed_ || !dragSource_ || (event->pos() - pressedAt_).manhattanLength() < QApplication::startDragDistance())
        return;
    pressed_ = false;
    std::unique_ptr<QMimeData> mime = dragSource_();
    if (!mime) return;
    auto* drag = new QDrag(this);  // Qt deletes it when the drag ends
    drag->setMimeData(mime.release());
    if (!image_.isNull())
        drag->setPixmap(QPixmap::fromImage(
            image_.scaled(metrics().px(48), metrics().px(48), Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

void PictureView::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = pressed_ && event->button() == Qt::LeftButton && rect().contains(event->pos());
    pressed_ = false;
    if (click) Q_EMIT clicked();
    else QWidget::mouseReleaseEvent(event);
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) Q_EMIT doubleClicked();
}

void PictureView::keyPressEvent(QKeyEvent* event) {
    if (selectable_ &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)) {
        Q_EMIT clicked();
        return;
    }
    QWidget::keyPressEvent(event);
}

void PictureView::dragEnterEvent(QDragEnterEvent* event) {
    if (!accepts_ || !accepts_(event->mimeData())) return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    dropOver_ = true;
    update();
}

void PictureView::dragLeaveEvent(QDragLeaveEvent*) {
    dropOver_ = false;
    update();
}

void PictureView::dropEvent(QDropEvent* event) {
    dropOver_ = false;
    update();
    if (!drop_) return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    drop_(event->mimeData());
}

}  // namespace zscape
