#include "engine/analysis/layout/tsne.h"

#include "engine/analysis/layout/affinities.h"
#include "engine/analysis/layout/layout_quality.h"
#include "tests/engine/analysis/layout/clouds.h"
#include "tests/engine/analysis/layout/trustworthiness.h"
#include "tests/engine/code_of.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

/// Two dimensions of the codes: a worse start than principal components.
std::vector<float> startOf(const Cloud& cloud) { return axesLayout(cloud.rows(), {}).xy; }

Layout finished(const Cloud& cloud, const LayoutSettings& settings = {}) {
    TsneProjector projector(cloud.rows(), settings, startOf(cloud));
    projector.advance({}, projector.total());
    return projector.layout();
}

double accuracyOf(const Layout& layout, const Cloud& cloud) {
    ThreadTeam team(2);
    return neighbourAccuracy(layout.xy, cloud.classes, 10, team).value();
}

TEST(Tsne, ShowsPatchesApartAndUnrolled) {
    if (kThreadsAreWatched) GTEST_SKIP() << "it is about layouts, not threads";
    const Cloud cloud = patches(1500);
    const Layout layout = finished(cloud);
    EXPECT_EQ(layout.settings.kind, LayoutKind::Tsne);
    EXPECT_EQ(layout.decodable, Decodable::ByNeighbours);
    EXPECT_EQ(layout.iteration, 750);
    EXPECT_GT(accuracyOf(layout, cloud), 0.99);
    EXPECT_GT(trustworthiness(cloud.rows(), layout.xy, 10), 0.99);
    Layout start;
    start.xy = startOf(cloud);
    EXPECT_LT(accuracyOf(start, cloud), 0.8) << "or the set is too easy to show anything";
    EXPECT_LT(trustworthiness(cloud.rows(), start.xy, 10), 0.9);
}

TEST(Tsne, LossIsTheDivergenceOfAllPairsAndFalls) {
    // Few enough that P is over all others: then KL can be had from its definition.
    const Cloud cloud = patches(60);
    LayoutSettings settings;
    settings.perplexity = 19.7;
    TsneProjector projector(cloud.rows(), settings, startOf(cloud));
    double before = std::numeric_limits<double>::infinity();
    for (const int64_t iterations : {250, 100, 400}) {
        projector.advance({}, iterations);
        ASSERT_LT(projector.loss().value(), before);
        before = projector.loss().value();
    }
    const std::vector<float> xy = projector.layout().xy;
    const auto rows = cloud.rows();
    std::vector<double> p(60 * 60), q(60 * 60);
    double sum = 0;
    for (int64_t i = 0; i < 60; ++i) {
        std::vector<float> distances, weights(59);
        for (int64_t j = 0; j < 60; ++j) {
            double square = 0;
            for (int64_t d = 0; d < rows.dimensions; ++d) square += std::pow(rows.row(i)[d] - rows.row(j)[d], 2);
            if (i != j) distances.push_back(static_cast<float>(std::sqrt(square)));
        }
        calibrate(distances, 19.66666, weights);
        for (int64_t j = 0, k = 0; j < 60; ++j) {
            if (i == j) continue;
            const double weight = weights[static_cast<size_t>(k++)] / 120;
            p[static_cast<size_t>(i * 60 + j)] += weight;
            p[static_cast<size_t>(j * 60 + i)] += weight;
            const auto a = static_cast<size_t>(2 * i), b = static_cast<size_t>(2 * j);
            q[static_cast<size_t>(i * 60 + j)] =
                1 / (1 + std::pow(xy[a] - xy[b], 2) + std::pow(xy[a + 1] - xy[b + 1], 2));
            sum += q[static_cast<size_t>(i * 60 + j)];
        }
    }
    double divergence = 0;
    for (size_t i = 0; i < p.size(); ++i)
        if (p[i] > 0) divergence += p[i] * std::log(p[i] / (q[i] / sum));
    EXPECT_NEAR(projector.loss().value(), divergence, 2e-3 * (1 + divergence));
}

