#include "ui/theme/style_parts.h"

#include <QPainter>
#include <QToolTip>

namespace zscape::style_parts {

namespace {

void progress(const QStyleOptionProgressBar* option, QPainter* painter) {
    const Tokens& t = tokens();
    const QRectF rect = option->rect;
    const double high = std::min<double>(rect.height(), metrics().px(4));
    const QRectF track(rect.x(), rect.center().y() - high / 2, rect.width(), high);
    box(painter, track, high / 2, t.dark ? mixed(t.line, t.text, 0.12) : mixed(t.line, t.text, 0.06));
    const int span = option->maximum - option->minimum;
    if (span <= 0) {
        // Not known yet: the whole bar, faint. It does not run about.
        box(painter, track, high / 2, withAlpha(t.accent, 0.4));
        return;
    }
    const double share = std::clamp(static_cast<double>(option->progress - option->minimum) / span, 0.0, 1.0);
    if (share <= 0) return;
    QRectF done = track;
    done.setWidth(std::max(high, track.width() * share));
    box(painter, done, high / 2, has(option, QStyle::State_Enabled) ? t.accent : t.text3);
}

void scrollBar(const QStyleOptionSlider* option, QPainter* painter, const QStyle* style, const QWidget* widget) {
    if (option->minimum == option->maximum) return;
    const Tokens& t = tokens();
    QRectF handle = style->subControlRect(QStyle::CC_ScrollBar, option, QStyle::SC_ScrollBarSlider, widget);
    const bool grabbed = has(option, QStyle::State_Sunken) && (option->activeSubControls & QStyle::SC_ScrollBarSlider);
    const bool under = has(option, QStyle::State_MouseOver);
    const double thin = metrics().px(4);
    if (option->orientation == Qt::Vertical) handle = QRectF(handle.right() - thin, handle.y(), thin, handle.height());
    else handle = QRectF(handle.x(), handle.bottom() - thin, handle.width(), thin);
    box(painter, handle, thin / 2, withAlpha(t.text, grabbed ? 0.55 : under ? 0.42 : 0.26));
}

}  // namespace

bool drawBarPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget*) {
    const Tokens& t = tokens();
    switch (element) {
        case QStyle::PE_IndicatorDockWidgetResizeHandle:
            if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled)) {
                const QRectF r = option->rect;
                const bool upright = r.height() > r.width();
                box(painter,
                    upright ? QRectF(r.center().x() - 1, r.y() + 8, 2, r.height() - 16)
                            : QRectF(r.x() + 8, r.center().y() - 1, r.width() - 16, 2),
                    1, t.accent);
            }
            return true;
        case QStyle::PE_IndicatorToolBarHandle: return true;
        case QStyle::PE_IndicatorToolBarSeparator: {
            const int high = metrics().px(14);
            painter->fillRect(QRect(option->rect.center().x(), option->rect.center().y() - high / 2, 1, high),
                              mixed(t.line, t.text, 0.12));
            return true;
        }
        case QStyle::PE_PanelStatusBar:
        case QStyle::PE_PanelToolBar:
        case QStyle::PE_FrameTabBarBase:
        case QStyle::PE_FrameTabWidget: return true;
        case QStyle::PE_PanelTipLabel: box(painter, option->rect, 0, t.raised, t.line); return true;
        default: return false;
    }
}

bool drawBarControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget*) {
    switch (element) {
        case QStyle::CE_ToolBar:
        case QStyle::CE_SizeGrip:
        case QStyle::CE_MenuBarEmptyArea:
        case QStyle::CE_ProgressBarGroove:
        case QStyle::CE_ProgressBarLabel: return true;
        case QStyle::CE_ProgressBar:
        case QStyle::CE_ProgressBarContents:
            if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) progress(bar, painter);
            return true;
        case QStyle::CE_Splitter:
            if (has(option, QStyle::State_MouseOver)) {
                const QRect& r = option->rect;
                const bool upright = has(option, QStyle::State_Horizontal);
                painter->fillRect(
                    upright ? QRect(r.center().x(), r.y(), 2, r.height()) : QRect(r.x(), r.center().y(), r.width(), 2),
                    tokens().accent);
            }
            return true;
        default: return false;
    }
}

bool drawBarComplex(QStyle::ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                    const QWidget* widget, const QStyle* style) {
    if (control != QStyle::CC_ScrollBar) return false;
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!bar) return false;
    scrollBar(bar, painter, style, widget);
    return true;
}

}  // namespace zscape::style_parts
