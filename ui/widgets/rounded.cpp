#include "ui/widgets/rounded.h"

#include <QBrush>
#include <QPainter>
#include <QPainterPath>
#include <QPen>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kRowsAtOnce = 32;  ///< fewer spans than Qt divides among threads (96), up to a device pixel ratio of 2

void fillInSlices(QPainter& painter, const QRectF& rect, const QColor& colour) {
    const auto slices = static_cast<int>(std::ceil(rect.height() / kRowsAtOnce));
    for (int slice = 0; slice < slices; ++slice) {
        const double top = rect.top() + slice * kRowsAtOnce;
        painter.fillRect(QRectF(rect.left(), top, rect.width(), std::min(kRowsAtOnce, rect.bottom() - top)), colour);
    }
}

bool isWhole(double value) { return std::abs(value - std::round(value)) < 1e-6; }

/// Logical pixels are whole pixels of the device, and so are the rectangle's edges.
bool isAligned(const QPainter& painter, const QRectF& rect) {
    const QTransform& device = painter.deviceTransform();
    if (device.type() > QTransform::TxScale) return false;
    const QRectF there = device.mapRect(rect);
    return isWhole(device.m11()) && isWhole(device.m22()) && isWhole(there.left()) && isWhole(there.top()) &&
           isWhole(there.right()) && isWhole(there.bottom());
}

void drawWhole(QPainter& painter, const QRectF& rect, double radius, const QBrush& brush, const QColor& rim) {
    QPainterPath shape;
    shape.addRoundedRect(rect, radius, radius);
    // Filling a path with a brush keeps the corners smooth; a clip path would leave them jagged.
    painter.fillPath(shape, brush);
    painter.setPen(QPen(rim, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

/// `fillMiddle` fills a rectangle between the corners.
template <class FillMiddle>
void draw(QPainter& painter, const QRectF& rect, double radius, const QBrush& brush, const QColor& rim,
          const FillMiddle& fillMiddle) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double band = std::ceil(radius) + 1;
    if (!isAligned(painter, rect) || rect.height() <= 2 * band) {
        drawWhole(painter, rect, radius, brush, rim);
        painter.restore();
        return;
    }
    const QRectF middle = rect.adjusted(0, band, 0, -band);
    for (const QRectF& corners :
         {QRectF(rect.topLeft(), middle.topRight()), QRectF(middle.bottomLeft(), rect.bottomRight())}) {
        painter.save();
        painter.setClipRect(corners, Qt::IntersectClip);
        drawWhole(painter, rect, radius, brush, rim);
        painter.restore();
    }
    fillMiddle(middle);
    for (const double x : {middle.left(), middle.right() - 1})
        fillInSlices(painter, QRectF(x, middle.top(), 1, middle.height()), rim);
    painter.restore();
}

}  // namespace

void fillRounded(QPainter& painter, const QRectF& rect, double radius, const QColor& colour, const QColor& rim) {
    draw(painter, rect, radius, colour, rim, [&](const QRectF& middle) { fillInSlices(painter, middle, colour); });
}

void fillRounded(QPainter& painter, const QRectF& rect, double radius, const QImage& image, const QColor& rim) {
    const double ratio = image.devicePixelRatio();
    // A texture of another ratio than 1 is placed a pixel off.
    QImage texture = image;
    texture.setDevicePixelRatio(1);
    QBrush brush(texture);
    brush.setTransform(QTransform::fromTranslate(rect.x(), rect.y()).scale(1 / ratio, 1 / ratio));
    draw(painter, rect, radius, brush, rim, [&](const QRectF& middle) {
        const QPointF inside = middle.topLeft() - rect.topLeft();
        painter.drawImage(middle, image, QRectF(inside * ratio, middle.size() * ratio));
    });
}

}  // namespace zscape
