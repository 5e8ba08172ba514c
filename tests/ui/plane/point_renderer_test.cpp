#include "ui/plane/point_renderer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace zscape {
namespace {

constexpr QRgb kGround = 0xFF101010;
constexpr QRgb kRed = 0xFFFF0000;
constexpr QRgb kBlue = 0xFF0000FF;

class Canvas {
public:
    explicit Canvas(qreal ratio = 1) : image(QSize(200, 100) * ratio, QImage::Format_RGB32) {
        image.setDevicePixelRatio(ratio);
        image.fill(kGround);
        view.setPlotArea({20, 10, 160, 80});
        view.set({0, 0}, 10);
    }
    void add(float x, float y, uint16_t group = 0, uint8_t fresh = 0) {
        xs.push_back(x);
        ys.push_back(y);
        groups.push_back(group);
        freshes.push_back(fresh);
    }
    void draw(const PointLook& look) {
        renderer.draw(image, view,
                      {xs.data(), ys.data(), groups.data(), freshes.data(), static_cast<int64_t>(xs.size())}, look);
    }
    int changed() const {
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) count += image.pixel(x, y) != kGround;
        return count;
    }
    QImage image;
    PlaneView view;
    PointRenderer renderer;
    std::vector<float> xs, ys;
    std::vector<uint16_t> groups;
    std::vector<uint8_t> freshes;
};

const PointLook kPlain{{{kRed, false, false}, {kBlue, false, false}}, 1, 1};

TEST(PointRenderer, OldPointsArePaleAndBeneathTheOthers) {
    const PointLook look{{{kRed, false, false}, {kBlue, false, false}}, 1, 1, 0.3};
    Canvas canvas;
    canvas.add(-3, 2, 1);
    canvas.add(3, 2, 1);
    canvas.add(0, -1, 0);  // young, drawn first ...
    canvas.add(0, -1, 1);  // ... and still above the old one
    const std::vector<uint8_t> old{0, 1, 0, 1};
    canvas.renderer.draw(
        canvas.image, canvas.view,
        {canvas.xs.data(), canvas.ys.data(), canvas.groups.data(), canvas.freshes.data(), 4, old.data()}, look);
    const QColor young(canvas.image.pixel(70, 30)), pale(canvas.image.pixel(130, 30)),
        both(canvas.image.pixel(100, 60));
    EXPECT_GT(young.blue(), 200);
    EXPECT_GT(pale.blue(), 50);
    EXPECT_LT(pale.blue(), 120);
    EXPECT_GT(both.red(), 200);
    EXPECT_LT(both.blue(), 60);
}

TEST(PointRenderer, PointsThatStepBackArePaleAndBeneathTheOthersWhateverTheirAge) {
    const PointLook look{{{kRed, false, false}, {kBlue, false, false}}, 1, 1, 1, 0.3};
    Canvas canvas;
    canvas.add(0, -1, 0);  // selected, old, drawn first ...
    canvas.add(0, -1, 1);  // ... and still above the young one that steps back
    canvas.add(-3, 2, 1);
    canvas.add(3, 2, 1);
    const std::vector<uint8_t> old{1, 0, 0, 0}, dim{0, 1, 0, 1};
    canvas.renderer.draw(
        canvas.image, canvas.view,
        {canvas.xs.data(), canvas.ys.data(), canvas.groups.data(), canvas.freshes.data(), 4, old.data(), dim.data()},
        look);
    EXPECT_GT(qRed(canvas.image.pixel(100, 60)), 150);
    EXPECT_GT(qBlue(canvas.image.pixel(70, 30)), 150);
    EXPECT_LT(qBlue(canvas.image.pixel(130, 30)), 120);
    EXPECT_GT(qBlue(canvas.image.pixel(130, 30)), 30);
}

TEST(PointRenderer, APointIsASmallDiscInItsColourWhereItBelongs) {
    Canvas canvas;
    canvas.add(3, 2);  // 30 right of and 20 above the middle (100, 50)
    canvas.draw(kPlain);
    const QColor middle(canvas.image.pixel(130, 30));
    EXPECT_GT(middle.red(), 200);
    EXPECT_LT(middle.blue(), 30);
    const double area = M_PI * PointRenderer::radiusFor(1) * PointRenderer::radiusFor(1);
    EXPECT_GT(canvas.changed(), area * 0.8);
    EXPECT_LT(canvas.changed(), area * 2.2);
    double sumX = 0, sumY = 0, weight = 0;
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 200; ++x) {
            const double red = QColor(canvas.image.pixel(x, y)).red() - 16;
            sumX += red * (x + 0.5);
            sumY += red * (y + 0.5);
            weight += red;
        }
    EXPECT_NEAR(sumX / weight, 130, 0.3) << "its middle lies within a third of a pixel";
    EXPECT_NEAR(sumY / weight, 30, 0.3);
}

