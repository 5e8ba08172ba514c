#include "tests/engine/session/session_fixture.h"

#include "engine/project/project.h"

#include <algorithm>
#include <cstdlib>

namespace zscape {
namespace {

/// Runs that are left stay among the unsaved ones, or in their project.
struct SessionRuns : testing::SessionFixture {
    void SetUp() override { begin(); }
    void begin() {
        session.reset();
        log.all.clear();
        Session::Options chosen = options();
        chosen.unsavedFolder = folder / "unsaved";
        session.emplace(chosen);
    }
    std::filesystem::path project() const { return folder / "run.zscape"; }

    static RunConfig withBeta(double beta) {
        RunConfig config = small();
        config.overrides["beta"] = beta;
        return config;
    }
    CommandId show(int64_t run, ShowRequest::What what = ShowRequest::What::Run) {
        return session->show({.what = what, .run = run});
    }
    const RunRow& row(int64_t id) {
        held = session->runs();
        const auto found =
            std::find_if(held->rows.begin(), held->rows.end(), [id](const RunRow& row) { return row.id == id; });
        EXPECT_NE(found, held->rows.end()) << id;
        return found != held->rows.end() ? *found : none;
    }
    bool encodes() {
        session->wantCodes(true);
        return until([this] {
            const auto codes = session->codes();
            return codes && codes->encoded == codes->count;
        });
    }

    /// The same to a level of 255: products of weights that lie elsewhere may differ by their last bit.
    static bool looksLike(const std::vector<Picture>& some, const std::vector<Picture>& others) {
        return std::ranges::equal(some, others, [](const Picture& one, const Picture& other) {
            return std::ranges::equal(one.pixels, other.pixels,
                                      [](int value, int wanted) { return std::abs(value - wanted) <= 1; });
        });
    }

    std::shared_ptr<const RunList> held;
    RunRow none;
};

TEST_F(SessionRuns, AnotherRecipeBeginsARunBesideTheOldOneWhichCanBeShown) {
    loadShapes();
    trainToTheEnd();
    ASSERT_TRUE(encodes());
    const auto before = totals();
    const int64_t step = session->info()->step;
    ASSERT_TRUE(done(session->configure(withBeta(4)))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Ready);
    ASSERT_EQ(session->runs()->rows.size(), 2U);
    EXPECT_TRUE(row(0).current);
    EXPECT_EQ(row(0).step, 0);
    EXPECT_EQ(row(1).step, step);
    EXPECT_FALSE(row(1).current);
    EXPECT_TRUE(row(1).sameImages);
    ASSERT_TRUE(row(1).best);
    EXPECT_EQ(row(1).best->values.size(), 3U) << "total, reconstruction and kl";
    EXPECT_TRUE(session->info()->unsavedWork);

    ASSERT_TRUE(done(show(1))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_EQ(session->info()->step, step);
    EXPECT_EQ(session->info()->run, 1);
    EXPECT_EQ(totals(), before);
    const auto codes = session->codes();
    ASSERT_TRUE(codes);
    EXPECT_EQ(codes->encoded, codes->count) << "those that were saved with it";
    EXPECT_EQ(codes->stampOf(0).step, step);
    ASSERT_EQ(session->runs()->rows.size(), 2U) << "the untrained one stays too";
    EXPECT_EQ(row(2).step, 0);
    const auto beta = std::find_if(row(2).differences.begin(), row(2).differences.end(),
                                   [](const RunDifference& difference) { return difference.key == "beta"; });
    ASSERT_NE(beta, row(2).differences.end());
    EXPECT_EQ(beta->to, SettingValue(4.0));
    trainToTheEnd(0, 5);
    EXPECT_EQ(session->info()->step, step + 5) << "and it goes on";
    ASSERT_TRUE(done(show(2)));
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_EQ(session->info()->spec.number("beta"), 4.0);
    ASSERT_TRUE(done(show(1)));
    EXPECT_EQ(session->info()->step, step + 5);
}

TEST_F(SessionRuns, WhatWasNeverTrainedIsChangedAndNotKept) {
    loadShapes();
    ASSERT_TRUE(done(session->configure(withBeta(2))));
    ASSERT_TRUE(done(session->configure(withBeta(3))));
    EXPECT_EQ(session->runs()->rows.size(), 1U);
    ASSERT_TRUE(done(session->edit({.run = 0, .name = "mine"}))) << lastReason.sentence();
    EXPECT_EQ(row(1).name, "mine");
    ASSERT_TRUE(done(session->configure(withBeta(4))));
    ASSERT_EQ(session->runs()->rows.size(), 1U);
    EXPECT_EQ(row(1).name, "mine");
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save({})));
    EXPECT_EQ(session->runs()->rows.size(), 1U);
}

TEST_F(SessionRuns, AProjectReopensWithTheRunThatWasTrained) {
    loadShapes();
    trainToTheEnd();
    ASSERT_TRUE(done(session->save(project())));
    const int64_t step = session->info()->step;
    ASSERT_TRUE(done(session->configure(withBeta(4))));
    ASSERT_TRUE(done(session->save({})));
    begin();
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(session->info()->step, step);
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_EQ(session->runs()->rows.size(), 2U);
    ASSERT_TRUE(done(show(2)));
    EXPECT_EQ(session->info()->spec.number("beta"), 4.0);
}

TEST_F(SessionRuns, AllRunsComeAlongWhereverTheProjectIsSaved) {
    loadShapes();
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->configure(withBeta(4))));
    trainToTheEnd(0, 7);
    ASSERT_TRUE(done(session->save(project())));
    EXPECT_FALSE(session->info()->unsavedWork);
    ASSERT_TRUE(done(session->save(folder / "copy.zscape")));
    session.reset();
    for (const auto& place : {project(), folder / "copy.zscape"}) {
        const auto runs = Project::open(place).runs();
        ASSERT_EQ(runs.size(), 2U) << place;
        EXPECT_EQ(runs[0].step, 5);
        EXPECT_EQ(runs[1].step, 7);
    }
}

