#include "ui/plane/plane_thumbnails.h"

#include "tests/ui/plane/plane_fixture.h"

#include <algorithm>
#include <random>
#include <set>

namespace zscape {
namespace {

PlaneView thumbnailView(QPointF centre, double scale) {
    PlaneView view;
    view.setPlotArea({0, 0, 800, 600});
    view.set(centre, scale);
    return view;
}

std::vector<PlaneThumbnails::Spot> spotsOf(int64_t count, unsigned seed) {
    std::vector<PlaneThumbnails::Spot> spots;
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> place(-4, 4);
    for (int64_t image = 0; image < count; ++image)
        spots.push_back({image, {place(generator), place(generator)}, QColor(Qt::red)});
    return spots;
}

std::set<int64_t> imagesOf(const PlaneThumbnails& thumbnails) {
    std::set<int64_t> images;
    for (const PlaneThumbnails::Spot& spot : thumbnails.shown()) images.insert(spot.image);
    return images;
}

TEST(PlaneThumbnails, NoneLiesOnAnotherAndNoneIsLeftOutThatHasRoom) {
    PlaneThumbnails thumbnails;
    thumbnails.setImages(std::make_shared<FakeImages>(500));
    const PlaneView view = thumbnailView({0, 0}, 90);
    const auto spots = spotsOf(500, 1);
    thumbnails.choose(spots, view);
    const double apart = metrics().px(PlaneThumbnails::kApart);
    const auto touches = [&](const QRectF& a, const QRectF& b) {
        return a.adjusted(-apart / 2, -apart / 2, apart / 2, apart / 2)
            .intersects(b.adjusted(-apart / 2, -apart / 2, apart / 2, apart / 2).adjusted(1e-6, 1e-6, -1e-6, -1e-6));
    };
    const auto& shown = thumbnails.shown();
    EXPECT_GT(shown.size(), 50U);
    for (size_t i = 0; i < shown.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            EXPECT_FALSE(touches(PlaneThumbnails::rectOf(shown[i], view), PlaneThumbnails::rectOf(shown[j], view)));
    const std::set<int64_t> images = imagesOf(thumbnails);
    for (const PlaneThumbnails::Spot& spot : spots) {
        if (images.contains(spot.image)) continue;
        EXPECT_TRUE(std::any_of(shown.begin(), shown.end(), [&](const PlaneThumbnails::Spot& other) {
            return touches(PlaneThumbnails::rectOf(spot, view), PlaneThumbnails::rectOf(other, view));
        })) << spot.image;
    }
}

TEST(PlaneThumbnails, WhileOnePansThoseThatAreShownStay) {
    PlaneThumbnails thumbnails;
    thumbnails.setImages(std::make_shared<FakeImages>(2000));
    const auto all = spotsOf(2000, 2);
    std::set<int64_t> before;
    for (int step = 0; step < 60; ++step) {
        const PlaneView view = thumbnailView({-2 + step * 0.05, 0.3}, 250);
        std::vector<PlaneThumbnails::Spot> seen;
        for (const PlaneThumbnails::Spot& spot : all)
            if (view.seen().contains(spot.at)) seen.push_back(spot);
        // Whoever finds them may find them in another order.
        if (step % 2 == 1) std::reverse(seen.begin(), seen.end());
        thumbnails.choose(seen, view);
        const std::set<int64_t> now = imagesOf(thumbnails);
        for (const PlaneThumbnails::Spot& spot : seen)
            EXPECT_TRUE(!before.contains(spot.image) || now.contains(spot.image)) << spot.image << " at " << step;
        before = now;
    }
    EXPECT_FALSE(before.empty());
}

TEST(PlaneThumbnails, PicturesAreReadALittleAtATime) {
    PlaneThumbnails thumbnails;
    thumbnails.setImages(std::make_shared<FakeImages>(200));
    const PlaneView view = thumbnailView({0, 0}, 400);
    thumbnails.choose(spotsOf(200, 3), view);
    ASSERT_GT(thumbnails.shown().size(), 1U);
    EXPECT_TRUE(thumbnails.read(0, 1)) << "no time, and more than one to read";
    int frames = 1;
    while (thumbnails.read(0, 1)) ASSERT_LT(++frames, 1000);
    EXPECT_FALSE(thumbnails.read(0, 1));
    EXPECT_TRUE(thumbnails.read(0, 2)) << "another screen wants other ones";
}

class ThumbnailPlane : public PlaneFixture {
protected:
    void zoomIn(QPointF place, int notches) {
        wheel(at(place), notches);
        // No card and no ring of the pointer lies over them.
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&plane, &leave);
        QCoreApplication::processEvents();
        plane.grab();
    }
};

TEST_F(ThumbnailPlane, ZoomedInPicturesTakeThePlaceOfPoints) {
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&plane, &leave);
    plane.grab();
    EXPECT_TRUE(plane.thumbnails().shown().empty()) << "all is seen: points";
    zoomIn({1, 1}, 6);
    // Image 3 has brightness 3, with a rim in its class's colour.
    const QImage seen = plane.grab().toImage();
    const auto& shown = plane.thumbnails().shown();
    const auto third = std::find_if(shown.begin(), shown.end(), [](const auto& spot) { return spot.image == 3; });
    ASSERT_NE(third, shown.end());
    EXPECT_EQ(QColor(seen.pixel(at({1, 1}))).red(), 3);
    const QRectF rect = PlaneThumbnails::rectOf(*third, plane.view());
    const QColor rim(seen.pixel(QPoint(qRound(rect.center().x()), qRound(rect.top()) + 1)));
    EXPECT_LT(std::abs(rim.red() - tokens().classColour(1).red()), 40);
    // The same in the picture that is saved.
    EXPECT_EQ(QColor(plane.picture().pixel(at({1, 1}))).red(), 3);
    LayerSet none;
    none.toggle(PlaneLayer::Thumbnails);
    plane.setLayers(none);
    plane.grab();
    EXPECT_TRUE(plane.thumbnails().shown().empty());
    EXPECT_GT(pixelsLike({-1, 1}, tokens().classColour(1)), 4);
    plane.setLayers({});
    plane.fit();
    plane.grab();
    EXPECT_TRUE(plane.thumbnails().shown().empty());
}

TEST_F(ThumbnailPlane, WhereManyLieTheyStayPoints) {
    constexpr int64_t kCrowd = 20'000;
    std::mt19937 generator(4);
    std::normal_distribution<float> normal;
    std::vector<float> places(2 * kCrowd);
    for (float& place : places) place = normal(generator);
    plane.setImages(std::make_shared<FakeImages>(kCrowd, 1), nullptr);
    plane.setCodes(codesOf(places), plainBasis());
    plane.fit();
    zoomIn({0, 0}, 4);
    EXPECT_TRUE(plane.thumbnails().shown().empty()) << "some thousand in sight";
    for (int notch = 0; notch < 20 && plane.thumbnails().shown().empty(); ++notch) zoomIn({0, 0}, 1);
    EXPECT_GT(plane.thumbnails().shown().size(), 60U);
}

}  // namespace
}  // namespace zscape
