#include "engine/analysis/layout/layout.h"

#include "tests/engine/code_of.h"
#include "tests/engine/analysis/layout/clouds.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

TEST(Layouts, NamesGoBothWays) {
    for (const LayoutKind kind : {LayoutKind::Axes, LayoutKind::Pca, LayoutKind::Tsne, LayoutKind::Umap})
        EXPECT_EQ(layoutKindFrom(layoutName(kind)), kind);
    EXPECT_EQ(codeOf([] { layoutKindFrom("isomap"); }), "setting.method");
}

TEST(Layouts, WhatCannotBeLaidOutIsSaid) {
    Cloud cloud = randomCloud(2, 4);
    EXPECT_EQ(codeOf([&] { requireLayable(cloud.rows()); }), "layout.few");
    cloud = randomCloud(50, 4);
    EXPECT_NO_THROW(requireLayable(cloud.rows()));
    cloud.values[17] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(codeOf([&] { requireLayable(cloud.rows()); }), "layout.finite");
    for (const float wrong : {std::numeric_limits<float>::infinity(), -1e20f}) {
        cloud.values[17] = wrong;
        EXPECT_EQ(codeOf([&] { requireLayable(cloud.rows()); }), "layout.finite");
    }
    for (size_t i = 0; i < cloud.values.size(); ++i) cloud.values[i] = static_cast<float>(i % 4) + 7;
    EXPECT_EQ(codeOf([&] { requireLayable(cloud.rows()); }), "layout.alike");
    cloud.values[0] = std::nextafter(cloud.values[0], 100.0f);
    EXPECT_EQ(codeOf([&] { requireLayable(cloud.rows()); }), "layout.alike") << "the same, rounded otherwise";
    cloud.values[0] += 0.01f;
    EXPECT_NO_THROW(requireLayable(cloud.rows()));
    EXPECT_EQ(codeOf([] { requireLayable({}); }), "layout.few");
}

TEST(Layouts, AxesAreTheCodesThemselves) {
    const Cloud cloud = randomCloud(10, 4);
    LayoutSettings settings;
    settings.kind = LayoutKind::Axes;
    settings.axes = {3, 1};
    const Layout layout = axesLayout(cloud.rows(), settings);
    EXPECT_EQ(layout.images(), 10);
    EXPECT_EQ(layout.decodable, Decodable::ByAxes);
    for (size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(layout.xy[2 * i], cloud.values[4 * i + 3]);
        EXPECT_EQ(layout.xy[2 * i + 1], cloud.values[4 * i + 1]);
    }
    for (const std::pair<int, int>& wrong : {std::pair{0, 4}, {-1, 2}, {2, 2}}) {
        settings.axes = wrong;
        EXPECT_EQ(codeOf([&] { axesLayout(cloud.rows(), settings); }), "setting.axes");
    }
}

TEST(Layouts, APlaneIsAProductWithItsAxes) {
    const Cloud cloud = randomCloud(10, 2);
    const std::vector<float> mean{1, 2}, first{0.6f, 0.8f}, second{-0.8f, 0.6f};
    const Layout layout = planeLayout(cloud.rows(), {}, mean, first, second);
    for (size_t i = 0; i < 10; ++i) {
        const float a = cloud.values[2 * i] - 1, b = cloud.values[2 * i + 1] - 2;
        EXPECT_NEAR(layout.xy[2 * i], 0.6f * a + 0.8f * b, 1e-6);
        EXPECT_NEAR(layout.xy[2 * i + 1], -0.8f * a + 0.6f * b, 1e-6);
    }
}

/// Turned by `angle`, mirrored first, and moved.
Layout moved(const Layout& layout, double angle, bool mirror, float scale) {
    Layout other = layout;
    for (size_t i = 0; i < other.xy.size(); i += 2) {
        const double x = layout.xy[i] * scale, y = (mirror ? -1 : 1) * layout.xy[i + 1] * scale;
        other.xy[i] = static_cast<float>(std::cos(angle) * x - std::sin(angle) * y + 3);
        other.xy[i + 1] = static_cast<float>(std::sin(angle) * x + std::cos(angle) * y - 5);
    }
    return other;
}

TEST(Layouts, AligningUndoesATurnAMirrorAndAMove) {
    Layout before;
    before.xy = randomCloud(200, 2).values;
    for (const bool mirror : {false, true})
        for (const double angle : {0.0, 0.3, 1.6, 3.1, -2.0}) {
            Layout now = moved(before, angle, mirror, 1);
            alignTo(now, before);
            for (size_t i = 0; i < now.xy.size(); ++i) ASSERT_NEAR(now.xy[i], before.xy[i], 1e-5) << angle << mirror;
        }
}

TEST(Layouts, AligningKeepsTheScaleAndIsBestOfAllTurns) {
    Layout before;
    before.xy = randomCloud(200, 2).values;
    Layout now = moved(before, 1, true, 2);
    const std::vector<float> noise = randomCloud(200, 2, 9).values;
    for (size_t i = 0; i < now.xy.size(); ++i) now.xy[i] += 0.5f * noise[i];
    const auto distance = [&](const Layout& layout) {
        double sum = 0;
        for (size_t i = 0; i < layout.xy.size(); ++i) sum += std::pow(layout.xy[i] - before.xy[i], 2);
        return sum;
    };
    const auto spread = [](const Layout& layout) {
        return std::hypot(layout.xy[0] - layout.xy[2], layout.xy[1] - layout.xy[3]);
    };
    const float apart = spread(now);
    alignTo(now, before);
    EXPECT_NEAR(spread(now), apart, 1e-4);
    for (int step = 1; step < 64; ++step)
        for (const bool mirror : {false, true}) {
            Layout other = moved(now, step * 0.1, mirror, 1);
            for (size_t i = 0; i < other.xy.size(); i += 2) {  // moved() about the origin, near which the mean is
                other.xy[i] -= 3;
                other.xy[i + 1] += 5;
            }
            EXPECT_GT(distance(other), distance(now) * 0.99) << step;
        }
}

TEST(Layouts, OfOtherImagesNothingIsAligned) {
    Layout before, now;
    before.xy = randomCloud(20, 2).values;
    now.xy = randomCloud(21, 2, 2).values;
    const std::vector<float> as = now.xy;
    alignTo(now, before);
    EXPECT_EQ(now.xy, as);
}

}  // namespace
}  // namespace zscape
