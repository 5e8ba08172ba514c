#include "engine/project/project.h"
#include "engine/session/collapse_alarm.h"
#include "engine/session/project_io.h"
#include "engine/session/remedies.h"
#include "tests/engine/session/session_fixture.h"

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

struct SessionDiagnostics : testing::SessionFixture {
    static RunConfig recipe(const std::string& name, int64_t epochs, SettingValues more = {}) {
        RunConfig config = small();
        config.recipe = name;
        config.threads = 1;
        config.overrides["epochs"] = epochs;
        config.overrides["latent_dimensions"] = int64_t{4};
        for (const auto& [key, value] : more) config.overrides[key] = value;
        return config;
    }
    void load(const RunConfig& config, int64_t images = 1280) {
        ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
        ASSERT_TRUE(done(session->load(shapes(images)))) << lastReason.sentence();
    }
    /// 18 steps an epoch: the alarm may speak from the 12th on.
    void collapse() {
        load(recipe("beta-vae", 16, {{"network", std::string("dense")}, {"beta", 1000.0}}));
        trainToTheEnd();
    }
    const Remedy* find(const std::vector<Remedy>& remedies, Remedy::Kind kind) {
        const auto found = std::find_if(remedies.begin(), remedies.end(),
                                        [kind](const Remedy& remedy) { return remedy.kind == kind; });
        return found != remedies.end() ? &*found : nullptr;
    }
};

TEST_F(SessionDiagnostics, EveryEpochIsLookedAt) {
    load(recipe("free-bits", 3));
    EXPECT_EQ(session->diagnostics(), nullptr) << "an untrained model says nothing";
    trainToTheEnd();
    const auto seen = session->diagnostics();
    ASSERT_NE(seen, nullptr);
    EXPECT_EQ(seen->step, 54);
    EXPECT_EQ(seen->images, 128);
    EXPECT_TRUE(seen->heldOut);
    EXPECT_TRUE(seen->hasVariance);
    EXPECT_FALSE(seen->activityIsHeld);
    EXPECT_DOUBLE_EQ(seen->threshold, 0.01);
    ASSERT_EQ(seen->kl.size(), 4u);
    ASSERT_EQ(seen->activity.size(), 4u);
    EXPECT_DOUBLE_EQ(seen->ceiling(), std::log(128.0));
    for (const int64_t step : {18, 36, 54})
        EXPECT_TRUE(std::any_of(seen->history.begin(), seen->history.end(), [step](const CollapseReading& reading) {
            return reading.step == step;
        })) << step;
    EXPECT_TRUE(std::is_sorted(seen->history.begin(), seen->history.end(),
                               [](const auto& a, const auto& b) { return a.step < b.step; }));
    EXPECT_EQ(seen->now().step, 54);
    EXPECT_NEAR(seen->now().klSum, seen->kl[0] + seen->kl[1] + seen->kl[2] + seen->kl[3], 1e-9);
    EXPECT_LE(seen->now().information, seen->ceiling() + 1e-6);
    EXPECT_EQ(seen->now().activeUnits, std::count_if(seen->activity.begin(), seen->activity.end(),
                                                     [](double variance) { return variance > 0.01; }));
    EXPECT_EQ(seen->alarm, CollapseState::None);
    ASSERT_TRUE(done(session->configure(small())));
    EXPECT_EQ(session->diagnostics(), nullptr) << "another model";
}

TEST_F(SessionDiagnostics, ReadingsAreKeptInTheProject) {
    collapse();
    ASSERT_TRUE(
        until([this] { return session->diagnostics() && session->diagnostics()->step == session->info()->step; }));
    const auto before = session->diagnostics();
    ASSERT_EQ(before->alarm, CollapseState::Collapsed);
    ASSERT_GT(before->history.size(), 10u);
    ASSERT_TRUE(done(session->save(folder / "run.zscape"))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(folder / "run.zscape"))) << lastReason.sentence();
    ASSERT_TRUE(until([this] { return session->diagnostics() != nullptr; }));
    const auto after = session->diagnostics();
    ASSERT_EQ(after->history.size(), before->history.size());
    for (size_t i = 0; i + 1 < after->history.size(); ++i) EXPECT_EQ(after->history[i], before->history[i]);
    EXPECT_NEAR(after->now().information, before->now().information, 1e-5) << "the last one is made again";
    EXPECT_EQ(after->alarm, CollapseState::Collapsed);
    EXPECT_EQ(after->alarmSince, before->alarmSince);
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->save(folder / "run.zscape"))) << lastReason.sentence();
    const size_t grown = session->diagnostics()->history.size();
    EXPECT_GT(grown, before->history.size());
    restart();
    ASSERT_TRUE(done(session->open(folder / "run.zscape"))) << lastReason.sentence();
    ASSERT_TRUE(until([this] { return session->diagnostics() != nullptr; }));
    EXPECT_EQ(session->diagnostics()->history.size(), grown);
}

