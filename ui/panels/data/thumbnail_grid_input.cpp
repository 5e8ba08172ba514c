#include "ui/panels/data/thumbnail_grid.h"

#include "ui/widgets/image.h"
#include "ui/widgets/keyboard_focus.h"

#include <QApplication>
#include <QBuffer>
#include <QDrag>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace zscape {

void ThumbnailGrid::hoverAt(QPoint point) {
    const int64_t image = imageAt(point);
    if (image == hovered_) return;
    setHovered(image);
    Q_EMIT imageHovered(image);
}

QString ThumbnailGrid::tipOf(int64_t image) const {
    const QString name = source_.name(image);
    const QImage whole = source_.whole ? source_.whole(image) : QImage();
    if (whole.isNull()) return name;
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    whole.save(&buffer, "PNG");
    return QStringLiteral(
               "<div style='white-space:pre'>%1</div><div><img width='%2' src='data:image/png;base64,%3'></div>")
        .arg(name.toHtmlEscaped())
        .arg(qRound(whole.width() / whole.devicePixelRatio()))
        .arg(QString::fromLatin1(png.toBase64()));
}

bool ThumbnailGrid::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave && hovered_ >= 0) {
        setHovered(-1);
        Q_EMIT imageHovered(-1);
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int64_t image = imageAt(help->pos());
        if (image >= 0 && source_.name) {
            QToolTip::showText(help->globalPos(), tipOf(image), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ThumbnailGrid::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    pressedAt_ = event->pos();
    pressed_ = imageAt(pressedAt_);
}

void ThumbnailGrid::mouseMoveEvent(QMouseEvent* event) {
    if (pressed_ >= 0 && event->buttons() & Qt::LeftButton) {
        if ((event->pos() - pressedAt_).manhattanLength() >= QApplication::startDragDistance())
            startDrag(std::exchange(pressed_, -1));
        return;
    }
    hoverAt(event->pos());
}

void ThumbnailGrid::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const int64_t image = imageAt(event->pos());
    if (image >= 0 && image == pressed_) {
        setSelected(image, false);
        Q_EMIT imageSelected(image);
    }
    pressed_ = -1;
}

void ThumbnailGrid::startDrag(int64_t image) {
    const QImage picture = source_.picture(image);
    auto* drag = new QDrag(this);  // Qt deletes it when the drag ends
    drag->setMimeData(imageMime(image, picture, source_.file ? source_.file(image) : QString()).release());
    if (const QPixmap* pixmap = cache_.object(image)) {
        drag->setPixmap(*pixmap);
        drag->setHotSpot(QPoint(side_ / 2, side_ / 2));
    }
    drag->exec(Qt::CopyAction);
}

void ThumbnailGrid::moveTo(int64_t position) {
    if (source_.count == 0) return;
    const int64_t image = source_.imageAt(std::clamp<int64_t>(position, 0, source_.count - 1));
    if (image < 0) return;
    setSelected(image);
    Q_EMIT imageSelected(image);
}

void ThumbnailGrid::keyPressEvent(QKeyEvent* event) {
    const int64_t shown = selected_ >= 0 && source_.positionOf ? source_.positionOf(selected_) : -1;
    const int64_t firstSeen = int64_t{verticalScrollBar()->value()} / pitch_ * columns_;
    const int64_t page = int64_t{std::max(1, viewport()->height() / pitch_)} * columns_;
    const auto step = [&](int64_t by) {
        // Without a selection the keys begin with what is in sight.
        if (shown < 0) return moveTo(firstSeen);
        const int64_t to = shown + by;
        // Up and down stay in their column: at the ends they stay where they are.
        if ((by == -columns_ && to < 0) ||
            (by == columns_ && to >= source_.count && shown / columns_ == (source_.count - 1) / columns_))
            return;
        moveTo(to);
    };
    switch (event->key()) {
        case Qt::Key_Left: step(-1); return;
        case Qt::Key_Right: step(1); return;
        case Qt::Key_Up: step(-columns_); return;
        case Qt::Key_Down: step(columns_); return;
        case Qt::Key_PageUp: step(-page); return;
        case Qt::Key_PageDown: step(page); return;
        case Qt::Key_Home: moveTo(0); return;
        case Qt::Key_End: moveTo(source_.count - 1); return;
        default: event->ignore();
    }
}

void ThumbnailGrid::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const int64_t image = keyboard ? selected_ : imageAt(viewport()->mapFrom(this, event->pos()));
    Q_EMIT menuRequested(image, event->globalPos());
}

void ThumbnailGrid::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    keyboardFocus_ = isByKeyboard(*event);
    viewport()->update();
}

void ThumbnailGrid::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    keyboardFocus_ = false;
    viewport()->update();
}

}  // namespace zscape
