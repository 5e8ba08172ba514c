#include "ui/widgets/popup_card.h"

#include "ui/theme/tokens.h"

#include <QKeyEvent>
#include <QLayout>
#include <QPainter>

#include <algorithm>

namespace zscape {

PopupCard::PopupCard(int width, Place place, QWidget* parent)
    : QFrame(parent, Qt::Popup),
      width_(width),
      place_(place) {}

void PopupCard::openAt(const QWidget* anchor) {
    anchor_ = anchor;
    lay();
    show();
}

void PopupCard::lay() {
    if (!anchor_ || !layout()) return;
    const QWidget* window = anchor_->window();
    const QRect room(window->mapToGlobal(QPoint(0, 0)), window->size());
    const int gap = metrics().gap(), width = metrics().px(width_);
    layout()->activate();
    const int height = std::max(layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : 0,
                                layout()->totalMinimumSize().height());
    const QRect anchor(anchor_->mapToGlobal(QPoint(0, 0)), anchor_->size());
    const int x = place_ == Place::BeneathLeft ? anchor.left() : anchor.left() + anchor.width() - width;
    const int y =
        place_ == Place::AboveRight ? anchor.top() - height - gap : anchor.top() + anchor.height() + metrics().px(8);
    const auto inside = [gap](int at, int low, int high) {
        return std::clamp(at, low + gap, std::max(low + gap, high - gap));
    };
    setGeometry(inside(x, room.left(), room.right() - width), inside(y, room.top(), room.bottom() - height), width,
                height);
}

bool PopupCard::event(QEvent* event) {
    // What it shows has become higher or lower.
    if (event->type() == QEvent::LayoutRequest && isVisible()) lay();
    return QFrame::event(event);
}

void PopupCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(tokens().line);
    painter.setBrush(tokens().panel);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void PopupCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) close();
    else QFrame::keyPressEvent(event);
}

}  // namespace zscape
