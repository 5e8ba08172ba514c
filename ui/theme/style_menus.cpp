#include "ui/theme/icons.h"
#include "ui/theme/style_parts.h"

#include <QPainter>

namespace zscape::style_parts {

namespace {

QColor menuFill() { return tokens().dark ? mixed(tokens().panel, tokens().raised, 0.6) : tokens().raised; }
QColor menuEdge() { return mixed(tokens().line, tokens().text, 0.06); }

void menuItem(const QStyleOptionMenuItem* item, QPainter* painter) {
    const Tokens& t = tokens();
    const QRect& r = item->rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        if (item->text.isEmpty()) {
            painter->fillRect(QRect(r.x() + metrics().px(8), r.center().y(), r.width() - metrics().px(16), 1),
                              menuEdge());
            return;
        }
        painter->save();
        painter->setFont(noteFont());
        painter->setPen(t.text2);
        painter->drawText(r.adjusted(metrics().px(10), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, item->text);
        painter->restore();
        return;
    }
    const bool on = has(item, QStyle::State_Enabled);
    const bool selected = has(item, QStyle::State_Selected) && on;
    if (selected) box(painter, r, metrics().px(4), withAlpha(t.fill, t.dark ? 0.34 : 0.16));
    const qreal ratio = painter->device()->devicePixelRatioF();
    const int size = metrics().icon();
    const int left = metrics().px(8);
    const QPoint mark(r.x() + left, r.center().y() - size / 2 + 1);
    if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item->checked)
            painter->drawPixmap(mark, iconPixmap(QStringLiteral("check"), on ? t.accent : t.text3, size, ratio));
    } else if (!item->icon.isNull()) {
        painter->drawPixmap(mark, item->icon.pixmap(QSize(size, size), ratio,
                                                    on ? (selected ? QIcon::Active : QIcon::Normal) : QIcon::Disabled));
    }
    const int textLeft = left + size + metrics().px(8);
    QRect label(r.x() + textLeft, r.y(), r.width() - textLeft - metrics().px(12), r.height());
    const qsizetype tab = item->text.indexOf(QLatin1Char('\t'));
    painter->save();
    painter->setFont(item->font);
    painter->setPen(on ? t.text : t.text3);
    painter->drawText(label, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                      tab < 0 ? item->text : item->text.left(tab));
    if (tab >= 0) {
        painter->setFont(axisFont());
        painter->setPen(on ? t.text2 : t.text3);
        painter->drawText(label, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, item->text.mid(tab + 1));
    }
    painter->restore();
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
        painter->drawPixmap(r.right() - size - metrics().px(4), r.center().y() - size / 2 + 1,
                            iconPixmap(QStringLiteral("right"), on ? t.text2 : t.text3, size, ratio));
}

void menuBarItem(const QStyleOptionMenuItem* item, QPainter* painter) {
    const Tokens& t = tokens();
    const bool on = has(item, QStyle::State_Enabled);
    const bool open = has(item, QStyle::State_Selected) && on;
    if (open) box(painter, QRectF(item->rect).adjusted(1, 3, -1, -3), metrics().px(4), withAlpha(t.text, 0.10));
    painter->save();
    painter->setPen(!on ? t.text3 : open ? t.text : t.text2);
    painter->drawText(item->rect,
                      Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine |
                          (has(item, QStyle::State_Sunken) || open ? 0 : Qt::TextHideMnemonic),
                      item->text);
    painter->restore();
}

}  // namespace

bool isComboPopup(const QWidget* widget) { return widget && widget->inherits("QComboBoxPrivateContainer"); }

bool isComboList(const QWidget* widget) { return widget && widget->inherits("QComboBoxListView"); }

void menuGround(const QRect& rect, QPainter* painter) {
    painter->save();
    painter->setPen(menuEdge());
    painter->setBrush(menuFill());
    painter->drawRect(rect.adjusted(0, 0, -1, -1));
    painter->restore();
}

bool drawMenuPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget*) {
    switch (element) {
        case QStyle::PE_PanelMenu: painter->fillRect(option->rect, menuFill()); return true;
        case QStyle::PE_FrameMenu:
            painter->save();
            painter->setPen(menuEdge());
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            painter->restore();
            return true;
        case QStyle::PE_PanelMenuBar: return true;
        default: return false;
    }
}

bool drawMenuControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget*) {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    switch (element) {
        case QStyle::CE_MenuItem:
            if (!item) return false;
            menuItem(item, painter);
            return true;
        case QStyle::CE_MenuBarItem:
            if (!item) return false;
            menuBarItem(item, painter);
            return true;
        default: return false;
    }
}

}  // namespace zscape::style_parts
