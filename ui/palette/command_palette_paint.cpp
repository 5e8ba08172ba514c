#include "ui/palette/command_palette.h"

#include "ui/palette/palette_card.h"
#include "ui/palette/palette_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <utility>

namespace zscape {

void CommandPalette::paintFoot(QPainter& painter, const QRect& foot) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const std::pair<QString, QString> keys[] = {{QStringLiteral("↑ ↓"), tr("choose")},
                                                {tr("Return"), tr("do it")},
                                                {tr("Tab"), tr("change the value")},
                                                {tr("Esc"), tr("close")}};
    const QFontMetrics small(axisFont()), note(noteFont());
    int x = foot.left() + m.px(kCardIconAt);
    for (const auto& [key, meaning] : keys) {
        const QRect cap(x, foot.center().y() - m.px(9) + 1, small.horizontalAdvance(key) + m.px(10), m.px(18));
        painter.setPen(Qt::NoPen);
        painter.setBrush(withAlpha(t.text, 0.12));
        painter.drawRoundedRect(cap, m.px(3), m.px(3));
        painter.setFont(axisFont());
        painter.setPen(t.text);
        painter.drawText(cap, Qt::AlignCenter, key);
        x = cap.right() + m.px(9);
        painter.setFont(noteFont());
        painter.setPen(t.text2);
        painter.drawText(QRect(x, foot.top(), note.horizontalAdvance(meaning) + 1, foot.height()), Qt::AlignVCenter,
                         meaning);
        x += note.horizontalAdvance(meaning) + m.px(24);
    }
}

void CommandPalette::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.fillRect(rect(), withAlpha(Qt::black, 0.5));
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor line = mixed(t.line, t.text, 0.14);
    painter.setPen(QPen(line, 1));
    painter.setBrush(t.dark ? mixed(t.panel, t.raised, 0.5) : t.raised);
    painter.drawRoundedRect(QRectF(card_).adjusted(0.5, 0.5, -0.5, -0.5), m.panelRadius(), m.panelRadius());
    const QRect field(card_.topLeft(), QSize(card_.width(), m.px(kCardField)));
    const QRect foot(card_.left(), card_.bottom() + 1 - m.px(kCardFoot), card_.width(), m.px(kCardFoot));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRect(card_.left() + 1, field.bottom(), card_.width() - 2, 1), line);
    painter.fillRect(QRect(card_.left() + 1, foot.top(), card_.width() - 2, 1), line);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawPixmap(field.left() + m.px(kCardIconAt), field.center().y() - m.icon() / 2 + 1,
                       iconPixmap(QStringLiteral("search"), t.text2, m.icon(), devicePixelRatioF()));
    painter.setFont(noteFont());
    painter.setPen(t.text2);
    painter.drawText(field.adjusted(0, 0, -m.px(kCardRight), 0), Qt::AlignRight | Qt::AlignVCenter, countText());
    if (model_->found() == 0) {
        painter.setFont(bodyFont());
        const QRect place(card_.left() + m.px(kCardIconAt), field.bottom() + m.px(kCardAboveRows),
                          card_.width() - 2 * m.px(kCardIconAt), m.px(kCardField));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetrics(bodyFont()).elidedText(emptyText(), Qt::ElideMiddle, place.width()));
    }
    paintFoot(painter, foot);
}

}  // namespace zscape
