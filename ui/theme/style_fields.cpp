#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/style_parts.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QSpinBox>

namespace zscape {

namespace {
const char* const kError = "zscapeError";
}

void setFieldError(QWidget* field, bool error) {
    field->setProperty(kError, error);
    field->update();
}

namespace style_parts {

namespace {

bool isWrong(const QWidget* widget) { return widget && widget->property(kError).toBool(); }

void field(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
    const Tokens& t = tokens();
    const double radius = metrics().controlRadius();
    const bool on = has(option, QStyle::State_Enabled);
    const auto* line = qobject_cast<const QLineEdit*>(widget);
    const bool fixed = !on || (line && line->isReadOnly());
    QColor edge = fixed ? t.line : has(option, QStyle::State_MouseOver) ? t.text2 : t.edge;
    double width = 1;
    if (isWrong(widget)) {
        edge = t.bad;
        width = 2;
    } else if (keyboardFocus(option)) {
        edge = t.accent;
        width = 2;
    } else if (has(option, QStyle::State_HasFocus) && !fixed) {
        edge = t.accent;
    }
    box(painter, option->rect, radius, fixed ? mixed(t.panel, t.well, 0.5) : t.well, edge, width);
}

void combo(const QStyleOptionComboBox* option, QPainter* painter, const QWidget* widget) {
    const Tokens& t = tokens();
    const double radius = metrics().controlRadius();
    const bool on = has(option, QStyle::State_Enabled);
    const bool under = on && has(option, QStyle::State_MouseOver);
    if (option->editable) {
        field(option, painter, widget);
    } else if (!option->frame) {
        // In a header: text and arrow only.
        if (under || has(option, QStyle::State_On)) box(painter, option->rect, radius, withAlpha(t.text, 0.08));
        if (keyboardFocus(option)) focusRing(painter, option->rect, radius);
    } else {
        const QColor fill = on ? (under ? t.hovered(t.raised) : t.raised) : mixed(t.panel, t.raised, 0.5);
        box(painter, option->rect, radius, fill,
            isWrong(widget) ? t.bad
            : t.dark && on  ? QColor()
                            : t.line,
            isWrong(widget) ? 2 : 1);
        if (keyboardFocus(option)) focusRing(painter, option->rect, radius);
    }
    const int size = metrics().icon();
    const QRect& r = option->rect;
    painter->drawPixmap(
        r.right() - metrics().px(option->frame ? 6 : 4) - size + 1, r.center().y() - size / 2 + 1,
        iconPixmap(QStringLiteral("down"), on ? t.text2 : t.text3, size, painter->device()->devicePixelRatioF()));
}

void slider(const QStyleOptionSlider* option, QPainter* painter, const QStyle* style, const QWidget* widget) {
    const Tokens& t = tokens();
    const bool on = has(option, QStyle::State_Enabled);
    const QRectF groove = style->subControlRect(QStyle::CC_Slider, option, QStyle::SC_SliderGroove, widget);
    const QRectF handle = style->subControlRect(QStyle::CC_Slider, option, QStyle::SC_SliderHandle, widget);
    const double thick = metrics().px(4);
    const bool horizontal = option->orientation == Qt::Horizontal;
    QRectF track = horizontal ? QRectF(groove.left(), groove.center().y() - thick / 2, groove.width(), thick)
                              : QRectF(groove.center().x() - thick / 2, groove.top(), thick, groove.height());
    box(painter, track, thick / 2, t.dark ? t.line : mixed(t.line, t.text, 0.06));
    const bool fromRight = option->upsideDown;
    QRectF done = track;
    if (horizontal) {
        if (fromRight) done.setLeft(handle.center().x());
        else done.setRight(handle.center().x());
    } else if (fromRight) {
        done.setTop(handle.center().y());
    } else {
        done.setBottom(handle.center().y());
    }
    box(painter, done, thick / 2, on ? t.accent : t.text3);
    const double d = metrics().px(12);
    const QRectF knob(handle.center().x() - d / 2, handle.center().y() - d / 2, d, d);
    const QColor face = t.dark ? t.text : t.accent;
    const bool under = on && has(option, QStyle::State_MouseOver);
    box(painter, knob, d / 2, on ? (under ? mixed(face, t.accent, 0.2) : face) : t.text3);
    if (keyboardFocus(option)) {
        const double ring = d + metrics().px(6);
        focusRing(painter, QRectF(knob.center().x() - ring / 2, knob.center().y() - ring / 2, ring, ring), ring / 2);
    }
}

}  // namespace

bool drawFieldPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) {
    switch (element) {
        case QStyle::PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame && frame->lineWidth == 0) return true;  // inside of a spin box or combo box
            field(option, painter, widget);
            return true;
        }
        case QStyle::PE_FrameLineEdit:
        case QStyle::PE_Frame:
        case QStyle::PE_FrameGroupBox:
        case QStyle::PE_FrameWindow:
        case QStyle::PE_FrameDockWidget:
        case QStyle::PE_FrameStatusBarItem:
        case QStyle::PE_PanelScrollAreaCorner: return true;
        case QStyle::PE_FrameFocusRect: {
            // Push buttons, fields and sliders draw their own rings; this is the one of cells and check boxes.
            if (has(option, QStyle::State_KeyboardFocusChange)) focusRing(painter, option->rect, metrics().px(4));
            return true;
        }
        case QStyle::PE_PanelItemViewItem: {
            const Tokens& t = tokens();
            if (has(option, QStyle::State_Selected))
                box(painter, option->rect, metrics().px(4), withAlpha(t.fill, t.dark ? 0.34 : 0.16));
            else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
                box(painter, option->rect, metrics().px(4), withAlpha(t.text, 0.08));
            return true;
        }
        case QStyle::PE_PanelItemViewRow: return true;
        default: return false;
    }
}

bool drawFieldControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                      const QWidget* widget, const QStyle* style) {
    if (element == QStyle::CE_ShapedFrame) {
        if (isComboPopup(widget)) menuGround(option->rect, painter);
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame && (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine)) {
            const QRect& r = option->rect;
            painter->fillRect(frame->frameShape == QFrame::HLine ? QRect(r.x(), r.center().y(), r.width(), 1)
                                                                 : QRect(r.center().x(), r.y(), 1, r.height()),
                              tokens().line);
        }
        return true;
    }
    if (element != QStyle::CE_ComboBoxLabel) return false;
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
    if (!combo || combo->editable) return false;
    const QRect r = style->subControlRect(QStyle::CC_ComboBox, combo, QStyle::SC_ComboBoxEditField, widget);
    painter->save();
    painter->setPen(has(option, QStyle::State_Enabled) ? tokens().text : tokens().text3);
    const QFontMetrics letters(painter->font());
    painter->drawText(r, Qt::AlignLeft | Qt::AlignVCenter,
                      letters.elidedText(combo->currentText, Qt::ElideRight, r.width() + 1));
    painter->restore();
    return true;
}

bool drawFieldComplex(QStyle::ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                      const QWidget* widget, const QStyle* style) {
    if (control == QStyle::CC_ComboBox) {
        const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        if (!box) return false;
        combo(box, painter, widget);
        return true;
    }
    if (control == QStyle::CC_SpinBox) {
        field(option, painter, widget);
        return true;
    }
    if (control == QStyle::CC_Slider) {
        const auto* line = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!line) return false;
        slider(line, painter, style, widget);
        return true;
    }
    return false;
}

}  // namespace style_parts

}  // namespace zscape
