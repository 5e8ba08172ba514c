#include "ui/panels/data/thumbnail_grid.h"

#include "ui/selection/selection_model.h"
#include "ui/widgets/image.h"
#include "ui/widgets/keyboard_focus.h"
#include "ui/widgets/picture_mime.h"

#include <QApplication>
#include <QBuffer>
#include <QDrag>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace zscape {

void ThumbnailGrid::hoverAt(QPoint point) { selection_->setHovered(imageAt(point)); }

void ThumbnailGrid::showTip(QPoint at, QPoint global) {
    const int64_t image = imageAt(at);
    if (image < 0 || !source_.name) return QToolTip::hideText();
    const QString name = source_.name(image);
    QToolTip::showText(global, name, this);
    if (!source_.whole) return;
    source_.whole(image, [this, name, global](const QImage& whole) {
        // The pointer has gone on since.
        if (!QToolTip::isVisible() || QToolTip::text() != name) return;
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        whole.save(&buffer, "PNG");
        QToolTip::showText(global,
                           QStringLiteral("<div style='white-space:pre'>%1</div><div><img width='%2' "
                                          "src='data:image/png;base64,%3'></div>")
                               .arg(name.toHtmlEscaped())
                               .arg(qRound(whole.width() / whole.devicePixelRatio()))
                               .arg(QString::fromLatin1(png.toBase64())),
                           this);
    });
}

bool ThumbnailGrid::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) selection_->setHovered(-1);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showTip(help->pos(), help->globalPos());
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
        // What is clicked on is in sight: nothing scrolls under the pointer.
        const QScopedValueRollback<bool> stay(scrolls_, false);
        const bool control = event->modifiers().testFlag(Qt::ControlModifier);
        if (event->modifiers().testFlag(Qt::ShiftModifier)) chooseRange(image, control);
        else if (control) selection_->toggle(image);
        else selection_->choose(image);
    }
    pressed_ = -1;
}

void ThumbnailGrid::chooseRange(int64_t image, bool add) {
    const int64_t to = source_.positionOf(image);
    const int64_t current = selection_->current() >= 0 ? source_.positionOf(selection_->current()) : -1;
    const int64_t from = current >= 0 ? current : to;
    ImageBits range(selection_->images());
    for (int64_t position = std::min(from, to); position <= std::max(from, to); ++position)
        range.insert(source_.imageAt(position));
    selection_->chooseMany(std::move(range), add ? Combine::Add : Combine::Replace);
}

void ThumbnailGrid::chooseAll() {
    ImageBits shown(selection_->images());
    for (int64_t position = 0; position < source_.count; ++position) shown.insert(source_.imageAt(position));
    if (!shown.empty()) selection_->chooseMany(std::move(shown), Combine::Replace);
}

void ThumbnailGrid::startDrag(int64_t image) {
    const QImage picture = source_.picture(image);
    auto* drag = new QDrag(this);  // Qt deletes it when the drag ends
    auto mime = imageMime(image, picture, source_.file ? source_.file(image) : QString());
    addPictureFile(*mime, picture, source_.name ? source_.name(image) : QString());
    drag->setMimeData(mime.release());
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
    selection_->choose(image, std::nullopt, SelectionModel::Pace::Running);
    showCurrent();
}

void ThumbnailGrid::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::SelectAll)) return chooseAll();
    const int64_t current = selection_->current();
    const int64_t shown = current >= 0 && source_.positionOf ? source_.positionOf(current) : -1;
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
    const int64_t image = keyboard ? selection_->current() : imageAt(viewport()->mapFrom(this, event->pos()));
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
