#include "ui/theme/style_parts.h"

#include <QPainter>
#include <QTabBar>

namespace zscape::style_parts {

bool drawTabControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget*) {
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
    if (element == QStyle::CE_TabBarTab && tab) {
        const Tokens& t = tokens();
        const bool selected = has(option, QStyle::State_Selected);
        const bool under = has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled);
        const QRect& r = option->rect;
        painter->save();
        painter->setFont(titleFont());
        painter->setPen(!has(option, QStyle::State_Enabled) ? t.text3 : selected || under ? t.text : t.text2);
        painter->drawText(r, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextHideMnemonic, tab->text);
        // A leading dot says that the panel has something to report: the same dot, once more in the colour of a
        // warning.
        const QString dot = QStringLiteral("●");
        if (tab->text.startsWith(dot)) {
            const QRect text =
                QFontMetrics(titleFont()).boundingRect(r, Qt::AlignCenter | Qt::TextShowMnemonic, tab->text);
            painter->setPen(t.warn);
            painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, dot);
        }
        painter->restore();
        if (selected) {
            const int inset = metrics().px(12);
            painter->fillRect(QRect(r.x() + inset, r.bottom() - 3, r.width() - 2 * inset, 2), t.accent);
        }
        if (keyboardFocus(option)) focusRing(painter, QRectF(r).adjusted(4, 2, -4, -6), metrics().px(4));
        return true;
    }
    return element == QStyle::CE_TabBarTabShape || element == QStyle::CE_TabBarTabLabel;
}

}  // namespace zscape::style_parts
