#include "ui/widgets/rounded.h"

#include <QPainter>
#include <QPainterPath>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

constexpr QColor kGround(30, 60, 90);
constexpr QColor kRim(255, 255, 255, 33);

QImage stripes(QSize pixels, double ratio) {
    QImage image(pixels, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) image.setPixel(x, y, qRgb(x * 5 % 256, y * 3 % 256, (x * y) % 256));
    image.setDevicePixelRatio(ratio);
    return image;
}

template <class Draw>
QImage drawn(double ratio, const Draw& draw) {
    QImage image(QSize(qRound(100 * ratio), qRound(90 * ratio)), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(kGround);
    QPainter painter(&image);
    draw(painter);
    return image;
}

/// The shape as one path, however many spans that is.
void drawOnePath(QPainter& painter, const QRectF& rect, double radius, const QBrush& brush) {
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addRoundedRect(rect, radius, radius);
    painter.fillPath(path, brush);
    painter.setPen(QPen(kRim, 1));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

int largestDifference(const QImage& a, const QImage& b) {
    int largest = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
            largest = std::max(
                {largest, std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
        }
    return largest;
}

TEST(Rounded, BandsAreThePixelsOfOnePath) {
    for (const double ratio : {1.0, 2.0, 1.5})
        for (const QRectF& rect :
             {QRectF(7, 5, 80, 70), QRectF(0, 0, 100, 90), QRectF(3, 4, 9, 8), QRectF(2.25, 3.5, 60.5, 40)})
            for (const double radius : {0.0, 4.0, 8.0}) {
                const QColor colour(200, 40, 90, 242);
                const QImage plain =
                    drawn(ratio, [&](QPainter& painter) { drawOnePath(painter, rect, radius, colour); });
                const QImage banded =
                    drawn(ratio, [&](QPainter& painter) { fillRounded(painter, rect, radius, colour, kRim); });
                EXPECT_LE(largestDifference(plain, banded), 2)
                    << ratio << " " << rect.x() << " " << rect.width() << " " << radius;

                const QImage image = stripes({qRound(rect.width() * ratio), qRound(rect.height() * ratio)}, ratio);
                const QImage filled = drawn(ratio, [&](QPainter& painter) {
                    QImage texture = image;
                    texture.setDevicePixelRatio(1);
                    QBrush brush(texture);
                    brush.setTransform(QTransform::fromTranslate(rect.x(), rect.y()).scale(1 / ratio, 1 / ratio));
                    drawOnePath(painter, rect, radius, brush);
                });
                const QImage filledInBands =
                    drawn(ratio, [&](QPainter& painter) { fillRounded(painter, rect, radius, image, kRim); });
                EXPECT_LE(largestDifference(filled, filledInBands), 2)
                    << ratio << " " << rect.x() << " " << rect.width() << " " << radius;
            }
}

TEST(Rounded, LeavesThePainterAsItWas) {
    drawn(1, [](QPainter& painter) {
        painter.setPen(Qt::red);
        painter.setClipRect(0, 0, 50, 90);
        fillRounded(painter, {10, 10, 60, 60}, 4, Qt::blue, kRim);
        EXPECT_EQ(painter.pen().color(), QColor(Qt::red));
        EXPECT_EQ(painter.clipBoundingRect(), QRectF(0, 0, 50, 90));
        EXPECT_EQ(static_cast<QImage*>(painter.device())->pixelColor(60, 40), kGround)
            << "a clip of the caller's holds";
        EXPECT_EQ(static_cast<QImage*>(painter.device())->pixelColor(40, 40), QColor(Qt::blue));
    });
}

}  // namespace
}  // namespace zscape