TEST_F(SessionRuns, OneIsStartedOverWithItsSeedOrAnother) {
    loadShapes();
    trainToTheEnd(0, 20);
    const auto first = totals();
    ASSERT_TRUE(done(show(0, ShowRequest::What::StartOver))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_EQ(session->info()->step, 0);
    trainToTheEnd(0, 20);
    EXPECT_EQ(totals(), first) << "the same to the bit";
    ASSERT_TRUE(done(session->show({.what = ShowRequest::What::StartOver, .run = 1, .seed = 9})));
    EXPECT_EQ(session->info()->config.seed, 9U);
    trainToTheEnd(0, 20);
    EXPECT_NE(totals(), first);
    ASSERT_TRUE(done(session->save(project())));
    EXPECT_EQ(session->runs()->rows.size(), 3U);
}

TEST_F(SessionRuns, ABranchGoesOnWithTheWeightsAlsoAfterItsSettingsWereChanged) {
    loadShapes();
    trainToTheEnd(3, 0);
    const double reached = totals().back(), began = totals().front();
    ASSERT_TRUE(done(show(0, ShowRequest::What::Branch))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Ready);
    ASSERT_TRUE(session->info()->config.origin);
    EXPECT_EQ(session->info()->config.origin->run, 1);
    ASSERT_TRUE(done(session->configure(withBeta(0.9))));
    ASSERT_TRUE(session->info()->config.origin);
    EXPECT_TRUE(session->info()->config.origin->weightsCarried);
    trainToTheEnd(0, 1);
    EXPECT_LT(std::abs(totals().back() - reached), std::abs(began - reached));
    ASSERT_TRUE(done(session->save({})));
    EXPECT_EQ(row(2).parent, 1);
    ASSERT_EQ(row(2).differences.size(), 1U);
    EXPECT_EQ(row(2).differences[0].key, "beta");
    RunConfig other = withBeta(0.9);
    ASSERT_TRUE(done(show(0, ShowRequest::What::Branch)));
    other.overrides["hidden"] = std::string("32");
    ASSERT_TRUE(done(session->configure(other)));
    EXPECT_FALSE(session->info()->config.origin) << "another network goes on with nothing";
}

TEST_F(SessionRuns, ADeletedOneGoesAtOnceAndForGoodWithTheProject) {
    loadShapes();
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->configure(withBeta(4))));
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save(project())));
    EXPECT_FALSE(done(session->edit({.run = 2, .deleted = true})));
    EXPECT_EQ(lastReason.code, "run.current");
    EXPECT_FALSE(done(session->edit({.run = 77, .deleted = true})));
    ASSERT_TRUE(done(session->edit({.run = 1, .deleted = true})));
    ASSERT_EQ(session->runs()->rows.size(), 1U);
    EXPECT_EQ(Project::openForReading(project()).runs().size(), 2U) << "a crash now would lose nothing";
    ASSERT_TRUE(done(session->edit({.run = 1, .deleted = false})));
    EXPECT_EQ(session->runs()->rows.size(), 2U);
    ASSERT_TRUE(done(session->edit({.run = 1, .deleted = true})));
    begin();
    EXPECT_EQ(Project::openForReading(project()).runs().size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(project() / "checkpoints" / "1"));
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(session->info()->run, 2);
}

