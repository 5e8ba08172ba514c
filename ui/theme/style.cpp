#include "ui/theme/style.h"

#include "ui/theme/style_parts.h"

#include <QAbstractScrollArea>
#include <QComboBox>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QStyleFactory>
#include <QToolButton>

namespace zscape {

using style_parts::isComboList;
using style_parts::isComboPopup;

ZscapeStyle::ZscapeStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int ZscapeStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    const Metrics& m = metrics();
    switch (metric) {
        case PM_DockWidgetSeparatorExtent: return m.gap();
        case PM_ScrollBarExtent: return m.scrollBar();
        case PM_ScrollBarSliderMin: return m.px(24);
        // The list of a combo box: its words stand under the one that is chosen.
        case PM_FocusFrameHMargin: return isComboList(widget) ? m.px(7) : 0;
        // The frame of that list and the room within it are a menu's.
        case PM_DefaultFrameWidth:
            if (isComboPopup(widget)) return 1 + m.px(4);
            return QProxyStyle::pixelMetric(metric, option, widget);
        case PM_ToolBarFrameWidth:
        case PM_ToolBarItemMargin:
        case PM_ToolBarHandleExtent:
        case PM_MenuBarPanelWidth:
        case PM_MenuBarHMargin:
        case PM_MenuBarVMargin:
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
        case PM_ButtonDefaultIndicator:
        case PM_DockWidgetFrameWidth:
        case PM_DockWidgetTitleMargin:
        case PM_TabBarTabOverlap:
        case PM_TabBarBaseOverlap:
        case PM_TabBarBaseHeight:
        case PM_TabBarTabShiftHorizontal:
        case PM_TabBarTabShiftVertical:
        case PM_ScrollView_ScrollBarSpacing:
        case PM_ScrollView_ScrollBarOverlap: return 0;
        case PM_ToolBarItemSpacing: return m.px(4);
        case PM_ToolBarSeparatorExtent: return m.px(16);
        case PM_MenuBarItemSpacing: return 0;
        case PM_MenuPanelWidth: return 1;
        case PM_MenuHMargin:
        case PM_MenuVMargin: return m.px(4);
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_ToolBarIconSize:
        case PM_TabBarIconSize:
        case PM_ListViewIconSize:
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight: return m.icon();
        case PM_SliderThickness:
        case PM_SliderControlThickness:
        case PM_SliderLength: return m.px(18);
        case PM_ButtonMargin: return m.px(16);
        case PM_RadioButtonLabelSpacing: return m.px(10);
        case PM_ToolTipLabelFrameWidth: return m.px(6);
        case PM_TabBarTabHSpace: return m.px(24);
        case PM_TextCursorWidth: return 1;
        default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ZscapeStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* data) const {
    switch (hint) {
        case SH_Slider_AbsoluteSetButtons: return Qt::LeftButton;
        case SH_EtchDisabledText:
        case SH_DitherDisabledText:
        case SH_ScrollBar_Transient:
        case SH_ComboBox_Popup: return 0;
        case SH_ComboBox_PopupFrameStyle: return QFrame::StyledPanel | QFrame::Plain;
        case SH_ToolTipLabel_Opacity: return 255;
        case SH_TabBar_Alignment: return Qt::AlignLeft;
        case SH_Widget_Animation_Duration:
            if (ThemeController::instance().reduceMotion()) return 0;
            break;
        default: break;
    }
    return QProxyStyle::styleHint(hint, option, widget, data);
}

QSize ZscapeStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                    const QWidget* widget) const {
    const Metrics& m = metrics();
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
        case CT_PushButton: {
            const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            const bool link = buttonLook(widget) == ButtonLook::Link;
            int width = size.width() + m.px(link ? 8 : 24);
            if (button && !button->icon.isNull() && !button->text.isEmpty()) width += m.px(4);
            return {link ? width : std::max(width, m.px(64)), link ? m.px(22) : m.pushButton()};
        }
        case CT_LineEdit:
        case CT_SpinBox: return {result.width(), m.control()};
        case CT_ComboBox: {
            const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
            const bool flat = combo && !combo->frame;
            // Bounding rectangles of letters are narrower than their advances: room for the last one.
            return {size.width() + m.px(flat ? 8 + 22 : 10 + 26) + m.px(4), m.control()};
        }
        case CT_ToolButton: return {std::max(size.width() + m.px(12), m.control()), m.control()};
        case CT_MenuBarItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            const int width = item ? item->fontMetrics.size(Qt::TextShowMnemonic, item->text).width() : size.width();
            return {width + m.px(20), m.px(28)};
        }
        case CT_MenuItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
                return {m.px(40), item->text.isEmpty() ? m.px(9) : m.px(26)};
            int width = m.px(8) + m.icon() + m.px(8) + m.px(12);
            if (item) {
                const qsizetype tab = item->text.indexOf(QLatin1Char('\t'));
                const QFontMetrics letters(item->font);
                width += letters.size(Qt::TextShowMnemonic, tab < 0 ? item->text : item->text.left(tab)).width();
                if (tab >= 0) width += m.px(32) + QFontMetrics(axisFont()).horizontalAdvance(item->text.mid(tab + 1));
                if (item->menuItemType == QStyleOptionMenuItem::SubMenu) width += m.px(24);
            }
            return {width, m.px(28)};
        }
        case CT_TabBarTab: {
            const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
            const int width =
                tab ? QFontMetrics(titleFont()).size(Qt::TextShowMnemonic, tab->text).width() : size.width();
            return {width + m.px(24), m.px(34)};
        }
        case CT_ProgressBar: return {result.width(), m.px(4)};
        case CT_ItemViewItem: return {result.width(), std::max(result.height(), m.px(isComboList(widget) ? 28 : 26))};
        default: return result;
    }
}

