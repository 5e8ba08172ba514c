#include "ui/panels/loss/mark_names.h"

#include <gtest/gtest.h>

#include <random>

namespace zscape {
namespace {

TEST(MarkNames, StandBesideTheirLinesInTheFirstRow) {
    std::vector<MarkName> names{{"beta", 50, 20, 0, -1}, {"learning_rate", 150, 90, 0, -1}};
    placeMarkNames(names, 40, 300, 5, 2);
    EXPECT_EQ(names[0].row, 0);
    EXPECT_EQ(names[0].left, 55);
    EXPECT_EQ(names[1].row, 0);
    EXPECT_EQ(names[1].left, 155);
}

TEST(MarkNames, TheNewestComesFirstAndTheOthersBelowOrNot) {
    std::vector<MarkName> names{
        {"beta", 100, 60, 0, -1}, {"learning_rate", 112, 60, 0, -1}, {"epochs", 124, 60, 0, -1}};
    placeMarkNames(names, 40, 300, 5, 2);
    EXPECT_EQ(names[2].row, 0);
    EXPECT_EQ(names[1].row, 1);
    EXPECT_EQ(names[0].row, -1) << "no third row";
}

TEST(MarkNames, AtTheRightEdgeTheyStandLeftOfTheLine) {
    std::vector<MarkName> names{{"beta", 280, 40, 0, -1}};
    placeMarkNames(names, 40, 300, 5, 1);
    EXPECT_EQ(names[0].left, 235);
    names[0].width = 500;
    placeMarkNames(names, 40, 300, 5, 1);
    EXPECT_EQ(names[0].row, -1) << "wider than the plot";
}

TEST(MarkNames, NoneStandsBehindTheLineOfAnother) {
    std::vector<MarkName> names{{"beta", 240, 20, 0, -1}, {"learning_rate", 246, 90, 0, -1}};
    placeMarkNames(names, 40, 300, 5, 3);
    EXPECT_EQ(names[1].left, 151);
    EXPECT_EQ(names[0].left, 215) << "behind the other line it would be that one's";
    EXPECT_EQ(names[0].row, 1);
}

TEST(MarkNames, OfASliderThatIsDraggedTheLastValueIsNamed) {
    std::vector<MarkName> names;
    for (int i = 0; i < 10; ++i) names.push_back({"beta", 100.0 + i, 30, 0, -1});
    placeMarkNames(names, 40, 300, 5, 3);
    for (int i = 0; i < 9; ++i) EXPECT_EQ(names[static_cast<size_t>(i)].row, -1) << i;
    EXPECT_EQ(names[9].row, 0);
}

TEST(MarkNames, NeverCoverEachOtherWhateverThereIs) {
    std::mt19937 generator(3);
    const auto below = [&](unsigned most) { return static_cast<double>(generator() % most); };
    for (int trial = 0; trial < 300; ++trial) {
        std::vector<MarkName> names;
        for (double x = 30; x < 320; x += below(60))
            names.push_back({generator() % 2 == 0 ? "beta" : "learning_rate", x, 10 + below(120), 0, -1});
        placeMarkNames(names, 40, 300, 5, 3);
        for (size_t i = 0; i < names.size(); ++i) {
            if (names[i].row < 0) continue;
            EXPECT_GE(names[i].left, 40);
            EXPECT_LE(names[i].left + names[i].width, 300);
            for (size_t j = 0; j < i; ++j) {
                if (names[j].row != names[i].row) continue;
                EXPECT_TRUE(names[i].left >= names[j].left + names[j].width + 5 ||
                            names[j].left >= names[i].left + names[i].width + 5);
            }
        }
    }
}

}  // namespace
}  // namespace zscape