TEST(PointRenderer, DiscsAreCutAtThePlotAreaAndNothingIsDrawnOutside) {
    Canvas canvas;
    std::mt19937 generator(1);
    std::uniform_real_distribution<float> place(-12, 12);
    for (int point = 0; point < 20000; ++point) canvas.add(place(generator), place(generator));
    for (const float edge : {-8.0F, 8.0F}) canvas.add(edge, 0);
    canvas.draw(kPlain);
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 200; ++x) {
            const bool inside = x >= 20 && x < 180 && y >= 10 && y < 90;
            if (!inside) {
                ASSERT_EQ(canvas.image.pixel(x, y), kGround) << x << ", " << y;
            }
        }
    EXPECT_GT(QColor(canvas.image.pixel(20, 50)).red(), 60);
    EXPECT_GT(QColor(canvas.image.pixel(179, 50)).red(), 60);
}

TEST(PointRenderer, HiddenGroupsAndPointsWithoutAPlaceAreNotDrawn) {
    Canvas canvas;
    canvas.add(0, 0, 1);
    canvas.add(std::nanf(""), std::nanf(""), 0);
    canvas.draw({{{kRed, false, false}, {kBlue, false, true}}, 1, 1});
    EXPECT_EQ(canvas.changed(), 0);
}

TEST(PointRenderer, AGroupBeyondTheStylesUsesTheLastOne) {
    Canvas canvas;
    canvas.add(0, 0, 0xFFFF);
    canvas.draw(kPlain);
    EXPECT_GT(QColor(canvas.image.pixel(100, 50)).blue(), 200);
}

TEST(PointRenderer, ARingIsHollow) {
    Canvas canvas;
    canvas.add(0, 0);
    canvas.draw({{{kRed, true, false}}, 1, 1});
    EXPECT_LT(QColor(canvas.image.pixel(100, 50)).red(), 60);
    EXPECT_GT(canvas.changed(), 12);
}

TEST(PointRenderer, FreshAndFaintPointsAreWeaker) {
    const auto redOf = [](double alpha, double freshAlpha, uint8_t fresh) {
        Canvas canvas;
        canvas.add(0, 0, 0, fresh);
        canvas.draw({{{kRed, false, false}}, alpha, freshAlpha});
        return QColor(canvas.image.pixel(100, 50)).red();
    };
    EXPECT_GT(redOf(1, 0.5, 0), 200);
    EXPECT_LT(redOf(1, 0.5, 1), 150);
    EXPECT_EQ(redOf(1, 0, 1), 16);
    EXPECT_LT(redOf(0.4, 1, 0), 130);
}

TEST(PointRenderer, WhereTwoClassesLieOnOneAnotherBothAreSeen) {
    Canvas canvas;
    std::mt19937 generator(3);
    std::uniform_real_distribution<float> place(-3, 3);
    for (int point = 0; point < 4000; ++point)
        canvas.add(place(generator), place(generator), static_cast<uint16_t>(point % 2));
    canvas.draw(kPlain);
    int red = 0, blue = 0;
    for (int y = 30; y < 70; ++y)
        for (int x = 80; x < 120; ++x) {
            const QColor colour(canvas.image.pixel(x, y));
            red += colour.red() > 2 * colour.blue();
            blue += colour.blue() > 2 * colour.red();
        }
    EXPECT_GT(red, 200);
    EXPECT_GT(blue, 200);
}

TEST(PointRenderer, DrawsTheSameSizeOnAScreenOfTwiceThePixels) {
    Canvas canvas(2);
    canvas.add(3, 2);
    canvas.draw(kPlain);
    EXPECT_GT(QColor(canvas.image.pixel(260, 60)).red(), 200);
    const double area = M_PI * std::pow(2 * PointRenderer::radiusFor(1), 2);
    EXPECT_NEAR(canvas.changed(), area, area * 0.5);
}

TEST(PointRenderer, ManyPointsAreSmallerThanFew) {
    EXPECT_GT(PointRenderer::radiusFor(100), PointRenderer::radiusFor(10000));
    EXPECT_GT(PointRenderer::radiusFor(10000), PointRenderer::radiusFor(1000000));
    EXPECT_GE(PointRenderer::radiusFor(100000000), 0.7);
}

}  // namespace
}  // namespace zscape
