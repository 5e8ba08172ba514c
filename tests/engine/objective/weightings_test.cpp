#include "engine/objective/weightings.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

/// Two images, three dimensions: batch means 1, 0.2 and 2, together 3.2.
Tensor term() { return torch::tensor({{0.5F, 0.1F, 2.0F}, {1.5F, 0.3F, 2.0F}}); }

double contribution(Weighting& weighting, int64_t step) {
    return weighting.weigh("kl", term(), step).contribution.item<double>();
}

/// The part of the schedule that stands in the row.
double weight(Weighting& weighting, int64_t step) { return weighting.weigh("kl", term(), step).weight; }

TEST(Weightings, MeasureTheTermBeforeTheyWeighIt) {
    BetaWeighting beta(2);
    WarmUpWeighting warmUp(2, 10);
    CyclicalWeighting cyclical(2, 2, 10, 0.5);
    CapacityWeighting capacity(2, 1, 10);
    FreeBitsWeighting freeBits(2, 0.5);
    ControlWeighting control(5, 0.01, 0.1, 10);
    for (Weighting* weighting :
         {static_cast<Weighting*>(&beta), static_cast<Weighting*>(&warmUp), static_cast<Weighting*>(&cyclical),
          static_cast<Weighting*>(&capacity), static_cast<Weighting*>(&freeBits), static_cast<Weighting*>(&control)}) {
        const LossTerm row = weighting->weigh("kl", term(), 3);
        EXPECT_EQ(row.term, "kl");
        EXPECT_NEAR(row.value.item<double>(), 3.2, 1e-6) << weighting->formula();
        EXPECT_EQ(row.perDimension.numel(), 3);
        EXPECT_TRUE(weighting->formula().starts_with("Counts "));
        EXPECT_FALSE(weighting->adjust("learning_rate", 1));
    }
}

TEST(Weightings, SayWhileTheyMove) {
    const auto movesUntil = [](const Weighting& weighting, int64_t end) {
        for (const int64_t step : {int64_t{0}, end / 2, end - 1})
            if (end > 0 && !weighting.moves(step)) return false;
        return !weighting.moves(end) && !weighting.moves(end + 1000);
    };
    EXPECT_TRUE(movesUntil(BetaWeighting(2), 0));
    EXPECT_TRUE(movesUntil(WarmUpWeighting(2, 10), 10));
    EXPECT_TRUE(movesUntil(WarmUpWeighting(2, 0), 0));
    EXPECT_TRUE(movesUntil(CyclicalWeighting(2, 4, 10, 0.5), 40));
    EXPECT_TRUE(movesUntil(CapacityWeighting(2, 1, 12), 12));
    EXPECT_TRUE(movesUntil(FreeBitsWeighting(2, 0.5), 0));
    EXPECT_TRUE(movesUntil(ControlWeighting(5, 0.01, 0.1, 10), 0))
        << "a controller has no end: a run would never be over";
    EXPECT_TRUE(movesUntil(DrawnWeighting(readCurve("0:0, 2:4, 3:1"), 50), 150));
    EXPECT_TRUE(movesUntil(DrawnWeighting(readCurve("0:0, 2:4, 3:4, 90:4"), 50), 100))
        << "level from its second point on";
    EXPECT_TRUE(movesUntil(DrawnWeighting(readCurve("5:2"), 50), 0));
}

TEST(Weightings, EachKeepsToItsOwnSetting) {
    BetaWeighting other(2, "tc_weight");
    EXPECT_FALSE(other.adjust("beta", 7));
    EXPECT_TRUE(other.adjust("tc_weight", 3));
    EXPECT_EQ(weight(other, 0), 3);
}

TEST(Drawn, FollowsTheLineOverEpochs) {
    DrawnWeighting drawn(readCurve("0:0, 2:4, 3:1"), 50);
    EXPECT_EQ(weight(drawn, 0), 0);
    EXPECT_DOUBLE_EQ(weight(drawn, 25), 1);
    EXPECT_DOUBLE_EQ(weight(drawn, 100), 4);
    EXPECT_DOUBLE_EQ(weight(drawn, 125), 2.5);
    EXPECT_DOUBLE_EQ(weight(drawn, 100000), 1);
    EXPECT_NEAR(contribution(drawn, 125), 2.5 * 3.2, 1e-6);
    EXPECT_FALSE(drawn.adjust("beta", 2)) << "no other weight stands beside the line";
    EXPECT_NE(drawn.formula().find("0:0, 2:4, 3:1"), std::string::npos);
    EXPECT_TRUE(drawn.formula().starts_with("Counts "));
}

TEST(WarmUp, RisesInAStraightLineAndStays) {
    WarmUpWeighting warmUp(4, 200);
    EXPECT_EQ(weight(warmUp, 0), 0);
    EXPECT_DOUBLE_EQ(weight(warmUp, 50), 1);
    EXPECT_DOUBLE_EQ(weight(warmUp, 199), 3.98);
    EXPECT_EQ(weight(warmUp, 200), 4);
    EXPECT_EQ(weight(warmUp, 1000000), 4);
    EXPECT_TRUE(warmUp.adjust("beta", 8));
    EXPECT_DOUBLE_EQ(weight(warmUp, 100), 4);
    WarmUpWeighting none(4, 0);
    EXPECT_EQ(weight(none, 0), 4);
}

