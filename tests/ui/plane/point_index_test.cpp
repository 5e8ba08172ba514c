#include "ui/plane/point_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace zscape {
namespace {

PointCloud randomCloud(int64_t count, unsigned seed) {
    PointCloud cloud;
    cloud.reset(count);
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    for (int64_t image = 0; image < count; ++image) {
        // A few lie far outside the bulk, some have no place.
        const float reach = image % 50 == 0 ? 30.0F : 1.0F;
        if (image % 7 != 3) cloud.place(image, reach * normal(generator), reach * normal(generator));
        cloud.setGroup(image, static_cast<uint16_t>(image % 3));
    }
    return cloud;
}

int64_t bruteForce(const PointCloud& cloud, QPointF at, double radius, int hiddenGroup) {
    double best = radius;
    int64_t found = -1;
    for (int64_t image = 0; image < cloud.count(); ++image) {
        if (!cloud.isPlaced(image) || cloud.groupOf(image) == hiddenGroup) continue;
        const QPointF off = cloud.positionOf(image) - at;
        const double distance = std::hypot(off.x(), off.y());
        if (distance <= best) {
            best = distance;
            found = image;
        }
    }
    return found;
}

TEST(PointIndex, FindsWhatEveryPointTriedFinds) {
    const PointCloud cloud = randomCloud(4000, 5);
    PointIndex index;
    index.build(cloud);
    std::mt19937 generator(9);
    std::uniform_real_distribution<double> place(-4, 4), reach(0.001, 0.6);
    int hits = 0;
    for (int query = 0; query < 3000; ++query) {
        const double far = query % 10 == 0 ? 15 : 1;
        const QPointF at(far * place(generator), far * place(generator));
        const double radius = far * reach(generator);
        const int64_t found = index.nearest(cloud, at, radius, {});
        EXPECT_EQ(found, bruteForce(cloud, at, radius, -1));
        hits += found >= 0;
    }
    EXPECT_GT(hits, 300);
}

TEST(PointIndex, LeavesHiddenGroupsOut) {
    const PointCloud cloud = randomCloud(2000, 6);
    PointIndex index;
    index.build(cloud);
    std::mt19937 generator(10);
    std::uniform_real_distribution<double> place(-2, 2);
    for (int query = 0; query < 500; ++query) {
        const QPointF at(place(generator), place(generator));
        EXPECT_EQ(index.nearest(cloud, at, 0.3, {0, 1, 0, 0}), bruteForce(cloud, at, 0.3, 1));
    }
}

TEST(PointIndex, WhereAllCoincideTheTopmostIsFoundAndNoneIsAskedForAllOthers) {
    constexpr int64_t kPoints = 200'000;
    PointCloud cloud;
    cloud.reset(kPoints);
    for (int64_t image = 0; image < kPoints; ++image) {
        cloud.place(image, 0.25F, image % 1000 == 0 ? 0.5F : -1);
        cloud.setGroup(image, static_cast<uint16_t>(image % 3));
    }
    PointIndex index;
    index.build(cloud);
    const auto topmost = [&](float y, int hidden) {
        for (int64_t slot = kPoints - 1; slot >= 0; --slot)
            if (cloud.y()[slot] == y && cloud.group()[slot] != hidden) return cloud.imageOf(slot);
        return int64_t{-1};
    };
    const int64_t all = topmost(-1, -1), withoutOne = topmost(-1, 1), few = topmost(0.5F, -1);
    // As many looks as points: read through for each, they would take minutes.
    for (int64_t look = 0; look < kPoints; ++look) ASSERT_EQ(index.nearest(cloud, {0.25, -1.001}, 0.01, {}), all);
    EXPECT_EQ(index.nearest(cloud, {0.25, -1}, 0.01, {0, 1, 0, 0}), withoutOne);
    EXPECT_EQ(index.nearest(cloud, {0.25, 0.5}, 0.01, {}), few);
}

TEST(PointIndex, TheNearestFewAreThoseThatEveryPointTriedFinds) {
    const PointCloud cloud = randomCloud(4000, 7);
    PointIndex index;
    index.build(cloud);
    std::mt19937 generator(11);
    std::uniform_real_distribution<double> place(-4, 4);
    for (int query = 0; query < 400; ++query) {
        const double far = query % 10 == 0 ? 40 : 1;  // outside the grid, too
        const QPointF at(far * place(generator), far * place(generator));
        const int hiddenGroup = query % 3 == 0 ? 1 : -1;
        std::vector<std::pair<double, int64_t>> all;
        for (int64_t image = 0; image < cloud.count(); ++image) {
            if (!cloud.isPlaced(image) || cloud.groupOf(image) == hiddenGroup) continue;
            const QPointF off = cloud.positionOf(image) - at;
            all.emplace_back(std::hypot(off.x(), off.y()), image);
        }
        std::sort(all.begin(), all.end());
        const std::vector<int64_t> found =
            index.nearestFew(cloud, at, 6, hiddenGroup < 0 ? std::vector<uint8_t>{} : std::vector<uint8_t>{0, 1, 0, 0});
        ASSERT_EQ(found.size(), 6U);
        for (size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], all[i].second) << "query " << query;
    }
}

