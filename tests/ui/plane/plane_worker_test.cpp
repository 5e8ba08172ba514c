#include "ui/plane/plane_worker.h"

#include "tests/ui/plane/plane_fixture.h"

#include <QTest>

#include <gtest/gtest.h>

#include <random>

namespace zscape {
namespace {

constexpr int kLongest = 60'000;  // milliseconds

std::shared_ptr<const StillPoints> stillOf(int64_t count, unsigned seed) {
    auto still = std::make_shared<StillPoints>();
    still->cloud.reset(count);
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    for (int64_t image = 0; image < count; ++image) {
        still->cloud.place(image, normal(generator), normal(generator));
        still->cloud.setGroup(image, 0);
    }
    still->cloud.settle();
    return still;
}

PlaneView viewOf(QPointF centre, double scale) {
    PlaneView view;
    view.setPlotArea({8, 8, 384, 284});
    view.set(centre, scale);
    return view;
}

QImage baseOf(QRgb ground) {
    QImage base(400, 300, QImage::Format_RGB32);
    base.fill(ground);
    return base;
}

const PointLook kLook{{{0xFFFF0000, false, false}, {0xFF808080, false, false}}, 1, 1, 1, 1};

TEST(PlaneWorker, DrawsWhatTheWindowsThreadWouldHaveDrawn) {
    PlaneWorker worker;
    EXPECT_TRUE(worker.frame().image.isNull());
    const auto points = stillOf(50'000, 3);
    const PlaneView view = viewOf({0.2, -0.1}, 70);
    worker.draw(baseOf(0xFF101820), view, points, kLook);
    ASSERT_TRUE(QTest::qWaitFor([&] { return worker.isIdle(); }, kLongest));
    const PlaneFrame frame = worker.frame();
    EXPECT_EQ(frame.view, view);
    QImage expected = baseOf(0xFF101820);
    PointRenderer renderer;
    renderer.draw(expected, view, points->arrays(), kLook);
    EXPECT_EQ(frame.image, expected);
}

TEST(PlaneWorker, TheNewestWinsAndWhatIsShownIsNotDrawnOver) {
    PlaneWorker worker;
    const auto points = stillOf(200'000, 4);
    worker.draw(baseOf(0xFF000000), viewOf({0, 0}, 50), points, kLook);
    ASSERT_TRUE(QTest::qWaitFor([&] { return worker.isIdle(); }, kLongest));
    const PlaneFrame shown = worker.frame();
    const QImage copy = shown.image.copy();
    for (int i = 1; i <= 40; ++i) worker.draw(baseOf(0xFF000000), viewOf({i / 10.0, 0}, 50), points, kLook);
    ASSERT_TRUE(QTest::qWaitFor([&] { return worker.isIdle(); }, kLongest));
    EXPECT_EQ(worker.frame().view, viewOf({4, 0}, 50));
    EXPECT_EQ(shown.image, copy);
}

TEST(PlaneWorker, IndexesThePlacesOfOneMoment) {
    PlaneWorker worker;
    EXPECT_EQ(worker.newestIndex(), nullptr);
    const auto points = stillOf(150'000, 5);
    worker.index(points);
    ASSERT_TRUE(QTest::qWaitFor([&] { return worker.isIdle(); }, kLongest));
    const auto made = worker.newestIndex();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->points, points);
    const QPointF at = points->cloud.positionOf(4321);
    EXPECT_EQ(made->index.nearest(points->cloud, at, 0.01, {}), 4321);
    worker.index(points);
    EXPECT_TRUE(worker.isIdle()) << "it is there";
}

TEST(PlaneWorker, EndsWhileSomethingIsAskedFor) {
    const auto points = stillOf(200'000, 6);
    for (int i = 0; i < 20; ++i) {
        PlaneWorker worker;
        worker.draw(baseOf(0xFF000000), viewOf({0, 0}, 50), points, kLook);
        worker.index(points);
    }
}

class LargePlane : public PlaneFixture {
protected:
    static constexpr int64_t kMany = PlanePoints::kMostThatGlide + 50'000;
    void showMany() {
        std::mt19937 generator(8);
        std::normal_distribution<float> normal;
        std::vector<float> places(2 * kMany);
        for (float& place : places) place = normal(generator);
        // One that stands alone.
        places[0] = -6;
        places[1] = 6;
        many = std::make_shared<FakeImages>(kMany, 1);
        selection.reset(kMany);
        plane.setImages(many, nullptr);
        plane.setCodes(codesOf(places), plainBasis());
    }
    QImage seen() { return plane.grab().toImage(); }
    bool becomes(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, kLongest); }
    std::shared_ptr<FakeImages> many;
};

TEST_F(LargePlane, PointsComeFromTheWorkerAndFollowTheViewUntilTheyAreDrawnAnew) {
    showMany();
    plane.fit();
    ASSERT_TRUE(becomes([&] { return pixelsLike({0, 0}, tokens().classColour(0)) > 20; }));
    // A pan: the points are there at once, at their new places, before anything was drawn.
    const QPoint middle = at({0, 0});
    drag(middle + QPoint(150, 100), middle + QPoint(250, 150));
    const QPointF alone(-6, 6);
    const QPoint there = at({0, 0});
    EXPECT_EQ(there, middle + QPoint(100, 50));
    EXPECT_GT(pixelsLike({0, 0}, tokens().classColour(0)), 20);
    // And when they are drawn anew, exactly where the window's thread would have drawn them.
    const QImage expected = plane.picture();
    const QRect area = plane.view().plotArea().toAlignedRect().adjusted(60, 60, -200, -120);
    ASSERT_TRUE(becomes([&] {
        const QImage now = seen();
        int same = 0, all = 0;
        for (int y = area.top(); y < area.bottom(); y += 3)
            for (int x = area.left(); x < area.right(); x += 3, ++all) same += now.pixel(x, y) == expected.pixel(x, y);
        return same > 0.97 * all;
    }));
}

TEST_F(LargePlane, WhatLiesUnderAPointerThatRestsIsFoundWhenTheIndexIsThere) {
    showMany();
    plane.fit();
    plane.zoom(0.4);
    moveTo({-6, 6});
    ASSERT_TRUE(becomes([&] { return plane.underPointer() == 0; }));
    EXPECT_EQ(selection.hovered(), 0);
}

}  // namespace
}  // namespace zscape
