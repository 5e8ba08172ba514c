#include "ui/shell/recent_row.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/command_name.h"

#include <QPainter>

namespace zscape {

RecentRow::RecentRow(const Recent& recent, QWidget* parent) : QAbstractButton(parent), recent_(recent) {
    QStringList parts{recent.shownPath()};
    if (!recent.detail.isEmpty()) parts.append(recent.detail);
    if (recent.when.isValid()) parts.append(recent.shownDate());
    note_ = parts.join(QStringLiteral(" · "));
    keepFromCommands(this);  // the menu Open Recent has them
    setText(recent.name());
    setAccessibleName(tr("Open %1").arg(recent.name()));
    setAccessibleDescription(note_);
    setToolTip(recent.path);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize RecentRow::sizeHint() const { return {metrics().px(400), metrics().px(30)}; }

void RecentRow::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool keyboard = hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange);
    if (underMouse() || keyboard) {
        painter.setPen(keyboard ? QPen(t.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(withAlpha(t.text, 0.06));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), m.controlRadius(), m.controlRadius());
    }
    const int size = m.icon();
    const QString name = recent_.kind == Recent::Kind::Project ? QStringLiteral("open") : QStringLiteral("images");
    painter.drawPixmap(0, (height() - size) / 2, iconPixmap(name, t.text2, size, devicePixelRatioF()));
    const int left = size + m.px(8);
    const int nameWidth = std::min(fontMetrics().horizontalAdvance(text()), width() / 3);
    painter.setPen(t.text);
    painter.drawText(QRect(left, 0, nameWidth + 2, height()), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideMiddle, nameWidth + 2));
    painter.setFont(noteFont());
    painter.setPen(t.text2);
    const QRect right(left + nameWidth + m.px(16), 0, width() - left - nameWidth - m.px(16), height());
    painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter,
                     QFontMetrics(noteFont()).elidedText(note_, Qt::ElideMiddle, right.width()));
}

}  // namespace zscape