QRect ZscapeStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    const Metrics& m = metrics();
    switch (element) {
        case SE_LineEditContents: return option->rect.adjusted(m.px(6), 0, -m.px(6), 0);
        case SE_ProgressBarContents:
        case SE_ProgressBarGroove:
        case SE_ComboBoxFocusRect:
        case SE_PushButtonFocusRect: return option->rect;
        default: return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect ZscapeStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                  const QWidget* widget) const {
    const Metrics& m = metrics();
    const QRect& r = option->rect;
    if (control == CC_ComboBox) {
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        const bool flat = combo && !combo->frame;
        const int left = m.px(flat ? 8 : 10), right = m.px(flat ? 22 : 26);
        switch (part) {
            case SC_ComboBoxEditField: return visualRect(option->direction, r, r.adjusted(left, 0, -right, 0));
            case SC_ComboBoxArrow:
                return visualRect(option->direction, r, QRect(r.right() - right + 1, r.y(), right, r.height()));
            default: return r;
        }
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!bar) return {};
        const bool upright = bar->orientation == Qt::Vertical;
        const int length = upright ? r.height() : r.width();
        const int64_t range = int64_t{bar->maximum} - bar->minimum;
        int handle = length;
        if (range > 0)
            handle = std::clamp(static_cast<int>(int64_t{bar->pageStep} * length / (range + bar->pageStep)),
                                std::min(m.px(24), length), length);
        const int at =
            sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
        const auto along = [&](int from, int size) {
            return upright ? QRect(r.x(), r.y() + from, r.width(), size) : QRect(r.x() + from, r.y(), size, r.height());
        };
        switch (part) {
            case SC_ScrollBarSlider: return along(at, handle);
            case SC_ScrollBarGroove: return r;
            case SC_ScrollBarSubPage: return along(0, at);
            case SC_ScrollBarAddPage: return along(at + handle, length - at - handle);
            default: return {};
        }
    }
    if (control == CC_SpinBox && part == SC_SpinBoxEditField) return r.adjusted(m.px(2), 0, -m.px(2), 0);
    if (control == CC_Slider && part == SC_SliderGroove) return r;
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void ZscapeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
    using namespace style_parts;
    if (drawButtonPrimitive(element, option, painter, widget) || drawFieldPrimitive(element, option, painter, widget) ||
        drawBarPrimitive(element, option, painter, widget) || drawMenuPrimitive(element, option, painter, widget))
        return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void ZscapeStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
    using namespace style_parts;
    if (drawButtonControl(element, option, painter, widget, this) ||
        drawFieldControl(element, option, painter, widget, this) || drawBarControl(element, option, painter, widget) ||
        drawTabControl(element, option, painter, widget) || drawMenuControl(element, option, painter, widget))
        return;
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ZscapeStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                     const QWidget* widget) const {
    using namespace style_parts;
    if (drawFieldComplex(control, option, painter, widget, this) ||
        drawBarComplex(control, option, painter, widget, this))
        return;
    if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option); control == CC_ToolButton && tool) {
        // No arrow in the corner of an icon: what opens a menu says so by its name.
        QStyleOptionToolButton plain = *tool;
        plain.features &= ~(QStyleOptionToolButton::HasMenu | QStyleOptionToolButton::MenuButtonPopup);
        plain.subControls &= ~SC_ToolButtonMenu;
        QProxyStyle::drawComplexControl(control, &plain, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void ZscapeStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    // Without hover events State_MouseOver never comes.
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
        qobject_cast<QAbstractSlider*>(widget) || widget->inherits("QLineEdit") ||
        widget->inherits("QAbstractSpinBox") || widget->inherits("QTabBar"))
        widget->setAttribute(Qt::WA_Hover);
    // Its ground is that of the popup around it.
    if (isComboList(widget)) qobject_cast<QAbstractScrollArea*>(widget)->viewport()->setAutoFillBackground(false);
}

}  // namespace zscape
