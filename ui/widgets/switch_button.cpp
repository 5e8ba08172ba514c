#include "ui/widgets/switch_button.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QPainter>

namespace zscape {

SwitchButton::SwitchButton(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

QSize SwitchButton::sizeHint() const { return {metrics().px(34), metrics().px(20)}; }

void SwitchButton::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(rect());
    const double round = track.height() / 2, inset = metrics().px(2);
    painter.setPen(isChecked() || !isEnabled() ? QPen(Qt::NoPen) : QPen(underMouse() ? t.text2 : t.edge, 1));
    painter.setBrush(!isEnabled()  ? t.line
                     : isChecked() ? (underMouse() ? mixed(t.fill, Qt::white, 0.08) : t.fill)
                                   : t.well);
    painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), round, round);
    const double d = track.height() - 2 * inset;
    painter.setPen(Qt::NoPen);
    painter.setBrush(!isEnabled() ? t.text3 : isChecked() ? t.onFill : t.text2);
    painter.drawEllipse(
        QRectF(isChecked() ? track.right() - inset - d : inset, inset, d, d).adjusted(0.5, 0.5, -0.5, -0.5));
    if (!keyboardFocus_) return;
    painter.setPen(QPen(t.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(track.adjusted(1, 1, -1, -1), round, round);
}

void SwitchButton::focusInEvent(QFocusEvent* event) {
    keyboardFocus_ = isByKeyboard(*event);
    QAbstractButton::focusInEvent(event);
}

void SwitchButton::focusOutEvent(QFocusEvent* event) {
    keyboardFocus_ = false;
    QAbstractButton::focusOutEvent(event);
}

}  // namespace zscape
