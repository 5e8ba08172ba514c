#include "ui/panels/model/fold_button.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QPainter>

namespace zscape {

namespace {
constexpr int kArrow = 12;
constexpr int kArrowGap = 6;
}  // namespace

FoldButton::FoldButton(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setText(name);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(name);
}

QSize FoldButton::sizeHint() const {
    return {metrics().px(kArrow + kArrowGap + 4) + QFontMetrics(bodyFont()).horizontalAdvance(text()),
            metrics().px(24)};
}

void FoldButton::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int arrow = metrics().px(kArrow);
    const QColor colour = underMouse() && isEnabled() ? t.text : t.text2;
    painter.drawPixmap(
        0, (height() - arrow) / 2,
        iconPixmap(isChecked() ? QStringLiteral("down") : QStringLiteral("right"), colour, arrow, devicePixelRatioF()));
    painter.setFont(bodyFont());
    painter.setPen(isEnabled() ? t.text : t.text3);
    painter.drawText(rect().adjusted(arrow + metrics().px(kArrowGap), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     text());
    if (!keyboardFocus_) return;
    painter.setPen(QPen(t.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics().thumbnailRadius(),
                            metrics().thumbnailRadius());
}

void FoldButton::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void FoldButton::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void FoldButton::focusInEvent(QFocusEvent* event) {
    keyboardFocus_ = isByKeyboard(*event);
    QAbstractButton::focusInEvent(event);
    update();
}

void FoldButton::focusOutEvent(QFocusEvent* event) {
    keyboardFocus_ = false;
    QAbstractButton::focusOutEvent(event);
    update();
}

}  // namespace zscape