TEST_F(SessionDiagnostics, LookingChangesNothingInTheRun) {
    // The same run once with looks between its steps (codes wanted as well) and once with those at the epochs' ends
    // only.
    load(recipe("free-bits", 3));
    session->wantCodes(true);
    trainToTheEnd();
    const std::vector<double> watched = totals();
    ASSERT_TRUE(done(session->configure(recipe("free-bits", 3))));
    session->wantCodes(false);
    trainToTheEnd();
    EXPECT_EQ(watched, totals());
}

TEST_F(SessionDiagnostics, ThePriorsSpreadMovesTheThreshold) {
    load(recipe("free-bits", 1, {{"prior_sigma", 3.0}}), 200);
    trainToTheEnd();
    ASSERT_NE(session->diagnostics(), nullptr);
    EXPECT_NEAR(session->diagnostics()->threshold, 0.09, 1e-12);
}

TEST_F(SessionDiagnostics, PointsHaveActivityOnly) {
    load(recipe("ae", 1, {{"network", std::string("dense")}}), 200);
    trainToTheEnd();
    const auto seen = session->diagnostics();
    ASSERT_NE(seen, nullptr);
    EXPECT_FALSE(seen->hasVariance);
    EXPECT_TRUE(seen->kl.empty());
    EXPECT_EQ(seen->activity.size(), 4u);
    EXPECT_EQ(seen->alarm, CollapseState::None);
    EXPECT_TRUE(remediesFor(*session->info()).empty());
}

TEST_F(SessionDiagnostics, WhereTheLatentHoldsTheSpreadItSaysSo) {
    load(recipe("bn-vae", 1), 200);
    trainToTheEnd();
    ASSERT_NE(session->diagnostics(), nullptr);
    EXPECT_TRUE(session->diagnostics()->activityIsHeld);
}

TEST_F(SessionDiagnostics, CollapseIsReportedAndKeptInTheProject) {
    collapse();
    const auto seen = session->diagnostics();
    ASSERT_NE(seen, nullptr);
    EXPECT_EQ(seen->alarm, CollapseState::Collapsed);
    EXPECT_GE(seen->alarmSince, CollapseAlarm::kFewestSteps);
    EXPECT_EQ(seen->now().activeUnits, 0);
    EXPECT_LT(seen->now().information, 0.1);
    const auto project = folder / "collapsed.zscape";
    ASSERT_TRUE(done(session->save(project))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(project))) << lastReason.sentence();
    ASSERT_TRUE(until([this] { return session->diagnostics() != nullptr; })) << "an opened run is looked at, at rest";
    EXPECT_EQ(session->diagnostics()->alarm, CollapseState::Collapsed);
}

TEST_F(SessionDiagnostics, RemediesKeepWhatTheRecipesShare) {
    collapse();
    const auto info = session->info();
    const std::vector<Remedy> remedies = remediesFor(*info);
    EXPECT_EQ(remedies.size(), 9u);
    const Remedy* freeBits = find(remedies, Remedy::Kind::FreeBits);
    ASSERT_TRUE(freeBits);
    EXPECT_EQ(freeBits->config.recipe, "free-bits");
    EXPECT_EQ(freeBits->config.overrides.at("free_bits"), SettingValue(0.5));
    EXPECT_EQ(freeBits->config.overrides.at("hidden"), SettingValue(std::string("64")));
    EXPECT_EQ(freeBits->config.overrides.at("network"), SettingValue(std::string("dense")));
    EXPECT_EQ(freeBits->config.overrides.at("beta"), SettingValue(1.0)) << "no remedy holds against 1000";
    EXPECT_TRUE(freeBits->carriesWeights);
    const auto changes = [](const Remedy& remedy, const std::string& key) {
        return std::any_of(remedy.changes.begin(), remedy.changes.end(),
                           [&](const RunDifference& change) { return change.key == key; });
    };
    EXPECT_TRUE(changes(*freeBits, "beta"));
    EXPECT_EQ(freeBits->changes.size(), 1U) << "and nothing else that this run has";
    const Remedy* lower = find(remedies, Remedy::Kind::LowerBeta);
    ASSERT_TRUE(lower);
    EXPECT_EQ(lower->config.recipe, "beta-vae");
    EXPECT_TRUE(lower->carriesWeights);
    for (const Remedy::Kind kind : {Remedy::Kind::BatchNorm, Remedy::Kind::Scale}) {
        ASSERT_TRUE(find(remedies, kind));
        EXPECT_FALSE(find(remedies, kind)->carriesWeights) << "codes are drawn in another way";
    }
}

