#include "ui/panels/loss/lanes.h"

#include <gtest/gtest.h>

#include <limits>

namespace zscape {
namespace {

using enum LossLane;
const std::vector<std::string> kTerms{"total", "reconstruction", "kl"};

TEST(Lanes, ATermOverFourTimesSmallerHasALaneOfItsOwn) {
    EXPECT_EQ(splitLanes(kTerms, {141.4, 134.8, 6.55}), (std::vector{Upper, Upper, Lower}));
    EXPECT_EQ(splitLanes(kTerms, {100, 75, 25}), (std::vector{Upper, Upper, Upper}));
    EXPECT_EQ(splitLanes(kTerms, {100, 75.1, 24.9}), (std::vector{Upper, Upper, Lower}));
}

TEST(Lanes, TotalAndReconstructionStayTogether) {
    // A large beta: the reconstruction is the small one, and stays with the total.
    EXPECT_EQ(splitLanes(kTerms, {500, 20, 480}), (std::vector{Upper, Upper, Upper}));
}

TEST(Lanes, NoiseAroundTheRatioDoesNotMakeATermJump) {
    const std::vector below{Upper, Upper, Lower};
    EXPECT_EQ(splitLanes(kTerms, {100, 74, 26}, below), below);
    EXPECT_EQ(splitLanes(kTerms, {100, 66, 34}, below), (std::vector{Upper, Upper, Upper}));
}

TEST(Lanes, ATotalThatIsNotFiniteChangesNothing) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector below{Upper, Upper, Lower};
    EXPECT_EQ(splitLanes(kTerms, {nan, nan, nan}, below), below);
    EXPECT_EQ(splitLanes(kTerms, {nan, 1, 1}), (std::vector{Upper, Upper, Upper}));
    EXPECT_EQ(splitLanes(kTerms, {100, 90, nan}, below), (std::vector{Upper, Upper, Upper}));
    EXPECT_TRUE(splitLanes({}, {}).empty());
}

TEST(Lanes, TheTwoAreasFillThePlotWithAGapBetween) {
    const QRectF plot(40, 2, 300, 180);
    const LaneRects rects = layOutLanes(plot, true, 6);
    EXPECT_EQ(rects.upper.topLeft(), plot.topLeft());
    EXPECT_EQ(rects.lower.bottomRight(), plot.bottomRight());
    EXPECT_EQ(rects.lower.top() - rects.upper.bottom(), 6);
    EXPECT_EQ(layOutLanes(plot, false, 6).upper, plot);
    EXPECT_TRUE(layOutLanes(plot, false, 6).lower.isEmpty());
}

TEST(Lanes, ALaneIsHighEnoughForTwoLabelsOrNotThere) {
    const LaneRects low = layOutLanes(QRectF(0, 0, 300, 106), true, 6, 45);
    EXPECT_EQ(low.upper.height(), 55);
    EXPECT_EQ(low.lower.height(), 45) << "not 30";
    const LaneRects one = layOutLanes(QRectF(0, 0, 300, 95), true, 6, 45);
    EXPECT_TRUE(one.lower.isEmpty());
    EXPECT_EQ(one.upper.height(), 95);
}

TEST(Lanes, LabelsKeepTheirOrderAndDoNotCoverEachOther) {
    std::vector<EndLabel> labels{{0, 50, 0}, {1, 52, 0}, {2, 51, 0}, {3, 99, 0}};
    spreadLabels(labels, 14, 0, 100);
    EXPECT_EQ(labels[0].term, 0U);
    EXPECT_EQ(labels[1].term, 2U);
    EXPECT_EQ(labels[2].term, 1U);
    for (size_t i = 1; i < labels.size(); ++i) EXPECT_GE(labels[i].placed - labels[i - 1].placed, 14 - 1e-9);
    EXPECT_GE(labels.front().placed, 7);
    EXPECT_LE(labels.back().placed, 93);
}

}  // namespace
}  // namespace zscape
