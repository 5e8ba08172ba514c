#include "ui/plane/point_cloud.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace zscape {
namespace {

TEST(PointCloud, SlotsAreAPermutationOfTheImages) {
    for (const int64_t count : {0, 1, 60, 61, 62, 1000, 12345}) {
        PointCloud cloud;
        cloud.reset(count);
        std::set<int64_t> seen;
        for (int64_t slot = 0; slot < count; ++slot) {
            seen.insert(cloud.imageOf(slot));
            EXPECT_EQ(cloud.slotOf(cloud.imageOf(slot)), slot);
        }
        EXPECT_EQ(static_cast<int64_t>(seen.size()), count);
    }
}

TEST(PointCloud, DrawingOrderMixesClassesThatComeOneAfterTheOther) {
    PointCloud cloud;
    cloud.reset(10000);  // labels would be image / 1000
    for (int64_t begin = 0; begin + 100 <= 10000; begin += 100) {
        std::set<int64_t> classes;
        for (int64_t slot = begin; slot < begin + 100; ++slot) classes.insert(cloud.imageOf(slot) / 1000);
        EXPECT_EQ(classes.size(), 10U) << "slots from " << begin;
    }
}

TEST(PointCloud, AFirstPlaceIsFreshUntilSettled) {
    PointCloud cloud;
    cloud.reset(3);
    EXPECT_FALSE(cloud.isPlaced(1));
    cloud.place(1, 2, 3);
    EXPECT_TRUE(cloud.isPlaced(1));
    EXPECT_EQ(cloud.placed(), 1);
    EXPECT_TRUE(cloud.hasFresh());
    EXPECT_EQ(cloud.fresh()[cloud.slotOf(1)], 1);
    cloud.settle();
    cloud.place(1, 4, 5);
    EXPECT_FALSE(cloud.hasFresh());
    EXPECT_EQ(cloud.placed(), 1);
    EXPECT_EQ(cloud.positionOf(1), QPointF(4, 5));
}

TEST(PointCloud, ACodeThatIsNotFiniteHasNoPlace) {
    PointCloud cloud;
    cloud.reset(2);
    cloud.place(0, std::numeric_limits<float>::infinity(), 0);
    EXPECT_FALSE(cloud.isPlaced(0));
    EXPECT_EQ(cloud.placed(), 0);
    cloud.place(1, 1, 1);
    cloud.place(1, std::nanf(""), 1);
    EXPECT_FALSE(cloud.isPlaced(1));
    EXPECT_EQ(cloud.placed(), 0);
}

TEST(PointCloud, MediansAndSizesOfGroups) {
    PointCloud cloud;
    cloud.reset(7);
    for (int64_t image = 0; image < 5; ++image) {
        cloud.place(image, static_cast<float>(image), static_cast<float>(10 * image));
        cloud.setGroup(image, 0);
    }
    cloud.place(5, 100, 100);  // unlabelled
    const auto medians = cloud.medians(2);
    ASSERT_TRUE(medians[0].has_value());
    EXPECT_EQ(*medians[0], QPointF(2, 20));
    EXPECT_FALSE(medians[1].has_value());
    EXPECT_EQ(cloud.sizes(2), (std::vector<int64_t>{5, 0, 1}));
}

TEST(PointCloud, TheBulkLeavesExtremesOut) {
    PointCloud cloud;
    EXPECT_FALSE(cloud.bulk().has_value());
    cloud.reset(1000);
    for (int64_t image = 0; image < 1000; ++image) cloud.place(image, static_cast<float>(image) / 1000, 0);
    cloud.place(999, 1e6F, -1e6F);
    const auto bulk = cloud.bulk(0.99);
    ASSERT_TRUE(bulk.has_value());
    EXPECT_LT(bulk->right(), 1);
    EXPECT_GT(bulk->width(), 0.97);
    EXPECT_EQ(bulk->height(), 0);
}

}  // namespace
}  // namespace zscape
