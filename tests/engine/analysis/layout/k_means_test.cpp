#include "engine/analysis/layout/k_means.h"

#include "engine/core/error.h"
#include "tests/engine/analysis/layout/clouds.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

double squaredApart(const float* a, const float* b, int64_t dimensions) {
    double sum = 0;
    for (int64_t d = 0; d < dimensions; ++d) sum += (double{a[d]} - b[d]) * (double{a[d]} - b[d]);
    return sum;
}

/// Every so manieth point is a centre.
Centres someOf(const Cloud& cloud, int64_t count) {
    Centres centres{count, {}};
    for (int64_t c = 0; c < count; ++c) {
        const float* point = cloud.rows().row(c * cloud.count() / count);
        centres.values.insert(centres.values.end(), point, point + cloud.dimensions);
    }
    return centres;
}

TEST(KMeansRound, FindsTheNearestCentres) {
    ThreadTeam team(2);
    for (const int64_t clusters : {1, 5, 70}) {
        for (const int64_t stride : {1, 7}) {
            const Cloud cloud = randomCloud(3000, 5);
            const Centres centres = someOf(cloud, clusters);
            Nearest nearest;
            findNearest(cloud.rows(), stride, centres, team, {}, nearest);
            ASSERT_EQ(std::ssize(nearest.centre), (3000 + stride - 1) / stride);
            for (size_t i = 0; i < nearest.centre.size(); ++i) {
                const float* point = cloud.rows().row(static_cast<int64_t>(i) * stride);
                double least = 1e30;
                for (int64_t c = 0; c < clusters; ++c)
                    least = std::min(least, squaredApart(point, centres.values.data() + c * 5, 5));
                EXPECT_NEAR(nearest.squared[i], least, 1e-4 * (1 + least));
                EXPECT_NEAR(squaredApart(point, centres.values.data() + nearest.centre[i] * 5, 5), least,
                            1e-4 * (1 + least));
            }
        }
    }
}

TEST(KMeansRound, CentresMoveToTheMeansOfTheirPoints) {
    ThreadTeam team(2);
    const Cloud cloud = randomCloud(70'000, 3);  // more than are summed at once
    Centres centres = someOf(cloud, 4);
    centres.count = 5;
    centres.values.insert(centres.values.end(), {1e6f, 1e6f, 1e6f});
    Nearest nearest;
    findNearest(cloud.rows(), 1, centres, team, {}, nearest);
    const std::vector<int64_t> members = moveToMeans(cloud.rows(), 1, nearest, team, centres);
    for (int32_t c = 0; c < 4; ++c) {
        double sum = 0;
        int64_t count = 0;
        for (size_t i = 0; i < nearest.centre.size(); ++i) {
            if (nearest.centre[i] != c) continue;
            ++count;
            sum += cloud.values[3 * i + 1];
        }
        EXPECT_EQ(members[static_cast<size_t>(c)], count);
        EXPECT_NEAR(centres.values[3 * static_cast<size_t>(c) + 1], sum / static_cast<double>(count), 1e-6);
    }
    EXPECT_EQ(members[4], 0);
    EXPECT_EQ(centres.values[12], 1e6f) << "where nobody is nearest it stays";
}

TEST(KMeansRound, CanBeStopped) {
    ThreadTeam team(2);
    const Cloud cloud = randomCloud(5000, 3);
    std::stop_source stop;
    stop.request_stop();
    Nearest nearest;
    EXPECT_THROW(findNearest(cloud.rows(), 1, someOf(cloud, 4), team, stop.get_token(), nearest), Cancelled);
}

}  // namespace
}  // namespace zscape
