#include "engine/reproduce/experiment.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace zscape {
namespace {

Quantity between(double atLeast, double atMost, int64_t epochs = 0) {
    return {"x", "x", "", "5", "somebody", atLeast, atMost, epochs};
}

TEST(Experiment, MeanSpreadAndVerdictAreOverSeeds) {
    const Measured measured = judge(between(2.9, 3.1), {1, 2, 6}, 10);
    EXPECT_DOUBLE_EQ(measured.mean, 3);
    EXPECT_DOUBLE_EQ(measured.spread, std::sqrt(7.0)) << "n - 1";
    EXPECT_EQ(measured.verdict, Verdict::Met);
    EXPECT_EQ(judge(between(3.1, 4), {1, 2, 6}, 10).verdict, Verdict::NotMet);
    EXPECT_TRUE(std::isnan(judge(between(0, 1), {1}, 10).spread));
}

TEST(Experiment, WhatIsNoNumberIsNotMet) {
    EXPECT_EQ(judge(between(0, 1), {0.5, std::nan("")}, 1).verdict, Verdict::NotMet);
}

TEST(Experiment, AClaimForOtherEpochsIsNotCompared) {
    EXPECT_EQ(judge(between(0, 1, 3280), {7}, 10).verdict, Verdict::NotCompared);
    EXPECT_EQ(judge(between(0, 1, 3280), {7}, 3280).verdict, Verdict::NotMet);
    Quantity open;
    EXPECT_EQ(judge(open, {7}, 10).verdict, Verdict::NotCompared);
}

TEST(Experiment, OneThatIsNotMetDecides) {
    Reproduction result;
    EXPECT_EQ(result.verdict(), Verdict::NotCompared);
    result.numbers.push_back(judge(between(0, 1), {0.5}, 1));
    EXPECT_EQ(result.verdict(), Verdict::Met);
    result.numbers.push_back(judge(between(0, 1), {2}, 1));
    EXPECT_EQ(result.verdict(), Verdict::NotMet);
}

TEST(Experiments, TheTableIsWhole) {
    std::set<std::string> names;
    for (const Experiment& experiment : experiments()) {
        EXPECT_TRUE(names.insert(experiment.name).second) << experiment.name;
        EXPECT_FALSE(experiment.sentence.empty() || experiment.duration.empty()) << experiment.name;
        EXPECT_GE(experiment.seeds, 1) << experiment.name;
        std::set<std::string> keys;
        bool compares = false;
        for (const Quantity& quantity : experiment.quantities) {
            EXPECT_TRUE(keys.insert(quantity.key).second) << experiment.name << ": " << quantity.key;
            EXPECT_EQ(quantity.published.empty(), quantity.source.empty())
                << experiment.name << ": " << quantity.key << " has a number without a source, or the other way round";
            compares =
                compares || (quantity.isBounded() && (quantity.epochs == 0 || quantity.epochs == experiment.epochs));
        }
        EXPECT_TRUE(compares) << experiment.name << " can never be met with its own settings";
    }
}

TEST(Experiments, ANearNameIsSuggested) {
    EXPECT_EQ(findExperiment("pca-ae").name, "pca-ae");
    try {
        findExperiment("pca-ea");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "usage.experiment");
        EXPECT_NE(std::string(error.what()).find("pca-ae"), std::string::npos);
    }
}

TEST(Experiments, BothFormsOfCrossEntropyAgree) {
    const Reproduction result = reproduce(findExperiment("bce"), {2, 0, 1}, {}, {});
    EXPECT_EQ(result.seeds, (std::vector<uint64_t>{1, 2}));
    EXPECT_EQ(result.threads, 1);
    EXPECT_EQ(result.verdict(), Verdict::Met);
    for (const Measured& number : result.numbers)
        EXPECT_EQ(number.verdict, Verdict::Met) << number.quantity.what << ": " << number.mean;
    EXPECT_THROW(reproduce(findExperiment("bce"), {1, 5, 1}, {}, {}), Error) << "it has no epochs";
}

TEST(Experiments, StopsWhenAskedAndTellsWhatIsLeft) {
    std::stop_source stop;
    std::vector<Progress> seen;
    const auto watch = [&](const Progress& progress) {
        seen.push_back(progress);
        if (progress.done > 0) stop.request_stop();
    };
    EXPECT_THROW(reproduce(findExperiment("pytorch-vae"), {1, 1, 1}, watch, stop.get_token()), Cancelled);
    ASSERT_GE(seen.size(), 2U);
    EXPECT_EQ(seen.front().secondsLeft, -1);
    EXPECT_GT(seen.back().secondsLeft, 0);
}

}  // namespace
}  // namespace zscape
