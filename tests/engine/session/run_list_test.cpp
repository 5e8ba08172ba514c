#include "engine/session/run_list.h"

#include "engine/session/stored_runs.h"

#include "engine/project/project.h"
#include "tests/engine/data/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

namespace zscape {
namespace {

/// Held-out totals of steps 10, 20, ...
std::unique_ptr<RunMetrics> measured(const std::vector<double>& totals) {
    auto metrics = std::make_unique<RunMetrics>(std::vector<std::string>{"total", "reconstruction"});
    double step = 0;
    for (const double total : totals) {
        step += 10;
        metrics->heldOut.append(std::vector<double>{step, step / 10, step / 5, total, total - 1});
    }
    return metrics;
}

TEST(RunList, TheBestIsOfTheLastObjective) {
    const auto metrics = measured({5, 3, std::numeric_limits<double>::quiet_NaN(), 4, 6, 4.5});
    const MetricStore& heldOut = metrics->heldOut;
    EXPECT_EQ(bestHeldOutRow(heldOut, {}), 1);
    EXPECT_EQ(bestHeldOutRow(heldOut, {{20, 2, "beta", 4}}), 3) << "that step was measured before it";
    EXPECT_EQ(bestHeldOutRow(heldOut, {{20, 2, "learning_rate", 0.1}}), 1) << "the objective is the same";
    EXPECT_EQ(bestHeldOutRow(heldOut, {{60, 6, "beta", 4}}), -1);
    EXPECT_EQ(bestHeldOutRow(heldOut, {}, [](int64_t step) { return step <= 40; }), 5) << "a schedule was on its way";
    const auto loss = heldOutLossAt(heldOut, 40);
    ASSERT_TRUE(loss);
    EXPECT_EQ(loss->values, (std::vector<double>{4, 3}));
    EXPECT_FALSE(heldOutLossAt(heldOut, 45));
}

TEST(RunList, ALongCurveKeepsItsEnds) {
    std::vector<double> totals(1000);
    for (size_t i = 0; i < totals.size(); ++i) totals[i] = static_cast<double>(totals.size() - i);
    const std::vector<float> curve = curveOf(measured(totals)->heldOut);
    ASSERT_EQ(curve.size(), RunRow::kCurvePoints);
    EXPECT_EQ(curve.front(), 1000);
    EXPECT_EQ(curve.back(), 1);
    EXPECT_EQ(curveOf(measured({3})->heldOut), std::vector<float>{3});
    EXPECT_TRUE(curveOf(measured({})->heldOut).empty());
}

TEST(RunList, WhatDiffersIsToldAgainstTheRecipeOrTheRunBefore) {
    const Recipe& recipe = findRecipe("beta-vae");
    const DataShape shape{1, 28, 0, 60'000};
    const ModelSpec usual = makeSpec(recipe, {}, shape);
    EXPECT_TRUE(differencesOf(usual, nullptr).empty()) << "what is chosen by the number of images is no difference";
    const ModelSpec heavy = makeSpec(recipe, {{"beta", 30.0}}, shape), light = makeSpec(recipe, {{"beta", 1.0}}, shape);
    const auto against = differencesOf(light, &heavy);
    ASSERT_EQ(against.size(), 1U);
    EXPECT_EQ(against[0].key, "beta");
    EXPECT_EQ(against[0].from, SettingValue(30.0));
    EXPECT_EQ(against[0].to, SettingValue(1.0));
}

TEST(RunList, ARunOfAnotherVersionIsListedByItsNumber) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    StoredRun run;
    run.spec = "of another version";
    run.config = "damaged";
    project.addRun(run);
    project.rename(1, "mine");
    const std::vector<RunRow> rows = runsOf(project);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].id, 1);
    EXPECT_EQ(rows[0].name, "mine");
    EXPECT_FALSE(rows[0].best);
}

TEST(RunList, ACommandTrainsTheSame) {
    RunConfig config;
    config.recipe = "beta-vae";
    config.seed = 7;
    config.overrides = {{"beta", 4.0}, {"network", std::string("dense")}};
    ImportRequest images{{"/my photos/it's"}, {}};
    images.settings.size = 32;
    const std::string command = commandOf(config, images, "faces.zscape");
    EXPECT_EQ(command.find("zscape-cli train '/my photos/it'\\''s' --recipe beta-vae --seed 7 "), 0U) << command;
    for (const char* says : {"--set size=32", "--set beta=4", "--set network=dense", "--project faces.zscape"})
        EXPECT_NE(command.find(says), std::string::npos) << command;
}

}  // namespace
}  // namespace zscape
