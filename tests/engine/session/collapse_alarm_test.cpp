#include "engine/session/collapse_alarm.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

CollapseReading reading(int64_t step, double information, int units) {
    CollapseReading result;
    result.step = step;
    result.information = information;
    result.activeUnits = units;
    return result;
}

struct Alarm : ::testing::Test {
    void take(int64_t step, double information, int units) {
        alarm.take(reading(step, information, units), kStepsPerEpoch, /*unitsCount=*/true, /*resting=*/false);
    }

    static constexpr int64_t kStepsPerEpoch = 400;
    CollapseAlarm alarm;
};

TEST_F(Alarm, SaysNothingOfCodesThatHaveJustBegun) {
    for (const int64_t step : {1, 100, 200, 300, 399}) take(step, 0.0, 0);
    EXPECT_EQ(alarm.state(), CollapseState::None) << "not before an epoch is done";
    EXPECT_EQ(alarm.since(), -1);

    CollapseAlarm ofSmallSet;
    for (const int64_t step : {10, 50, 100, 199})
        ofSmallSet.take(reading(step, 0.0, 0), /*stepsPerEpoch=*/10, true, false);
    EXPECT_EQ(ofSmallSet.state(), CollapseState::None) << "nor before 200 steps, however short the epochs";
}

TEST_F(Alarm, TwoReadingsInARowMakeItAndSayWhenItBegan) {
    take(400, 0.01, 0);
    EXPECT_EQ(alarm.state(), CollapseState::None);
    take(500, 0.01, 0);
    EXPECT_EQ(alarm.state(), CollapseState::Collapsed);
    EXPECT_EQ(alarm.since(), 400);
}

TEST_F(Alarm, OneReadingIsEnoughAtRest) {
    alarm.take(reading(4000, 0.01, 0), kStepsPerEpoch, true, /*resting=*/true);
    EXPECT_EQ(alarm.state(), CollapseState::Collapsed);
    EXPECT_EQ(alarm.since(), 4000);
}

TEST_F(Alarm, OneStrayReadingDoesNothing) {
    take(400, 5, 10);
    take(500, 0.0, 0);
    take(600, 5, 10);
    take(700, 0.0, 0);
    EXPECT_EQ(alarm.state(), CollapseState::None);
}

TEST_F(Alarm, DoesNotFlickerAtTheThreshold) {
    take(400, 0.05, 1);
    take(500, 0.05, 1);
    ASSERT_EQ(alarm.state(), CollapseState::Collapsed);
    for (int64_t step = 600; step < 1600; step += 100) {
        take(step, step % 200 == 0 ? 0.12 : 0.08, 1);  // around the 0.1 nats at which it began
        EXPECT_EQ(alarm.state(), CollapseState::Collapsed) << step;
    }
    take(1600, 1.5, 3);
    EXPECT_EQ(alarm.state(), CollapseState::Collapsed) << "nor is it over at the first better reading";
    take(1700, 1.6, 3);
    EXPECT_EQ(alarm.state(), CollapseState::None);
    EXPECT_EQ(alarm.since(), -1);
}

TEST_F(Alarm, HalfOfTheUnitsLostIsDying) {
    take(400, 6, 12);
    take(500, 6, 7);
    take(600, 6, 7);
    EXPECT_EQ(alarm.state(), CollapseState::None) << "7 of 12 are more than half";
    take(700, 6, 6);
    take(800, 6, 6);
    EXPECT_EQ(alarm.state(), CollapseState::UnitsDying);
    EXPECT_EQ(alarm.since(), 700);
    take(900, 6, 7);
    take(1000, 6, 7);
    EXPECT_EQ(alarm.state(), CollapseState::UnitsDying) << "it takes 0.65 of the best to come out again";
    take(1100, 0.0, 0);
    take(1200, 0.0, 0);
    EXPECT_EQ(alarm.state(), CollapseState::Collapsed);
    EXPECT_EQ(alarm.since(), 700) << "the same misfortune, which began then";
}

TEST_F(Alarm, HalfOfTheInformationLostIsDying) {
    take(400, 6, 12);
    take(500, 2.9, 12);
    take(600, 2.9, 12);
    EXPECT_EQ(alarm.state(), CollapseState::UnitsDying);
}

TEST_F(Alarm, CodesThatSayLittleFromTheStartAreNoLoss) {
    for (int64_t step = 10; step <= 4000; step += 10) take(step, 1.5, 2);
    EXPECT_EQ(alarm.state(), CollapseState::None);
}

TEST_F(Alarm, TheSpreadOfAnUntrainedNetworkIsNoLossEither) {
    take(1, 6, 16);
    for (int64_t step = 100; step <= 4000; step += 100) take(step, 2.5, 5);
    EXPECT_EQ(alarm.state(), CollapseState::None);
}

TEST_F(Alarm, WhereTheLatentHoldsTheSpreadTheInformationAloneDecides) {
    CollapseAlarm held;
    for (int64_t step = 400; step <= 1000; step += 100)
        held.take(reading(step, 5, 0), kStepsPerEpoch, /*unitsCount=*/false, false);
    EXPECT_EQ(held.state(), CollapseState::None);
    for (int64_t step = 1100; step <= 1300; step += 100)
        held.take(reading(step, 0.02, 16), kStepsPerEpoch, /*unitsCount=*/false, false);
    EXPECT_EQ(held.state(), CollapseState::Collapsed);
}

}  // namespace
}  // namespace zscape
