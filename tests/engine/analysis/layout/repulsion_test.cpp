#include "engine/analysis/layout/repulsion.h"

#include "tests/engine/analysis/layout/clouds.h"

#include <cmath>
#include <gtest/gtest.h>

namespace zscape {
namespace {

struct Exact {
    std::vector<double> force;
    double pairs = 0;
};

Exact exactRepulsion(const std::vector<float>& xy) {
    Exact exact{std::vector<double>(xy.size()), 0};
    for (size_t i = 0; i < xy.size(); i += 2)
        for (size_t j = 0; j < xy.size(); j += 2) {
            if (i == j) continue;
            const double dx = double{xy[i]} - double{xy[j]}, dy = double{xy[i + 1]} - double{xy[j + 1]};
            const double near = 1 / (1 + dx * dx + dy * dy);
            exact.pairs += near;
            exact.force[i] += near * near * dx;
            exact.force[i + 1] += near * near * dy;
        }
    return exact;
}

double relativeError(const std::vector<float>& found, const std::vector<double>& exact) {
    double error = 0, size = 0;
    for (size_t i = 0; i < exact.size(); ++i) {
        error += std::pow(found[i] - exact[i], 2);
        size += exact[i] * exact[i];
    }
    return std::sqrt(error / size);
}

TEST(Repulsion, IsThatOfAllPairs) {
    ThreadTeam team(2);
    // All pairs of few are summed up.
    std::vector<float> few = randomCloud(200, 2).values, forceOfFew;
    const Exact exactOfFew = exactRepulsion(few);
    EXPECT_NEAR(Repulsion(team)(few, forceOfFew) / exactOfFew.pairs, 1, 1e-6);
    EXPECT_LT(relativeError(forceOfFew, exactOfFew.force), 1e-6);
    // From the start of a layout, where all lies in one place, to its end: 0.4 points a unit of area, and 3.
    const std::vector<std::pair<float, double>> cases{{1e-4f, 1e-6}, {0.1f, 1e-6}, {1, 1e-5}, {5, 5e-3}, {13, 0.015}};
    for (const auto& [deviation, tolerance] : cases) {
        std::vector<float> xy = randomCloud(3000, 2).values, force;
        for (float& value : xy) value *= deviation;
        const Exact exact = exactRepulsion(xy);
        const double pairs = Repulsion(team)(xy, force);
        EXPECT_LT(relativeError(force, exact.force), tolerance) << deviation;
        EXPECT_NEAR(pairs / exact.pairs, 1, tolerance / 5 + 1e-6) << deviation;
    }
}

TEST(Repulsion, AGridThatIsKeptServesAsWellAsANewOne) {
    if (kThreadsAreWatched) GTEST_SKIP() << "it is about layouts, not threads";
    ThreadTeam team(2);
    Repulsion kept(team);
    std::vector<float> xy = randomCloud(2000, 2).values, force;
    for (int round = 0; round < 12; ++round) {
        for (float& value : xy) value *= 1.35f;
        const double pairs = kept(xy, force);
        const Exact exact = exactRepulsion(xy);
        EXPECT_LT(relativeError(force, exact.force), 0.02) << round;
        EXPECT_NEAR(pairs / exact.pairs, 1, 0.01) << round;
    }
}

TEST(Repulsion, APointThatFledMakesTheGridCoarserAndNotLarger) {
    if (kThreadsAreWatched) GTEST_SKIP() << "it is about layouts, not threads";
    ThreadTeam team(2);
    std::vector<float> xy = randomCloud(1500, 2).values, force;
    xy[0] = 1e6f;
    const double pairs = Repulsion(team)(xy, force);
    EXPECT_TRUE(std::isfinite(pairs));
    for (const float value : force) EXPECT_TRUE(std::isfinite(value));
}

TEST(Repulsion, AllInOnePlaceRepelNothing) {
    ThreadTeam team(2);
    std::vector<float> xy(4000, 0.0f), force;
    EXPECT_NEAR(Repulsion(team)(xy, force), 2000.0 * 1999, 400);
    for (const float value : force) EXPECT_EQ(value, 0);
}

TEST(Repulsion, IsTheSameWithAnyNumberOfThreads) {
    std::vector<float> xy = randomCloud(20'000, 2).values, a, b;
    for (float& value : xy) value *= 20;
    ThreadTeam one(1), four(4);
    EXPECT_EQ(Repulsion(one)(xy, a), Repulsion(four)(xy, b));
    EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace zscape