TEST(Tsne, IsTheSameWithAnyNumberOfThreadsAndPauses) {
    const Cloud cloud = patches(1200);
    LayoutSettings settings;
    settings.threads = 1;
    TsneProjector one(cloud.rows(), settings, startOf(cloud));
    constexpr int kPauses = kThreadsAreWatched ? 6 : 60;
    one.advance({}, 5 * kPauses);
    for (const int threads : {2, 4}) {
        settings.threads = threads;
        TsneProjector other(cloud.rows(), settings, startOf(cloud));
        for (int i = 0; i < kPauses; ++i) {
            other.advance({}, 5);
            other.loss();
        }
        EXPECT_EQ(other.layout().xy, one.layout().xy) << threads;
    }
}

TEST(Tsne, GoesOnFromAnEarlierLayoutWithoutLeavingIt) {
    if (kThreadsAreWatched) GTEST_SKIP() << "it is about layouts, not threads";
    Cloud cloud = patches(600);
    const Layout earlier = finished(cloud);
    const std::vector<float> noise = randomCloud(600, cloud.dimensions).values;
    for (size_t i = 0; i < cloud.values.size(); ++i) cloud.values[i] += 0.05f * noise[i];
    TsneProjector projector(cloud.rows(), {}, earlier);
    EXPECT_EQ(projector.layout().xy, earlier.xy);
    EXPECT_EQ(projector.total(), 250);
    projector.advance({}, 250);
    Layout later = projector.layout();
    alignTo(later, earlier);
    double moved = 0, spread = 0;
    for (size_t i = 0; i < later.xy.size(); ++i) {
        moved += std::pow(later.xy[i] - earlier.xy[i], 2);
        spread += std::pow(earlier.xy[i], 2);
    }
    EXPECT_LT(moved, 0.1 * spread);
    EXPECT_GT(accuracyOf(later, cloud), 0.98);
    Layout other = earlier;
    other.xy.resize(100);
    EXPECT_EQ(codeOf([&] { TsneProjector(cloud.rows(), {}, other); }), "layout.images");
}

TEST(Tsne, APerplexityThatIsTooLargeIsSaid) {
    const Cloud cloud = patches(31);
    const TsneProjector projector(cloud.rows(), {}, startOf(cloud));
    ASSERT_TRUE(projector.remark());
    EXPECT_EQ(projector.remark()->sentence(), "A perplexity of 30 needs more than 31 images; 10 is used.");
    EXPECT_EQ(projector.layout().settings.perplexity, 10);
    const Cloud more = patches(91);
    EXPECT_FALSE(TsneProjector(more.rows(), {}, startOf(more)).remark());
}

TEST(Tsne, FewImagesAndImagesInOnePlaceGiveFinitePlaces) {
    Cloud doubled = patches(300);
    for (int64_t i = 1; i < 200; ++i)  // two thirds in one place
        std::copy_n(doubled.values.begin(), doubled.dimensions, doubled.values.begin() + i * doubled.dimensions);
    for (const Cloud& cloud : {patches(3), patches(4), patches(11), doubled}) {
        const Layout layout = finished(cloud);
        EXPECT_EQ(layout.images(), cloud.count());
        for (const float value : layout.xy) ASSERT_TRUE(std::isfinite(value)) << cloud.count();
    }
}

TEST(Tsne, WhatCannotBeLaidOutIsSaid) {
    Cloud cloud = patches(50);
    const std::vector<float> start = startOf(cloud);
    cloud.values[3] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(codeOf([&] { TsneProjector(cloud.rows(), {}, start); }), "layout.finite");
    const std::vector<float> none;
    EXPECT_EQ(codeOf([&] { TsneProjector({none, 2, 0}, {}, none); }), "layout.few");
}

}  // namespace
}  // namespace zscape