TEST(PointIndex, WhatLiesWithinAPartIsWhatEveryPointTriedSays) {
    const PointCloud cloud = randomCloud(4000, 12);
    PointIndex index;
    index.build(cloud);
    std::mt19937 generator(13);
    std::uniform_real_distribution<double> place(-3, 3), size(0.05, 1.5);
    int met = 0;
    for (int query = 0; query < 300; ++query) {
        const double far = query % 10 == 0 ? 20 : 1;
        const QRectF part(far * place(generator), far * place(generator), far * size(generator), far * size(generator));
        std::vector<uint32_t> expected;
        for (int64_t slot = 0; slot < cloud.count(); ++slot)
            if (cloud.group()[slot] != 1 && !std::isnan(cloud.x()[slot]) &&
                part.contains(QPointF(cloud.x()[slot], cloud.y()[slot])))
                expected.push_back(static_cast<uint32_t>(slot));
        const auto found = index.within(cloud, part, 4000, {0, 1, 0, 0});
        ASSERT_TRUE(found);
        EXPECT_EQ(*found, expected);
        met += static_cast<int>(expected.size());
        if (expected.size() > 3) {
            EXPECT_FALSE(index.within(cloud, part, expected.size() - 1, {0, 1, 0, 0}));
        }
    }
    EXPECT_GT(met, 1000);
}

TEST(PointIndex, FewerThanAskedForWhereThereAreNoMore) {
    PointCloud cloud;
    cloud.reset(5);
    PointIndex index;
    index.build(cloud);
    EXPECT_TRUE(index.nearestFew(cloud, {0, 0}, 3, {}).empty());
    cloud.place(4, 2, 2);
    cloud.place(1, 2, 5);  // in one column
    index.build(cloud);
    EXPECT_EQ(index.nearestFew(cloud, {0, 4}, 3, {}), (std::vector<int64_t>{1, 4}));
    EXPECT_EQ(index.nearestFew(cloud, {2, 2}, 1, {}), (std::vector<int64_t>{4}));
}

TEST(PointIndex, EmptyAndSinglePoint) {
    PointCloud cloud;
    PointIndex index;
    index.build(cloud);
    EXPECT_EQ(index.nearest(cloud, {0, 0}, 10, {}), -1);
    cloud.reset(5);
    cloud.place(4, 2, 2);
    index.build(cloud);
    EXPECT_EQ(index.nearest(cloud, {2.1, 2}, 0.2, {}), 4);
    EXPECT_EQ(index.nearest(cloud, {2.3, 2}, 0.2, {}), -1);
}

}  // namespace
}  // namespace zscape
