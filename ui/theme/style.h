#pragma once

#include <QProxyStyle>

class QAbstractButton;
class QPushButton;

namespace zscape {

/// Fusion with the drawing of the wireframes: flat, no frames, colours and measures of tokens.h.
/// Installed by ThemeController. The drawing is split over buttons, fields, bars, tabs and menus.
class ZscapeStyle : public QProxyStyle {
    Q_OBJECT

public:
    ZscapeStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
};

/// How a push button is drawn. One primary (filled) button in the whole window.
/// Outlined: a plain one that lies on a card, which has its colour.
enum class ButtonLook { Plain, Primary, Link, Outlined };
void setButtonLook(QPushButton* button, ButtonLook look);
ButtonLook buttonLook(const QWidget* widget);

/// Rings the field in the colour `bad` (and back).
void setFieldError(QWidget* field, bool error);

}  // namespace zscape
