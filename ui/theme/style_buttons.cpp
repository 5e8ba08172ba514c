#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/style_parts.h"

#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace zscape {

namespace {
const char* const kLook = "zscapeLook";
}

void setButtonLook(QPushButton* button, ButtonLook look) {
    button->setProperty(kLook, static_cast<int>(look));
    button->setFlat(look == ButtonLook::Link);
    button->update();
}

ButtonLook buttonLook(const QWidget* widget) {
    return widget ? static_cast<ButtonLook>(widget->property(kLook).toInt()) : ButtonLook::Plain;
}

namespace style_parts {

void box(QPainter* painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge,
         double edgeWidth) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const bool edged = edge.isValid();
    painter->setPen(edged ? QPen(edge, edgeWidth) : QPen(Qt::NoPen));
    const double inset = edged ? edgeWidth / 2 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
    painter->restore();
}

void focusRing(QPainter* painter, const QRectF& rect, double radius) {
    box(painter, rect, radius, QColor(), tokens().accent, 2);
}

namespace {

QColor fillOf(const QStyleOption* option, const QWidget* widget) {
    const Tokens& t = tokens();
    const bool on = has(option, QStyle::State_Enabled);
    const bool primary = buttonLook(widget) == ButtonLook::Primary;
    if (!on) return mixed(t.panel, t.raised, 0.5);
    QColor fill = primary ? t.fill : t.raised;
    if (has(option, QStyle::State_Sunken))
        return mixed(fill, primary ? QColor(Qt::black) : t.text, primary ? 0.12 : 0.14);
    if (has(option, QStyle::State_MouseOver)) return primary ? mixed(fill, Qt::white, 0.08) : t.hovered(fill);
    return fill;
}

void pushPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
    const Tokens& t = tokens();
    const double radius = metrics().controlRadius();
    const ButtonLook look = buttonLook(widget);
    if (look == ButtonLook::Link) {
        if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
            box(painter, option->rect, radius, withAlpha(t.accent, 0.10));
    } else {
        // On the light ground a raised button is white on nearly white: a hair line keeps its shape.
        const bool line = !t.dark && (look == ButtonLook::Plain || !has(option, QStyle::State_Enabled));
        const QColor edge = look == ButtonLook::Outlined ? t.edge : line ? t.line : QColor();
        box(painter, option->rect, radius, fillOf(option, widget), edge);
    }
    if (keyboardFocus(option)) focusRing(painter, option->rect, radius);
}

void toolPanel(const QStyleOption* option, QPainter* painter) {
    const Tokens& t = tokens();
    const double radius = metrics().controlRadius();
    const bool on = has(option, QStyle::State_Enabled);
    QColor fill;
    if (has(option, QStyle::State_On)) fill = withAlpha(t.fill, t.dark ? 0.34 : 0.16);
    if (on && has(option, QStyle::State_MouseOver))
        fill = fill.isValid() ? withAlpha(t.fill, t.dark ? 0.44 : 0.24) : withAlpha(t.text, 0.08);
    if (on && has(option, QStyle::State_Sunken)) fill = withAlpha(t.text, 0.14);
    if (fill.isValid()) box(painter, option->rect, radius, fill);
    if (keyboardFocus(option)) focusRing(painter, option->rect, radius);
}

void checkBox(const QStyleOption* option, QPainter* painter) {
    const Tokens& t = tokens();
    const QRectF rect = option->rect;
    const bool on = has(option, QStyle::State_Enabled);
    const bool checked = has(option, QStyle::State_On) || has(option, QStyle::State_NoChange);
    if (checked) {
        box(painter, rect, metrics().px(3), on ? t.fill : mixed(t.panel, t.raised, 0.5), on ? QColor() : t.text3);
        const int size = static_cast<int>(rect.width());
        painter->drawPixmap(rect.toRect().topLeft(), iconPixmap(QStringLiteral("check"), on ? t.onFill : t.text3, size,
                                                                painter->device()->devicePixelRatioF()));
    } else {
        box(painter, rect, metrics().px(3), t.well,
            on ? (has(option, QStyle::State_MouseOver) ? t.text2 : t.edge) : t.line);
    }
}

