#include "engine/analysis/k_means_start.h"

#include "engine/core/error.h"
#include "tests/engine/analysis/clouds_of_codes.h"

#include <array>
#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(KMeansStart, DrawsByTheSquaredDistanceFromThoseChosen) {
    // From 0 the other three are 1, 2 and 4 away, from each of the others so far as the line says.
    const std::vector<float> line{0, 1, 2, 4};
    ThreadTeam team(1);
    std::mt19937_64 random(1);
    std::array<std::array<int, 4>, 4> drawn{};
    constexpr int kDraws = 40'000;
    const auto place = [&](float value) {
        return static_cast<size_t>(std::find(line.begin(), line.end(), value) - line.begin());
    };
    for (int i = 0; i < kDraws; ++i) {
        const Centres two = spreadPoints({line, 4, 1}, 2, random, team, {});
        ++drawn[place(two.values[0])][place(two.values[1])];
    }
    for (size_t first = 0; first < 4; ++first) {
        double all = 0;
        for (const float value : line) all += (value - line[first]) * (value - line[first]);
        for (size_t second = 0; second < 4; ++second) {
            const double share = (line[second] - line[first]) * (line[second] - line[first]) / all / 4;
            EXPECT_NEAR(drawn[first][second] / double{kDraws}, share, 0.01) << first << " " << second;
        }
    }
}

TEST(KMeansStart, OfPointsThatAreAllAlikeAnyAreTaken) {
    const std::vector<float> alike(20, 3.5f);
    ThreadTeam team(1);
    std::mt19937_64 random(1);
    const Centres centres = spreadPoints({alike, 10, 2}, 4, random, team, {});
    EXPECT_EQ(centres.count, 4);
    EXPECT_EQ(centres.values, std::vector<float>(8, 3.5f));
}

TEST(KMeansStart, IsTheSameWithAnyNumberOfThreadsAndCanBeStopped) {
    const CodeClouds clouds = fourClouds(30'000);
    ThreadTeam one(1), three(3);
    std::mt19937_64 random(5), same(5);
    EXPECT_EQ(spreadPoints(clouds.rows(), 20, random, one, {}).values,
              spreadPoints(clouds.rows(), 20, same, three, {}).values);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(spreadPoints(clouds.rows(), 20, random, one, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
