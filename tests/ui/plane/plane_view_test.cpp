#include "ui/plane/plane_view.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

PlaneView viewOf(double width, double height, QPointF centre, double scale) {
    PlaneView view;
    view.setPlotArea({38, 8, width, height});
    view.set(centre, scale);
    return view;
}

TEST(PlaneView, ScreenAndPlaneAreInverse) {
    const PlaneView view = viewOf(700, 400, {1.5, -0.25}, 83);
    const QPointF place(-2.125, 3.5);
    const QPointF back = view.toPlane(view.toScreen(place));
    EXPECT_NEAR(back.x(), place.x(), 1e-12);
    EXPECT_NEAR(back.y(), place.y(), 1e-12);
    EXPECT_EQ(view.toScreen({1.5, -0.25}), view.plotArea().center());
    EXPECT_LT(view.toScreen({0, 1}).y(), view.toScreen({0, 0}).y()) << "y goes up";
}

TEST(PlaneView, ZoomKeepsWhatIsUnderThePointer) {
    PlaneView view = viewOf(700, 400, {0.3, 0.4}, 60);
    const QPointF pointer(611, 77);
    const QPointF before = view.toPlane(pointer);
    for (int notch = 0; notch < 12; ++notch) view.zoomAt(pointer, notch % 3 == 0 ? 1 / 1.2 : 1.2);
    const QPointF after = view.toPlane(pointer);
    EXPECT_NEAR(after.x(), before.x(), 1e-9);
    EXPECT_NEAR(after.y(), before.y(), 1e-9);
    EXPECT_NEAR(view.scale(), 60 * std::pow(1.2, 4), 1e-6);
}

TEST(PlaneView, ZoomStopsAtItsLimitsAndStillKeepsThePointer) {
    PlaneView view = viewOf(700, 400, {0, 0}, 60);
    const QPointF before = view.toPlane({100, 100});
    view.zoomAt({100, 100}, 1e12);
    EXPECT_EQ(view.scale(), PlaneView::kLargestScale);
    EXPECT_NEAR(view.toPlane({100, 100}).x(), before.x(), 1e-9);
    view.zoomAt({100, 100}, 1e-12);
    EXPECT_EQ(view.scale(), PlaneView::kSmallestScale);
}

// A run with too high a learning rate leaves codes like these, and its plane is looked at to see just that.
TEST(PlaneView, FitsCodesOfARunThatWentAstray) {
    PlaneView view = viewOf(700, 400, {0, 0}, 50);
    const QRectF astray(-2e6, -1e6, 3e6, 2.5e6);
    view.fit(astray, 0.05);
    EXPECT_TRUE(view.seen().contains(astray));
}

TEST(PlaneView, PanMovesByPixels) {
    PlaneView view = viewOf(700, 400, {0, 0}, 50);
    const QPointF place(1, 1);
    const QPointF before = view.toScreen(place);
    view.panBy({12, -7});
    EXPECT_NEAR(view.toScreen(place).x(), before.x() + 12, 1e-9);
    EXPECT_NEAR(view.toScreen(place).y(), before.y() - 7, 1e-9);
}

TEST(PlaneView, FitShowsAllOfTheBoundsAndCentresThem) {
    PlaneView view = viewOf(700, 400, {0, 0}, 50);
    view.fit({-3, -1, 6, 10}, 0.05);
    EXPECT_TRUE(view.seen().contains(QRectF(-3, -1, 6, 10)));
    EXPECT_EQ(view.centre(), QPointF(0, 4));
    view.fit({2, 2, 0, 0});  // one point: no division by zero
    EXPECT_TRUE(std::isfinite(view.scale()));
}

TEST(PlaneView, TheShorterSideHasAFewTicksAtEveryScale) {
    for (double scale = 0.05; scale < 5e4; scale *= 1.13) {
        const PlaneView view = viewOf(1250, 640, {0, 0}, scale);
        const double interval = view.tickInterval(48);
        const double ticks = 640 / scale / interval;
        EXPECT_GE(ticks, 3.5) << "scale " << scale;
        EXPECT_LE(ticks, 9.001) << "scale " << scale;
        const double leading = interval / std::pow(10, std::floor(std::log10(interval) + 1e-9));
        EXPECT_TRUE(std::abs(leading - 1) < 1e-6 || std::abs(leading - 2) < 1e-6 || std::abs(leading - 5) < 1e-6)
            << interval;
    }
}

TEST(PlaneView, DecimalsTellTicksApart) {
    EXPECT_EQ(decimalsFor(1), 0);
    EXPECT_EQ(decimalsFor(20), 0);
    EXPECT_EQ(decimalsFor(0.5), 1);
    EXPECT_EQ(decimalsFor(0.1), 1);
    EXPECT_EQ(decimalsFor(0.02), 2);
}

}  // namespace
}  // namespace zscape
