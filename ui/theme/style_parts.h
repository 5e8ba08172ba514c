#pragma once

#include "ui/theme/tokens.h"

#include <QStyle>
#include <QStyleOption>

class QPainter;

/// Inside of ui/theme: the drawing of ZscapeStyle by kind of control. Each function says whether it has drawn the
/// element; what none of them draws is Fusion's.
namespace zscape::style_parts {

bool drawButtonPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                         const QWidget* widget);
bool drawButtonControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget, const QStyle* style);

bool drawFieldPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget);
bool drawFieldControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                      const QWidget* widget, const QStyle* style);
bool drawFieldComplex(QStyle::ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                      const QWidget* widget, const QStyle* style);

bool drawBarPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                      const QWidget* widget);
bool drawBarControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                    const QWidget* widget);
bool drawBarComplex(QStyle::ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                    const QWidget* widget, const QStyle* style);

bool drawTabControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                    const QWidget* widget);

bool drawMenuPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget);
bool drawMenuControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget);

/// The window around a combo box's list, and that list. They look as a menu does.
bool isComboPopup(const QWidget* widget);
bool isComboList(const QWidget* widget);
/// A menu's ground with the line around it.
void menuGround(const QRect& rect, QPainter* painter);

inline bool has(const QStyleOption* option, QStyle::StateFlag flag) { return (option->state & flag) != 0; }
/// Focus that came by the keyboard: only then a ring is drawn.
inline bool keyboardFocus(const QStyleOption* option) {
    return has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange);
}

/// A rounded box; the edge lies inside of `rect`.
void box(QPainter* painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge = QColor(),
         double edgeWidth = 1);
void focusRing(QPainter* painter, const QRectF& rect, double radius);

}  // namespace zscape::style_parts