TEST_F(SessionRuns, NamesAndNotesAreKeptAlsoWhileARunTrains) {
    loadShapes();
    ASSERT_TRUE(done(session->train(100000, 0)));
    ASSERT_TRUE(until([this] { return session->metrics()->train.size() > 5; }));
    ASSERT_TRUE(done(session->edit({.run = 0, .name = "wide", .note = "two\nlines"}))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Running);
    EXPECT_FALSE(done(session->edit({.run = 0, .name = std::string(300, 'x')})));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    ASSERT_TRUE(done(session->save(project())));
    begin();
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(row(1).name, "wide");
    EXPECT_EQ(row(1).note, "two\nlines");
}

TEST_F(SessionRuns, WhileOneTrainsAnotherIsLookedAtAndTrainingGoesOn) {
    loadShapes();
    trainToTheEnd();
    ASSERT_TRUE(encodes());
    ASSERT_TRUE(
        until([&] { return session->reconstructions() && session->reconstructions()->step == session->info()->step; }));
    const std::vector<Picture> drawn = session->reconstructions()->outputs;
    const auto before = totals();
    const int64_t step = session->info()->step;
    ASSERT_TRUE(done(session->configure(withBeta(4))));
    ASSERT_TRUE(done(session->train(100000, 0)));
    ASSERT_TRUE(until([this] { return session->metrics()->train.size() > 5; }));
    ASSERT_TRUE(done(show(1))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Running);
    const auto info = session->info();
    EXPECT_EQ(info->step, step);
    EXPECT_EQ(info->run, 1);
    EXPECT_EQ(info->spec.number("beta"), 1.0);
    ASSERT_TRUE(info->elsewhere);
    ASSERT_TRUE(info->noTraining);
    EXPECT_EQ(totals(), before);
    ASSERT_TRUE(session->codes());
    EXPECT_EQ(session->codes()->encoded, 1280);
    EXPECT_EQ(session->codes()->stampOf(0).step, step);
    EXPECT_TRUE(row(1).current);
    EXPECT_FALSE(row(1).trains);
    const double epoch = info->elsewhere->epoch;
    ASSERT_TRUE(until([&] { return session->info()->elsewhere->epoch > epoch + 1; })) << "it goes on";
    const uint64_t ticket = session->decode(Lane::Files, {.z = {{0.5F, -0.5F}}});
    ASSERT_TRUE(until([&] { return session->fileAnswer(ticket) != nullptr; }));
    EXPECT_EQ(session->fileAnswer(ticket)->weightsStep, step) << "with the weights of the run that is shown";
    ASSERT_TRUE(until([&] { return session->reconstructions() != nullptr; })) << "pictures of the run that is shown";
    EXPECT_EQ(session->reconstructions()->step, step);
    EXPECT_TRUE(looksLike(session->reconstructions()->outputs, drawn)) << "as when it was at rest";
    session->followReconstructions({3, 5});
    EXPECT_TRUE(until([&] { return session->reconstructions()->indices == std::vector<int64_t>{3, 5}; }));
    session->followReconstructions({});
    EXPECT_FALSE(done(session->adjust("beta", 2)));
    EXPECT_EQ(lastReason.code, "run.elsewhere");
    // Back to the one that trains.
    ASSERT_TRUE(done(show(0)));
    EXPECT_FALSE(session->info()->elsewhere);
    EXPECT_EQ(session->info()->spec.number("beta"), 4.0);
    // And once more, until it is stopped: then the one that is looked at is the current one, and the other is kept.
    ASSERT_TRUE(done(show(1)));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    EXPECT_EQ(session->info()->run, 1);
    EXPECT_FALSE(session->info()->elsewhere);
    EXPECT_EQ(totals(), before);
    EXPECT_GT(row(2).step, 0);
    trainToTheEnd(0, 2);
    EXPECT_EQ(session->info()->step, step + 2);
}

