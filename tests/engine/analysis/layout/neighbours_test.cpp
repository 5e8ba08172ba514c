#include "engine/analysis/layout/neighbours.h"

#include "engine/core/error.h"
#include "tests/engine/analysis/layout/clouds.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <tuple>

namespace zscape {
namespace {

std::vector<std::pair<double, int32_t>> slowNeighbours(const CodeRows& points, int64_t of) {
    std::vector<std::pair<double, int32_t>> others;
    for (int64_t j = 0; j < points.rows; ++j) {
        if (j == of) continue;
        double sum = 0;
        for (int64_t d = 0; d < points.dimensions; ++d)
            sum += std::pow(double{points.row(of)[d]} - double{points.row(j)[d]}, 2);
        others.emplace_back(std::sqrt(sum), static_cast<int32_t>(j));
    }
    std::sort(others.begin(), others.end());
    return others;
}

TEST(Neighbours, AreThoseOfComparingAllWithAll) {
    ThreadTeam team(2);
    // One cluster and many; few and many dimensions; far from the origin.
    Cloud far = patches(3000);
    for (float& value : far.values) value += 30;
    for (const Cloud& cloud : {randomCloud(3, 2), randomCloud(500, 7), randomCloud(2000, 2), patches(5000), far}) {
        const int each = static_cast<int>(std::min<int64_t>(20, cloud.count() - 1));
        const NeighbourTable table = nearestNeighbours(cloud.rows(), each, team);
        for (int64_t i = 0; i < cloud.count(); i += std::max<int64_t>(1, cloud.count() / 50)) {
            const auto slow = slowNeighbours(cloud.rows(), i);
            for (size_t k = 0; k < static_cast<size_t>(each); ++k) {
                ASSERT_NEAR(table.distances(i)[k], slow[k].first, 1e-4 * (1 + slow[k].first)) << i << " " << k;
                ASSERT_NE(table.indices(i)[k], i);
            }
        }
    }
}

TEST(Neighbours, AreTheSameWithAnyNumberOfThreads) {
    const Cloud cloud = patches(4000);
    ThreadTeam one(1), three(3);
    for (const int64_t exactUpTo : {0, 10'000}) {
        const NeighbourTable a = nearestNeighbours(cloud.rows(), 15, one, {}, {}, exactUpTo);
        const NeighbourTable b = nearestNeighbours(cloud.rows(), 15, three, {}, {}, exactUpTo);
        EXPECT_EQ(a.index, b.index);
        EXPECT_EQ(a.distance, b.distance);
    }
}

TEST(Neighbours, OfManyPointsNearlyAllAreFound) {
    ThreadTeam team(2);
    const Cloud cloud = randomCloud(20'000, 10);  // no clusters: the hardest
    const NeighbourTable table = nearestNeighbours(cloud.rows(), 15, team, {}, {}, 0);
    int64_t found = 0, wanted = 0;
    for (int64_t i = 0; i < cloud.count(); i += 400) {
        const auto slow = slowNeighbours(cloud.rows(), i);
        for (size_t k = 0; k < 15; ++k, ++wanted) {
            const auto indices = table.indices(i);
            if (std::find(indices.begin(), indices.end(), slow[k].second) != indices.end()) ++found;
        }
    }
    EXPECT_GT(static_cast<double>(found), 0.9 * static_cast<double>(wanted));
}

TEST(Neighbours, EqualPointsHaveEachOther) {
    ThreadTeam team(2);
    Cloud cloud = randomCloud(2000, 3);
    for (size_t i = 0; i < 900; ++i) cloud.values[i] = 1;  // 300 in one place
    const NeighbourTable table = nearestNeighbours(cloud.rows(), 10, team);
    for (int64_t i = 0; i < 300; ++i)
        for (const float distance : table.distances(i)) EXPECT_EQ(distance, 0);
}

TEST(Neighbours, CanBeStopped) {
    ThreadTeam team(2);
    std::stop_source source;
    source.request_stop();
    const Cloud cloud = patches(3000);
    EXPECT_THROW(nearestNeighbours(cloud.rows(), 5, team, source.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
