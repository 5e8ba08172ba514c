#include "engine/training/patience.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

TEST(Patience, CountsEpochsSinceTheBest) {
    Patience patience;
    EXPECT_LT(patience.bestEpoch(), 0);
    EXPECT_FALSE(patience.isOver(1));
    patience.tell(1, 10);
    patience.tell(2, 9);
    patience.tell(3, 9);  // no better
    patience.tell(4, std::nan(""));
    EXPECT_EQ(patience.waited(), 2);
    EXPECT_EQ(patience.best(), 9);
    EXPECT_EQ(patience.bestEpoch(), 2);
    EXPECT_TRUE(patience.isOver(2));
    EXPECT_FALSE(patience.isOver(3));
    EXPECT_FALSE(patience.isOver(0)) << "0: never";
    patience.tell(5, 8.9);
    EXPECT_EQ(patience.waited(), 0);
    EXPECT_FALSE(patience.isOver(1));
}

TEST(Patience, WaitingAnewKeepsTheBestAndBeginningAnewForgetsIt) {
    Patience patience;
    patience.tell(1, 5);
    patience.tell(2, 6);
    patience.waitAnew();
    EXPECT_EQ(patience.waited(), 0);
    patience.tell(3, 5.5);
    EXPECT_TRUE(patience.isOver(1)) << "5 is still the one to beat";
    patience.beginAnew();
    patience.tell(4, 100);
    EXPECT_EQ(patience.bestEpoch(), 4);
    EXPECT_FALSE(patience.isOver(1));
}

}  // namespace
}  // namespace zscape
