#include "ui/panels/loss/term_button.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QKeyEvent>
#include <QPainter>

#include <cmath>

namespace zscape {

TermButton::TermButton(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setText(name);
    setFont(titleFont());
    setAccessibleName(tr("%1: what it is").arg(name));
    setToolTip(accessibleName());
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize TermButton::sizeHint() const {
    const QFontMetricsF title(font());
    return {static_cast<int>(std::ceil(title.horizontalAdvance(text()))) + 1,
            static_cast<int>(std::ceil(title.height())) + metrics().px(2)};
}

void TermButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QColor colour = underMouse() ? tokens().accent : tokens().text;
    painter.setPen(colour);
    painter.drawText(rect().adjusted(0, 0, 0, -metrics().px(2)), Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setPen({underMouse() ? colour : tokens().text2, 1, underMouse() ? Qt::SolidLine : Qt::DotLine});
    painter.drawLine(0, height() - 1, width(), height() - 1);
    if (!keyboardFocus_) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen({tokens().accent, 2});
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics().thumbnailRadius(),
                            metrics().thumbnailRadius());
}

void TermButton::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void TermButton::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void TermButton::focusInEvent(QFocusEvent* event) {
    QAbstractButton::focusInEvent(event);
    keyboardFocus_ = isByKeyboard(*event);
    update();
}

void TermButton::focusOutEvent(QFocusEvent* event) {
    QAbstractButton::focusOutEvent(event);
    keyboardFocus_ = false;
    update();
}

void TermButton::keyPressEvent(QKeyEvent* event) {
    // A button of Qt's own takes Space alone.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) click();
    else QAbstractButton::keyPressEvent(event);
}

}  // namespace zscape
