#include "engine/analysis/layout/stepped_projector.h"

#include "engine/analysis/layout/tsne.h"
#include "engine/analysis/layout/umap.h"
#include "tests/engine/analysis/layout/clouds.h"
#include "tests/engine/code_of.h"

#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

/// What t-SNE and UMAP have in common.
template <typename Kind>
class SteppedProjectorTest : public testing::Test {
protected:
    static std::vector<float> start(const Cloud& cloud) { return axesLayout(cloud.rows(), {}).xy; }
};

using Kinds = testing::Types<TsneProjector, UmapProjector>;
TYPED_TEST_SUITE(SteppedProjectorTest, Kinds);

TYPED_TEST(SteppedProjectorTest, StopsAndGoesOnAndTakesMore) {
    const Cloud cloud = patches(200);
    LayoutSettings settings;
    settings.iterations = 60;
    TypeParam projector(cloud.rows(), settings, this->start(cloud));
    EXPECT_EQ(projector.total(), 60);
    std::stop_source source;
    source.request_stop();
    projector.advance(source.get_token(), 10);
    EXPECT_EQ(projector.iteration(), 0);
    projector.advance({}, 10);
    EXPECT_EQ(projector.iteration(), 10);
    projector.advance({}, 10'000);
    EXPECT_EQ(projector.iteration(), 60);
    projector.extend(25);
    EXPECT_EQ(projector.total(), 85);
    projector.advance({}, 10'000);
    EXPECT_EQ(projector.iteration(), 85);
    EXPECT_EQ(projector.layout().iteration, 85);
}

TYPED_TEST(SteppedProjectorTest, AnotherNumberOfThreadsOnTheWayChangesNothing) {
    const Cloud cloud = patches(kThreadsAreWatched ? 800 : 3000);
    LayoutSettings settings;
    settings.threads = 2;
    settings.iterations = 60;
    TypeParam same(cloud.rows(), settings, this->start(cloud)), other(cloud.rows(), settings, this->start(cloud));
    same.advance({}, 60);
    for (const int threads : {1, 3, 2, 0, 1, 4}) {
        other.useThreads(threads);
        other.advance({}, 10);
    }
    EXPECT_EQ(other.layout().xy, same.layout().xy);
    EXPECT_EQ(other.loss(), same.loss());
}

TYPED_TEST(SteppedProjectorTest, AnEarlierLayoutIsGoneOnFromForNoMoreIterationsThanWereAskedFor) {
    const Cloud cloud = patches(100);
    TypeParam first(cloud.rows(), {}, this->start(cloud));
    LayoutSettings settings;
    settings.iterations = 9;
    TypeParam next(cloud.rows(), settings, first.layout());
    EXPECT_LE(next.total(), 9);
    EXPECT_GT(next.total(), 0);
    EXPECT_EQ(next.layout().xy, first.layout().xy);
}

TYPED_TEST(SteppedProjectorTest, SettingsOutOfRangeAreSaid) {
    const Cloud cloud = patches(50);
    const auto codeWith = [&](const auto& change) {
        LayoutSettings settings;
        change(settings);
        return codeOf([&] { TypeParam(cloud.rows(), settings, this->start(cloud)); });
    };
    const double kNot = std::numeric_limits<double>::quiet_NaN();
    for (const int iterations : {-1, 100'001})
        EXPECT_EQ(codeWith([&](LayoutSettings& settings) { settings.iterations = iterations; }), "setting.iterations");
    for (const double exaggeration : {0.5, 101.0, kNot})
        EXPECT_EQ(codeWith([&](LayoutSettings& settings) { settings.exaggeration = exaggeration; }),
                  "setting.exaggeration");
    for (const int exaggerated : {-1, 10'001})
        EXPECT_EQ(codeWith([&](LayoutSettings& settings) { settings.exaggerated = exaggerated; }),
                  "setting.exaggerated");
    for (const double perplexity : {0.0, 1e9, kNot})
        EXPECT_EQ(codeWith([&](LayoutSettings& settings) { settings.perplexity = perplexity; }), "setting.perplexity");
    for (const int neighbours : {1, 10'001})
        EXPECT_EQ(codeWith([&](LayoutSettings& settings) { settings.neighbours = neighbours; }), "setting.neighbours");
    for (const double distance : {-0.1, 1.5, kNot})
        EXPECT_EQ(codeWith([&](LayoutSettings& settings) { settings.minDistance = distance; }), "setting.min-distance");
}

TEST(TsneSettings, ExaggerationAndItsIterationsAreWhatWasAskedFor) {
    const Cloud cloud = patches(300);
    const std::vector<float> start = axesLayout(cloud.rows(), {}).xy;
    const auto after = [&](int exaggerated, double exaggeration) {
        LayoutSettings settings;
        settings.exaggerated = exaggerated;
        settings.exaggeration = exaggeration;
        TsneProjector projector(cloud.rows(), settings, start);
        EXPECT_EQ(projector.total(), exaggerated + 500);
        projector.advance({}, 40);
        return projector.layout().xy;
    };
    EXPECT_EQ(after(250, 12), after(100, 12)) << "forty iterations are of the first phase in both";
    EXPECT_NE(after(250, 12), after(30, 12));
    EXPECT_NE(after(250, 12), after(250, 4));
}

}  // namespace
}  // namespace zscape