TEST_F(SessionRuns, ACommandSaysWhichRunItHasLeftAndWhichIsShown) {
    const auto numbers = [this](CommandId id) {
        EXPECT_TRUE(done(id)) << lastReason.sentence();
        RunNumbers found{-1, -1};
        for (const auto& end : log.of<event::CommandDone>())
            if (end.id == id) found = end.runs;
        return std::pair(found.left, found.shown);
    };
    using Numbers = std::pair<int64_t, int64_t>;
    loadShapes();
    EXPECT_EQ(numbers(session->configure(withBeta(2))), Numbers(0, 0)) << "changed in place, and saved nowhere";
    trainToTheEnd(0, 5);
    EXPECT_EQ(numbers(session->configure(withBeta(4))), Numbers(1, 0)) << "saved by being left";
    EXPECT_EQ(numbers(session->edit({.run = 0, .name = "four"})), Numbers(0, 2)) << "saved to be named";
    EXPECT_EQ(numbers(session->configure(withBeta(5))), Numbers(0, 2));
    EXPECT_EQ(numbers(show(1)), Numbers(2, 1));
    EXPECT_EQ(numbers(show(1)), Numbers(0, 1));
    EXPECT_EQ(numbers(show(0, ShowRequest::What::StartOver)), Numbers(1, 0));
    // A run that trains is left by a look at another one, and gets its number for it.
    ASSERT_TRUE(done(session->train(100000, 0)));
    ASSERT_TRUE(until([this] { return session->metrics()->train.size() > 2; }));
    EXPECT_EQ(numbers(show(1)), Numbers(3, 1));
    EXPECT_EQ(numbers(show(3)), Numbers(1, 3));
    EXPECT_FALSE(session->info()->elsewhere);
    ASSERT_TRUE(done(show(1)));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    EXPECT_EQ(numbers(session->edit({.run = 3, .deleted = true})), Numbers(0, 1)) << "by its end none was left";
    EXPECT_EQ(numbers(session->edit({.run = 3, .deleted = false})), Numbers(0, 1));
    EXPECT_FALSE(done(session->edit({.run = 77, .deleted = false})));
    EXPECT_EQ(lastReason.code, "project.run");
}

TEST_F(SessionRuns, ARunOnOtherImagesIsOpenedWithThem) {
    loadShapes(300);
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save(project())));
    begin();
    loadShapes(400);
    trainToTheEnd(0, 6);
    ASSERT_TRUE(done(session->save(project())));
    ASSERT_EQ(session->runs()->rows.size(), 2U);
    EXPECT_FALSE(row(1).sameImages);
    ASSERT_TRUE(done(show(1))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, 5);
    EXPECT_EQ(session->images()->count(), 300);
    ASSERT_TRUE(done(show(2)));
    EXPECT_EQ(session->images()->count(), 400);
}

TEST_F(SessionRuns, CurvesOfAnotherRunAreReadAndWritten) {
    loadShapes();
    trainToTheEnd(0, 12);
    const auto first = totals();
    ASSERT_TRUE(done(session->configure(withBeta(4))));
    const JobId job = session->readCurves(1);
    ASSERT_EQ(ended(job).how, event::JobEnded::How::Done);
    const auto curves = session->curvesOf(job);
    ASSERT_TRUE(curves);
    ASSERT_EQ(curves->metrics->train.size(), 12);
    EXPECT_EQ(curves->metrics->train.at(11, RunMetrics::kFixedColumns), first.back());
    EXPECT_EQ(ended(session->readCurves(7)).how, event::JobEnded::How::Failed);
    ASSERT_EQ(ended(session->exportCurves(folder / "c.csv", 1)).how, event::JobEnded::How::Done);
    EXPECT_GT(std::filesystem::file_size(folder / "c.csv"), 200U);
    const JobId written = session->writeCommand(1);
    ASSERT_EQ(ended(written).how, event::JobEnded::How::Done);
    EXPECT_NE(session->commandOf(written).find("zscape-cli train sample:shapes --recipe vae-2d"), std::string::npos)
        << session->commandOf(written);
    EXPECT_EQ(ended(session->writeCommand(7)).how, event::JobEnded::How::Failed);
}

}  // namespace
}  // namespace zscape
