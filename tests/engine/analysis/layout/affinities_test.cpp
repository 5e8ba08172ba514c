#include "engine/analysis/layout/affinities.h"

#include "tests/engine/analysis/layout/clouds.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace zscape {
namespace {

/// As make_golden.py has them.
std::vector<float> someDistances() {
    std::vector<float> distances;
    for (int j = 1; j < 12; ++j) distances.push_back(static_cast<float>(0.5 + 0.11 * j + 0.7 * ((j * j) % 5)));
    return distances;
}

TEST(Affinities, AreCalibratedAsScikitLearnDoes) {
    const std::vector<float> ofThree{0.2449623f, 0.0000000f, 0.0000000f, 0.0586178f, 0.6033391f, 0.0189142f,
                                     0.0000000f, 0.0000000f, 0.0026554f, 0.0709106f, 0.0006005f};
    const std::vector<float> ofEight{0.1727092f, 0.0202268f, 0.0172704f, 0.1420275f, 0.1953688f, 0.1216707f,
                                     0.0087434f, 0.0072861f, 0.0930185f, 0.1457742f, 0.0759044f};
    for (const auto& [perplexity, golden] : {std::pair{3.0, ofThree}, {8.0, ofEight}}) {
        const std::vector<float> distances = someDistances();
        std::vector<float> weights(distances.size());
        calibrate(distances, perplexity, weights);
        for (size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(weights[i], golden[i], 2e-5) << perplexity << " " << i;
    }
}

TEST(Affinities, OddDistancesGiveWeightsAllTheSame) {
    const auto weightsOf = [](std::vector<float> distances, double perplexity) {
        std::vector<float> weights(distances.size());
        calibrate(distances, perplexity, weights);
        float sum = 0;
        for (const float weight : weights) {
            EXPECT_TRUE(std::isfinite(weight));
            sum += weight;
        }
        EXPECT_NEAR(sum, 1, 1e-5);
        return weights;
    };
    for (const float weight : weightsOf({0, 0, 0, 0}, 2)) EXPECT_EQ(weight, 0.25f) << "all in one place";
    for (const float weight : weightsOf({3, 3, 3, 3}, 2)) EXPECT_EQ(weight, 0.25f);
    EXPECT_NEAR(weightsOf({1, 2}, 1)[0], 1, 1e-3) << "a perplexity of 1 is the nearest alone";
    weightsOf({1e-20f, 1, 1e18f}, 2);
    weightsOf({0, 0, 0, 5, 6}, 2);  // more in one place than the perplexity is
    EXPECT_EQ(weightsOf({4}, 1)[0], 1);
}

TEST(Affinities, AreSymmetricAndAddUpToOne) {
    ThreadTeam team(2);
    const Cloud cloud = patches(1500);
    const Affinities joint = jointProbabilities(nearestNeighbours(cloud.rows(), 30, team), 10, team);
    ASSERT_EQ(joint.rows(), 1500);
    double sum = 0;
    for (int64_t i = 0; i < joint.rows(); ++i) {
        for (int64_t entry = joint.first[static_cast<size_t>(i)]; entry < joint.first[static_cast<size_t>(i) + 1];
             ++entry) {
            const int64_t j = joint.to[static_cast<size_t>(entry)];
            ASSERT_NE(i, j);
            const auto begin = joint.to.begin() + joint.first[static_cast<size_t>(j)];
            const auto end = joint.to.begin() + joint.first[static_cast<size_t>(j) + 1];
            ASSERT_TRUE(std::is_sorted(begin, end));
            const auto back = std::lower_bound(begin, end, static_cast<int32_t>(i));
            ASSERT_TRUE(back != end && *back == i);
            ASSERT_EQ(joint.weight[static_cast<size_t>(back - joint.to.begin())],
                      joint.weight[static_cast<size_t>(entry)]);
            sum += joint.weight[static_cast<size_t>(entry)];
        }
    }
    EXPECT_NEAR(sum, 1, 1e-4);
}

TEST(Affinities, WhatIsKnownOneWayIsMergedByTheRule) {
    // 0 -> 1, 1 -> 0, 2 -> 1.
    const NeighbourTable table{3, 1, {1, 0, 1}, {1, 1, 1}};
    ThreadTeam team(1);
    const Affinities merged =
        symmetric(table, {0.5f, 0.25f, 0.125f}, team, [](float a, float b) { return a + b - a * b; });
    EXPECT_EQ(merged.first, (std::vector<int64_t>{0, 1, 3, 4}));
    EXPECT_EQ(merged.to, (std::vector<int32_t>{1, 0, 2, 1}));
    EXPECT_EQ(merged.weight, (std::vector<float>{0.625f, 0.625f, 0.125f, 0.125f}));
}

TEST(Affinities, FuzzyNeighboursAreThoseOfUmapLearn) {
    Cloud cloud{{}, 2, std::vector<int>(12)};
    for (int i = 0; i < 12; ++i) {
        cloud.values.push_back(static_cast<float>((7 * i) % 12) * 0.25f);
        cloud.values.push_back(static_cast<float>((5 * i * i) % 13) * 0.2f);
    }
    ThreadTeam team(2);
    const Affinities fuzzy = fuzzyNeighbours(nearestNeighbours(cloud.rows(), 4, team), team);  // its 5 count the point
    using Row = std::vector<std::pair<int32_t, float>>;
    const std::vector<std::pair<size_t, Row>> golden{
        {0, {{2, 0.389296f}, {4, 0.832986f}, {9, 1.0f}, {11, 0.218339f}}},
        {3, {{1, 1.0f}, {5, 0.769967f}, {6, 0.233126f}, {8, 1.0f}, {10, 1.0f}}},
        {7, {{2, 1.0f}, {6, 0.555104f}, {8, 0.235487f}, {11, 0.531332f}}}};
    for (const auto& [i, row] : golden) {
        const auto begin = static_cast<size_t>(fuzzy.first[i]);
        ASSERT_EQ(static_cast<size_t>(fuzzy.first[i + 1]) - begin, row.size()) << i;
        for (size_t k = 0; k < row.size(); ++k) {
            EXPECT_EQ(fuzzy.to[begin + k], row[k].first);
            EXPECT_NEAR(fuzzy.weight[begin + k], row[k].second, 1e-4) << i << " " << row[k].first;
        }
    }
}

TEST(Affinities, InOnePlaceAllAreNeighboursToTheFull) {
    Cloud cloud = randomCloud(60, 3);
    std::fill_n(cloud.values.begin(), 90, 2.0f);
    ThreadTeam team(1);
    const Affinities fuzzy = fuzzyNeighbours(nearestNeighbours(cloud.rows(), 5, team), team);
    for (int64_t entry = 0; entry < fuzzy.first[30]; ++entry) EXPECT_EQ(fuzzy.weight[static_cast<size_t>(entry)], 1);
    for (const float weight : fuzzy.weight) EXPECT_TRUE(weight >= 0 && weight <= 1);
}

}  // namespace
}  // namespace zscape
