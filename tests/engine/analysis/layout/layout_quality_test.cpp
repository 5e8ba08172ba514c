#include "engine/analysis/layout/layout_quality.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(LayoutQuality, CountsThoseWhoseNeighboursAgree) {
    ThreadTeam team(2);
    // Two heaps on a line, a stranger in each: of 10 in a heap 9 are right with three votes.
    std::vector<float> xy;
    std::vector<int> labels;
    for (int i = 0; i < 20; ++i) {
        xy.insert(xy.end(), {static_cast<float>(i) + (i < 10 ? 0.0f : 100.0f), 0.0f});
        labels.push_back(i < 10 ? 0 : 1);
    }
    EXPECT_EQ(neighbourAccuracy(xy, labels, 3, team), 1.0);
    labels[2] = 1;
    labels[15] = 0;
    EXPECT_EQ(neighbourAccuracy(xy, labels, 3, team), 0.9);
    EXPECT_EQ(neighbourAccuracy(xy, labels, 19, team), neighbourAccuracy(xy, labels, 19, team));
}

TEST(LayoutQuality, OfEquallyManyTheNearestDecides) {
    ThreadTeam team(1);
    const std::vector<float> xy{0, 0, 1, 0, 3, 0, 7, 0};
    // Two votes each: 0 sees 1 and 3, 1 sees 0 and 3, 3 sees 1 and 0, 7 sees 3 and 1. Only that at 3 is outvoted.
    EXPECT_EQ(neighbourAccuracy(xy, std::vector<int>{5, 5, 6, 6}, 2, team), 0.75);
}

TEST(LayoutQuality, WithoutTwoLabelsThereIsNone) {
    ThreadTeam team(1);
    const std::vector<float> xy{0, 0, 1, 0, 3, 0, 7, 0};
    EXPECT_FALSE(neighbourAccuracy(xy, std::vector<int>{-1, -1, -1, -1}, 1, team));
    EXPECT_FALSE(neighbourAccuracy(xy, std::vector<int>{2, 2, 2, -1}, 1, team));
    EXPECT_FALSE(neighbourAccuracy(xy, std::vector<int>{0, 1, -1, -1}, 2, team));
    EXPECT_TRUE(neighbourAccuracy(xy, std::vector<int>{0, 1, 0, -1}, 2, team));
}

}  // namespace
}  // namespace zscape