TEST_F(SessionDiagnostics, WhereBetaDoesNotPullThereAreMoreDimensionsAndASmallerDecoder) {
    RunInfo info;
    const DataShape shape{1, 28, 0, 60'000};
    info.parameters = 1;
    info.config.overrides = {{"network", std::string("dense")}, {"hidden", std::string("512-256")}};
    info.spec = makeSpec(findRecipe("vae-2d"), info.config.overrides, shape);
    const std::vector<Remedy> remedies = remediesFor(info);
    const Remedy* more = find(remedies, Remedy::Kind::MoreDimensions);
    ASSERT_TRUE(more);
    EXPECT_EQ(more->config.overrides.at("latent_dimensions"), SettingValue(int64_t{16}));
    EXPECT_FALSE(more->carriesWeights);
    const Remedy* smaller = find(remedies, Remedy::Kind::SmallerDecoder);
    ASSERT_TRUE(smaller);
    EXPECT_EQ(smaller->config.overrides.at("hidden"), SettingValue(std::string("256-128")));
    ASSERT_EQ(smaller->changes.size(), 1U);
    EXPECT_EQ(smaller->changes[0].from, SettingValue(std::string("512-256")));
    info.spec.values["beta"] = 30.0;
    EXPECT_FALSE(find(remediesFor(info), Remedy::Kind::MoreDimensions)) << "it is the heavy term that silences them";
}

TEST_F(SessionDiagnostics, OtherRecipesAreNoRemedyForOneThatCompletesPictures) {
    load(recipe("cvae-quadrants", 1, {{"hidden", std::string("16")}, {"beta", 30.0}}), 100);
    trainToTheEnd();
    ASSERT_NE(session->diagnostics(), nullptr);
    EXPECT_EQ(session->diagnostics()->kl.size(), 4u);
    const std::vector<Remedy> remedies = remediesFor(*session->info());
    ASSERT_EQ(remedies.size(), 1u);
    EXPECT_EQ(remedies[0].kind, Remedy::Kind::LowerBeta);
    EXPECT_EQ(remedies[0].config.recipe, "cvae-quadrants");
    EXPECT_TRUE(remedies[0].carriesWeights);
    ASSERT_TRUE(until([this] { return session->reconstructions() != nullptr; }));
    const auto shown = session->reconstructions();
    ASSERT_FALSE(shown->inputs.empty());
    const Picture& input = shown->inputs[0];
    const Picture& output = shown->outputs[0];
    const auto side = static_cast<size_t>(input.width), half = static_cast<size_t>(input.width / 2 * input.channels);
    for (size_t y = side / 2; y < side; ++y) {
        const auto row = static_cast<std::ptrdiff_t>(y * side * static_cast<size_t>(input.channels));
        EXPECT_TRUE(std::equal(input.pixels.begin() + row,
                               input.pixels.begin() + row + static_cast<std::ptrdiff_t>(half),
                               output.pixels.begin() + row))
            << "what is seen stays";
    }
}

TEST_F(SessionDiagnostics, EveryRemedyTrainsAndKeepsItsWordAboutTheWeights) {
    collapse();
    const std::vector<Remedy> remedies = remediesFor(*session->info());
    ASSERT_FALSE(remedies.empty());
    const auto project = folder / "collapsed.zscape";
    ASSERT_TRUE(done(session->save(project)));
    for (const Remedy& remedy : remedies) {
        SCOPED_TRACE(remedy.config.recipe);
        ASSERT_TRUE(done(session->open(project))) << lastReason.sentence();
        RunConfig config = remedy.config;
        config.overrides["epochs"] = int64_t{1};
        ASSERT_TRUE(done(session->branch(config))) << lastReason.sentence();
        ASSERT_TRUE(untilState(RunState::Finished));
        const auto info = session->info();
        EXPECT_EQ(info->config.recipe, remedy.config.recipe);
        EXPECT_EQ(info->step, 18);
        ASSERT_TRUE(info->config.origin);
        EXPECT_EQ(info->config.origin->recipe, "beta-vae");
        EXPECT_EQ(info->config.origin->step, 288);
        EXPECT_EQ(info->config.origin->weightsCarried, remedy.carriesWeights);
        session->clear();
        ASSERT_TRUE(untilState(RunState::Empty));
    }
}

TEST_F(SessionDiagnostics, CarriedWeightsGoOnWhereTheRunWas) {
    load(recipe("vae-kl-qp", 10));
    trainToTheEnd();
    const double first = totals().front(), last = totals().back();
    ASSERT_LT(last, 0.8 * first) << "it has learned something to carry";
    RunConfig again = session->info()->config;
    ASSERT_TRUE(done(session->branch(again))) << lastReason.sentence();
    ASSERT_TRUE(untilState(RunState::Finished));
    EXPECT_EQ(session->info()->config.seed, again.seed);
    EXPECT_LT(totals().front(), 1.15 * last) << "not from random weights";
    again.overrides["hidden"] = std::string("48");
    ASSERT_TRUE(done(session->branch(again)));
    ASSERT_TRUE(untilState(RunState::Finished));
    EXPECT_FALSE(session->info()->config.origin->weightsCarried);
    EXPECT_GT(totals().front(), 0.9 * first) << "from scratch: other layers";
}

TEST_F(SessionDiagnostics, ARunIsLeftWhileItTrainsAndItsProjectKeepsIt) {
    load(recipe("beta-vae", 100000, {{"network", std::string("dense")}, {"beta", 1000.0}}));
    const auto project = folder / "p.zscape";
    ASSERT_TRUE(done(session->save(project)));
    ASSERT_TRUE(done(session->train()));
    ASSERT_TRUE(until([this] {
        return session->diagnostics() && session->diagnostics()->alarm == CollapseState::Collapsed;
    })) << "it speaks while training";
    ASSERT_EQ(session->state(), RunState::Running);
    const Remedy* freeBits = nullptr;
    const std::vector<Remedy> remedies = remediesFor(*session->info());
    freeBits = find(remedies, Remedy::Kind::FreeBits);
    ASSERT_TRUE(freeBits);
    RunConfig config = freeBits->config;
    config.overrides["epochs"] = int64_t{30};
    ASSERT_TRUE(done(session->branch(config))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Running);
    ASSERT_TRUE(untilState(RunState::Finished));
    const auto origin = session->info()->config.origin;
    ASSERT_TRUE(origin);
    EXPECT_GT(origin->run, 0);
    ASSERT_NE(session->diagnostics(), nullptr);
    EXPECT_EQ(session->diagnostics()->alarm, CollapseState::None) << "the remedy helps";
    EXPECT_GT(session->diagnostics()->now().information, 1) << "its codes speak again";
    ASSERT_TRUE(done(session->save(project)));
    restart();
    const StoredSession stored = readProject(project);
    ASSERT_TRUE(stored.config.origin);
    EXPECT_EQ(stored.config.origin->run, origin->run);
    EXPECT_EQ(stored.config.origin->step, origin->step);
    EXPECT_EQ(stored.config.recipe, "free-bits");
    EXPECT_FALSE(stored.project.metrics(origin->run).empty()) << "the run that was left is still there";
    EXPECT_NE(stored.run->id, origin->run);
}

TEST_F(SessionDiagnostics, ABranchThatCannotBeBuiltLeavesTheRunAsItIs) {
    load(recipe("free-bits", 1), 200);
    trainToTheEnd();
    const auto before = totals();
    RunConfig bad = session->info()->config;
    bad.overrides["hidden"] = std::string("banana");
    EXPECT_FALSE(done(session->branch(bad)));
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_EQ(totals(), before);
    EXPECT_FALSE(session->info()->config.origin);
}

}  // namespace
}  // namespace zscape
