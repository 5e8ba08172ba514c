#include "ui/plane/plane_region.h"

#include <gtest/gtest.h>

#include <QPolygonF>

#include <cmath>
#include <limits>
#include <random>

namespace zscape {
namespace {

TEST(PlaneRegion, ABoxHoldsWhatLiesBetweenItsCornersWhicheverTheyAre) {
    for (const QRectF& area : {QRectF(QPointF(-1, -2), QPointF(3, 4)), QRectF(QPointF(3, 4), QPointF(-1, -2))}) {
        const PlaneRegion box = PlaneRegion::box(area);
        EXPECT_TRUE(box.contains(0, 0));
        EXPECT_TRUE(box.contains(2.99F, 3.99F));
        EXPECT_FALSE(box.contains(3.01F, 0));
        EXPECT_FALSE(box.contains(0, -2.01F));
    }
}

TEST(PlaneRegion, NothingEnclosesNothing) {
    EXPECT_FALSE(PlaneRegion({}).contains(0, 0));
    EXPECT_FALSE(PlaneRegion({{0, 0}, {1, 1}}).contains(0.5F, 0.5F));
    EXPECT_FALSE(PlaneRegion({{0, 0}, {1, 0}, {2, 0}}).contains(0.5F, 0)) << "a line";
    EXPECT_FALSE(PlaneRegion::box(QRectF(0, 0, 0, 0)).contains(0, 0));
}

TEST(PlaneRegion, AStepIsExactWhereverItLies) {
    for (const double step : {0.111, 0.5, 0.50195, 0.9}) {
        const PlaneRegion region({{0, 0}, {1, 0}, {1, 1}, {0.5, 1}, {0.5, step}, {0, step}});
        const auto at = static_cast<float>(step);
        for (float x = 0.01F; x < 0.5F; x += 0.013F) {
            EXPECT_TRUE(region.contains(x, at - 1e-4F)) << x;
            EXPECT_FALSE(region.contains(x, at + 1e-4F)) << x;
        }
        EXPECT_TRUE(region.contains(0.75F, at + 1e-4F));
    }
}

TEST(PlaneRegion, APointWithoutAPlaceIsOutside) {
    const float none = std::numeric_limits<float>::quiet_NaN();
    EXPECT_FALSE(PlaneRegion::box(QRectF(-1e9, -1e9, 2e9, 2e9)).contains(none, none));
}

TEST(PlaneRegion, ALassoThatGoesRoundTwiceHoldsWhatItWentRoundTwice) {
    std::vector<QPointF> twice;
    for (int step = 0; step < 80; ++step)
        twice.emplace_back(std::cos(step * 0.157) * (1 + step * 0.01), std::sin(step * 0.157) * (1 + step * 0.01));
    EXPECT_TRUE(PlaneRegion(twice).contains(0, 0));
}

TEST(PlaneRegion, DrawnByHandItHoldsWhatQtsPolygonHolds) {
    std::mt19937 random(7);
    std::normal_distribution<double> wobble(0, 0.15);
    for (int shape = 0; shape < 20; ++shape) {
        std::vector<QPointF> corners;
        for (int corner = 0; corner < 150; ++corner) {
            const double angle = corner * 2 * M_PI / 150, away = 1 + 0.5 * std::sin(angle * shape) + wobble(random);
            corners.emplace_back(std::cos(angle) * away, std::sin(angle) * away);
        }
        const PlaneRegion region(corners);
        const QPolygonF polygon(QList<QPointF>(corners.begin(), corners.end()));
        std::uniform_real_distribution<float> place(-2, 2);
        int different = 0, inside = 0;
        for (int i = 0; i < 5000; ++i) {
            const float x = place(random), y = place(random);
            const bool held = region.contains(x, y);
            inside += held;
            different += held != polygon.containsPoint(QPointF(double{x}, double{y}), Qt::WindingFill);
        }
        EXPECT_GT(inside, 200);
        EXPECT_LE(different, 2) << "but for points on the line";
    }
}

}  // namespace
}  // namespace zscape
