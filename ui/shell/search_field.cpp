#include "ui/shell/search_field.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/keyboard_focus.h"

#include <QAction>
#include <QPainter>

namespace zscape {

namespace {
constexpr int kSearchWidth = 300, kSearchIconAt = 12, kSearchTextAt = 34, kSearchRight = 10,
              kSearchBetween = 16;  // at 13 px
}

SearchField::SearchField(QAction* action, QWidget* parent)
    : QAbstractButton(parent),
      key_(action->shortcut().toString(QKeySequence::NativeText)) {
    const QString name = nameWithShortcut(action->text(), action->shortcut());
    setText(tr("Search commands"));
    setFixedHeight(metrics().control());
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, action, &QAction::trigger);
}

int SearchField::nameWidth() const {
    return metrics().px(kSearchTextAt) + QFontMetrics(bodyFont()).horizontalAdvance(text()) +
           metrics().px(kSearchRight);
}

int SearchField::widthIn(int room) const {
    const Metrics& m = metrics();
    const int whole = nameWidth() + m.px(kSearchBetween) + QFontMetrics(axisFont()).horizontalAdvance(key_);
    if (room >= whole) return std::min(room, std::max(m.px(kSearchWidth), whole));
    return room >= nameWidth() ? nameWidth() : m.control();
}

QSize SearchField::sizeHint() const { return {metrics().px(kSearchWidth), metrics().control()}; }

void SearchField::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool iconAlone = width() < nameWidth();
    if (!iconAlone || keyboardFocus_ || underMouse()) {
        painter.setPen(keyboardFocus_ ? QPen(t.accent, 2)
                       : iconAlone    ? QPen(Qt::NoPen)
                                      : QPen(underMouse() ? t.text2 : t.edge, 1));
        painter.setBrush(iconAlone ? withAlpha(t.text, 0.08) : t.well);
        painter.drawRoundedRect(keyboardFocus_ ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, m.controlRadius(),
                                m.controlRadius());
    }
    const int iconAt = iconAlone ? (width() - m.icon()) / 2 : m.px(kSearchIconAt);
    painter.drawPixmap(iconAt, (height() - m.icon()) / 2,
                       iconPixmap(QStringLiteral("search"), t.text2, m.icon(), devicePixelRatioF()));
    if (iconAlone) return;
    painter.setPen(t.text2);
    painter.setFont(bodyFont());
    painter.drawText(rect().adjusted(m.px(kSearchTextAt), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
    const QFontMetrics keys(axisFont());
    if (width() < nameWidth() + m.px(kSearchBetween) + keys.horizontalAdvance(key_)) return;
    painter.setFont(axisFont());
    painter.drawText(rect().adjusted(0, 0, -m.px(kSearchRight), 0), Qt::AlignRight | Qt::AlignVCenter, key_);
}

void SearchField::focusInEvent(QFocusEvent* event) {
    keyboardFocus_ = isByKeyboard(*event);
    QAbstractButton::focusInEvent(event);
}

void SearchField::focusOutEvent(QFocusEvent* event) {
    keyboardFocus_ = false;
    QAbstractButton::focusOutEvent(event);
}

}  // namespace zscape