void radioButton(const QStyleOption* option, QPainter* painter) {
    const Tokens& t = tokens();
    const QRectF rect = option->rect;
    const bool on = has(option, QStyle::State_Enabled);
    box(painter, rect, rect.width() / 2, has(option, QStyle::State_On) ? t.fill : t.well, on ? t.edge : t.line);
    if (has(option, QStyle::State_On)) {
        const double inset = rect.width() * 0.3;
        box(painter, rect.adjusted(inset, inset, -inset, -inset), rect.width(), on ? t.onFill : t.text3);
    }
}

}  // namespace

bool drawButtonPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                         const QWidget* widget) {
    switch (element) {
        case QStyle::PE_PanelButtonCommand: pushPanel(option, painter, widget); return true;
        case QStyle::PE_PanelButtonTool:
        case QStyle::PE_FrameButtonTool: toolPanel(option, painter); return true;
        case QStyle::PE_FrameDefaultButton: return true;
        case QStyle::PE_IndicatorCheckBox: checkBox(option, painter); return true;
        case QStyle::PE_IndicatorRadioButton: radioButton(option, painter); return true;
        case QStyle::PE_IndicatorArrowDown:
        case QStyle::PE_IndicatorArrowUp:
        case QStyle::PE_IndicatorArrowRight: {
            const QString name = element == QStyle::PE_IndicatorArrowDown ? QStringLiteral("down")
                                 : element == QStyle::PE_IndicatorArrowUp ? QStringLiteral("up")
                                                                          : QStringLiteral("right");
            const int size =
                std::min({metrics().icon(), std::max(option->rect.width(), 12), std::max(option->rect.height(), 12)});
            const QPoint at = option->rect.center() - QPoint(size / 2 - 1, size / 2 - 1);
            painter->drawPixmap(
                at, iconPixmap(name, has(option, QStyle::State_Enabled) ? tokens().text2 : tokens().text3, size,
                               painter->device()->devicePixelRatioF()));
            return true;
        }
        default: return false;
    }
}

bool drawButtonControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget, const QStyle* style) {
    if (element == QStyle::CE_PushButtonBevel) {
        QStyleOption panel = *option;
        pushPanel(&panel, painter, widget);
        return true;
    }
    if (element != QStyle::CE_PushButtonLabel) return false;
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    if (!button) return false;
    const Tokens& t = tokens();
    const bool on = has(option, QStyle::State_Enabled);
    const ButtonLook look = buttonLook(widget);
    QColor colour = t.text;
    if (look == ButtonLook::Primary) colour = t.onFill;
    if (look == ButtonLook::Link) colour = t.accent;
    if (!on) colour = t.text3;

    const int icon = button->icon.isNull() ? 0 : button->iconSize.width();
    const int space = icon && !button->text.isEmpty() ? metrics().px(4) : 0;
    const QFontMetrics letters(painter->font());
    // Where a layout gives it less room than it asks for.
    const QString text =
        letters.elidedText(button->text, Qt::ElideRight, option->rect.width() - icon - space, Qt::TextShowMnemonic);
    const int width = icon + space + letters.size(Qt::TextShowMnemonic, text).width();
    int x = option->rect.center().x() - width / 2 + (width % 2 ? 0 : 1);
    if (icon) {
        const QIcon::Mode mode = on ? QIcon::Active : QIcon::Disabled;
        const QPixmap picture = button->icon.pixmap(QSize(icon, icon), painter->device()->devicePixelRatioF(), mode);
        painter->drawPixmap(x, option->rect.center().y() - icon / 2 + 1, picture);
        x += icon + space;
    }
    painter->save();
    painter->setPen(colour);
    int flags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic;
    if (!style->styleHint(QStyle::SH_UnderlineShortcut, option, widget)) flags |= Qt::TextHideMnemonic;
    painter->drawText(QRect(x, option->rect.y(), option->rect.right() - x + 1, option->rect.height()), flags, text);
    painter->restore();
    return true;
}

}  // namespace style_parts

}  // namespace zscape
