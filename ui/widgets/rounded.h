#pragma once

#include <QColor>
#include <QImage>
#include <QRectF>

class QPainter;

namespace zscape {

/// A rectangle with round corners, filled, with a rim of 1 px just inside its edge; edges on whole pixels of the device
/// are drawn in bands: Qt hands the spans of a large antialiased shape to threads of its own, and waking those takes
/// the cores from a training. The pixels are the same.
void fillRounded(QPainter& painter, const QRectF& rect, double radius, const QColor& colour, const QColor& rim);
/// The same, filled with an image of the rectangle's size (its device pixel ratio set).
void fillRounded(QPainter& painter, const QRectF& rect, double radius, const QImage& image, const QColor& rim);

}  // namespace zscape