TEST(Cyclical, RisesInEachCycleAndEndsAtBeta) {
    CyclicalWeighting cyclical(2, 3, 100, 0.5);
    EXPECT_EQ(weight(cyclical, 0), 0);
    EXPECT_DOUBLE_EQ(weight(cyclical, 25), 1);
    EXPECT_EQ(weight(cyclical, 50), 2);
    EXPECT_EQ(weight(cyclical, 99), 2);
    EXPECT_EQ(weight(cyclical, 100), 0);
    EXPECT_DOUBLE_EQ(weight(cyclical, 225), 1);
    EXPECT_EQ(weight(cyclical, 300), 2);
    EXPECT_EQ(weight(cyclical, 325), 2);
}

TEST(Capacity, HoldsTheTermAtAValueThatGrows) {
    CapacityWeighting capacity(10, 8, 100);
    EXPECT_NEAR(contribution(capacity, 0), 32, 1e-4);
    EXPECT_NEAR(contribution(capacity, 40), 0, 1e-4);
    EXPECT_NEAR(contribution(capacity, 100), 48, 1e-4);
    EXPECT_TRUE(capacity.adjust("capacity", 3.2));
    EXPECT_TRUE(capacity.adjust("capacity_gamma", 100));
    EXPECT_NEAR(contribution(capacity, 500), 0, 1e-4);
    // Below the capacity it pulls up, above it down.
    const Tensor low = term().requires_grad_(), high = term().requires_grad_();
    CapacityWeighting(10, 8, 0).weigh("kl", low, 0).contribution.backward();
    CapacityWeighting(10, 1, 0).weigh("kl", high, 0).contribution.backward();
    EXPECT_TRUE(at::allclose(low.grad(), torch::full({2, 3}, -5.0F)));
    EXPECT_TRUE(at::allclose(high.grad(), torch::full({2, 3}, 5.0F)));
}

TEST(FreeBits, LeaveADimensionBelowThemAlone) {
    FreeBitsWeighting freeBits(2, 0.5);
    const Tensor values = term().requires_grad_();
    const LossTerm row = freeBits.weigh("kl", values, 0);
    EXPECT_NEAR(row.contribution.item<double>(), 2 * (1 + 0.5 + 2), 1e-5);
    row.contribution.backward();
    // The batch's mean decides: image 0's first dimension is at 0.5 itself, the second's mean is below.
    EXPECT_TRUE(at::allclose(values.grad(), torch::tensor({{1.0F, 0.0F, 1.0F}, {1.0F, 0.0F, 1.0F}})));
    EXPECT_TRUE(freeBits.adjust("free_bits", 5));
    EXPECT_NEAR(contribution(freeBits, 0), 2 * 15, 1e-5);
}

/// A model whose KL falls with beta: kl = 30 / (1 + beta).
double settle(ControlWeighting& control, int steps) {
    double kl = 0;
    for (int i = 0; i < steps; ++i) {
        kl = 30 / (1 + control.weigh("kl", term(), 0).weight);
        LossTerm row;
        row.value = torch::tensor(kl);
        control.afterStep(row);
    }
    return kl;
}

TEST(Control, HoldsTheTargetAndFollowsANewOne) {
    ControlWeighting control(10, 0.01, 0.01, 100);
    EXPECT_EQ(weight(control, 0), 0);
    EXPECT_NEAR(settle(control, 2000), 10, 0.05);
    EXPECT_NEAR(weight(control, 0), 2, 0.05);
    EXPECT_TRUE(control.adjust("kl_target", 5));
    EXPECT_NEAR(settle(control, 4000), 5, 0.05);
}

TEST(Control, DoesNotWindUpAtItsEnds) {
    ControlWeighting control(1000, 0.01, 0.1, 3);  // a target out of reach: beta stays at 0
    settle(control, 500);
    EXPECT_NEAR(weight(control, 0), 0, 0.011);
    control.adjust("kl_target", 15);
    EXPECT_NEAR(settle(control, 200), 15, 0.2);  // at once, not after 500 steps of unwinding
    control.adjust("kl_target", 0.1);
    settle(control, 500);
    EXPECT_LE(weight(control, 0), 3);
}

TEST(Control, WeighingChangesNothingAndItsStateGoesOn) {
    ControlWeighting control(10, 0.01, 0.01, 100);
    settle(control, 50);
    const double before = weight(control, 0);
    for (int i = 0; i < 10; ++i) contribution(control, i);
    EXPECT_EQ(weight(control, 0), before);
    ControlWeighting again(10, 0.01, 0.01, 100);
    const auto from = control.state(), to = again.state();
    ASSERT_EQ(from.size(), 2U);
    for (size_t i = 0; i < from.size(); ++i) to[i].second.copy_(from[i].second);
    EXPECT_EQ(settle(again, 70), settle(control, 70));
}

TEST(Weightings, CountEpochsInStepsOfTheTrainingImages) {
    ModelSpec spec;
    spec.values["batch_size"] = int64_t{32};
    spec.shape.images = 150;
    EXPECT_EQ(stepsOfEpochs(spec, 2), 10);
    EXPECT_EQ(stepsOfEpochs(spec, 0.5), 3);
    spec.shape.images = 0;
    EXPECT_EQ(stepsOfEpochs(spec, 2), 2);
}

}  // namespace
}  // namespace zscape
