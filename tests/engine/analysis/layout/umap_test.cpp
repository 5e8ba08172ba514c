#include "engine/analysis/layout/umap.h"

#include "engine/analysis/layout/layout_quality.h"
#include "tests/engine/analysis/layout/clouds.h"
#include "tests/engine/analysis/layout/trustworthiness.h"
#include "tests/engine/code_of.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

std::vector<float> planeOf(const Cloud& cloud) { return axesLayout(cloud.rows(), {}).xy; }

double umapAccuracy(const Layout& layout, const Cloud& cloud) {
    ThreadTeam team(2);
    return neighbourAccuracy(layout.xy, cloud.classes, 10, team).value();
}

TEST(Umap, TheCurveIsThatOfUmapLearn) {
    const std::vector<std::pair<double, UmapCurve>> golden{
        {0.0, {1.9328084, 0.7904950}}, {0.1, {1.5769435, 0.8950609}}, {0.5, {0.5830300, 1.3341670}}};
    for (const auto& [distance, curve] : golden) {
        EXPECT_NEAR(umapCurve(distance).a, curve.a, 1e-4) << distance;
        EXPECT_NEAR(umapCurve(distance).b, curve.b, 1e-4) << distance;
    }
}

TEST(Umap, ShowsPatchesApartAndUnrolled) {
    if (kThreadsAreWatched) GTEST_SKIP() << "it is about layouts, not threads";
    const Cloud cloud = patches(1500);
    UmapProjector projector(cloud.rows(), {}, planeOf(cloud));
    const double before = projector.loss().value();
    projector.advance({}, projector.total());
    EXPECT_LT(projector.loss().value(), 0.7 * before);
    const Layout layout = projector.layout();
    EXPECT_EQ(layout.settings.kind, LayoutKind::Umap);
    EXPECT_EQ(layout.decodable, Decodable::ByNeighbours);
    EXPECT_EQ(layout.iteration, 500);
    EXPECT_GT(umapAccuracy(layout, cloud), 0.99);
    EXPECT_GT(trustworthiness(cloud.rows(), layout.xy, 10), 0.98);
}

TEST(Umap, IsTheSameWithAnyNumberOfThreadsAndPausesAndAnotherWithAnotherSeed) {
    const Cloud cloud = patches(9000);
    LayoutSettings settings;
    settings.threads = 1;
    UmapProjector one(cloud.rows(), settings, planeOf(cloud));
    one.advance({}, 20);
    for (const int threads : {2, 4}) {
        settings.threads = threads;
        UmapProjector other(cloud.rows(), settings, planeOf(cloud));
        for (int i = 0; i < 10; ++i) {
            other.advance({}, 2);
            other.loss();
        }
        EXPECT_EQ(other.layout().xy, one.layout().xy) << threads;
        EXPECT_EQ(other.loss(), one.loss());
    }
    settings.seed = 2;
    UmapProjector seeded(cloud.rows(), settings, planeOf(cloud));
    seeded.advance({}, 20);
    EXPECT_NE(seeded.layout().xy, one.layout().xy);
}

TEST(Umap, GoesOnFromAnEarlierLayoutWithoutLeavingIt) {
    if (kThreadsAreWatched) GTEST_SKIP() << "it is about layouts, not threads";
    Cloud cloud = patches(600);
    UmapProjector first(cloud.rows(), {}, planeOf(cloud));
    first.advance({}, first.total());
    const Layout earlier = first.layout();
    const std::vector<float> noise = randomCloud(600, cloud.dimensions).values;
    for (size_t i = 0; i < cloud.values.size(); ++i) cloud.values[i] += 0.05f * noise[i];
    UmapProjector projector(cloud.rows(), {}, earlier);
    EXPECT_EQ(projector.layout().xy, earlier.xy);
    projector.advance({}, projector.total());
    Layout later = projector.layout();
    EXPECT_EQ(later.iteration, 166);
    alignTo(later, earlier);
    double moved = 0, spread = 0;
    for (size_t i = 0; i < later.xy.size(); ++i) {
        moved += std::pow(later.xy[i] - earlier.xy[i], 2);
        spread += std::pow(earlier.xy[i], 2);
    }
    EXPECT_LT(moved, 0.1 * spread);
    EXPECT_GT(umapAccuracy(later, cloud), 0.98);
    Layout other = earlier;
    other.xy.resize(100);
    EXPECT_EQ(codeOf([&] { UmapProjector(cloud.rows(), {}, other); }), "layout.images");
}

TEST(Umap, FewImagesAndImagesInOnePlaceGiveFinitePlaces) {
    Cloud doubled = patches(300);
    for (int64_t i = 1; i < 200; ++i)  // two thirds in one place
        std::copy_n(doubled.values.begin(), doubled.dimensions, doubled.values.begin() + i * doubled.dimensions);
    for (const Cloud& cloud : {patches(3), patches(4), patches(11), doubled}) {
        UmapProjector projector(cloud.rows(), {}, planeOf(cloud));
        EXPECT_EQ(projector.remark().has_value(), cloud.count() < 15);
        projector.advance({}, projector.total());
        const Layout layout = projector.layout();
        EXPECT_EQ(layout.images(), cloud.count());
        EXPECT_EQ(layout.settings.neighbours, std::min<int64_t>(15, cloud.count()));
        EXPECT_TRUE(std::isfinite(projector.loss().value()));
        for (const float value : layout.xy) ASSERT_TRUE(std::isfinite(value)) << cloud.count();
    }
}

TEST(Umap, WhatCannotBeLaidOutIsSaid) {
    Cloud cloud = patches(50);
    const std::vector<float> start = planeOf(cloud);
    cloud.values[3] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(codeOf([&] { UmapProjector(cloud.rows(), {}, start); }), "layout.finite");
}

}  // namespace
}  // namespace zscape
