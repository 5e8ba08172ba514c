#include "tests/engine/session/session_fixture.h"

#include "engine/data/picture_writers.h"
#include "engine/project/project.h"

#include <fstream>

namespace zscape {
namespace {

struct SessionProject : testing::SessionFixture {
    std::filesystem::path project() const { return folder / "run.zscape"; }
};

TEST_F(SessionProject, AnOpenedProjectGoesOnToTheBit) {
    loadShapes();
    trainToTheEnd(0, 25);  // in the middle of an epoch
    ASSERT_TRUE(done(session->adjust("beta", 0.5)));
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->savedStep, 25);
    EXPECT_FALSE(session->info()->unsavedWork);
    EXPECT_EQ(session->info()->project.filename(), "run.zscape");
    trainToTheEnd(0, 20);
    EXPECT_TRUE(session->info()->unsavedWork);
    const auto straight = totals();
    const double epochMean = session->metrics()->trainEpoch.at(1, 3);
    const auto weights = [this] {
        return std::pair(session->metrics()->weights.size(),
                         session->metrics()->weights.at(session->metrics()->weights.size() - 1, 4));
    };
    EXPECT_EQ(weights(), std::pair(int64_t{2}, 0.5)) << "a row for each weight that beta had";

    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Finished);
    const auto info = session->info();
    EXPECT_EQ(info->step, 25);
    EXPECT_EQ(info->savedStep, 25);
    EXPECT_EQ(info->spec.number("beta"), 0.5);
    EXPECT_EQ(info->config.overrides, small().overrides);
    EXPECT_EQ(session->images()->count(), 1280);
    ASSERT_EQ(session->marks().size(), 1u);
    EXPECT_EQ(session->marks()[0].key, "beta");
    EXPECT_EQ(session->metrics()->train.size(), 25);
    EXPECT_EQ(weights(), std::pair(int64_t{1}, 1.0));
    ASSERT_EQ(info->ledger.size(), 2u);
    EXPECT_EQ(info->ledger[1].weight, 1) << "of the last step: beta was changed after it";
    EXPECT_NEAR(info->ledger[0].contribution + info->ledger[1].contribution, totals().back(), 1e-3);
    trainToTheEnd(0, 20);
    EXPECT_EQ(totals(), straight);
    EXPECT_EQ(weights(), std::pair(int64_t{2}, 0.5));
    EXPECT_EQ(session->metrics()->trainEpoch.at(1, 3), epochMean);
}

TEST_F(SessionProject, ASlashAtItsEndIsTheSameProject) {
    loadShapes();
    trainToTheEnd(0, 2);
    ASSERT_TRUE(done(session->save(project() / ""))) << lastReason.sentence();
    EXPECT_EQ(session->info()->project, project());
    restart();
    ASSERT_TRUE(done(session->open(project() / ""))) << lastReason.sentence();
    EXPECT_EQ(session->info()->project, project());
    trainToTheEnd(0, 2);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->savedStep, 4);
    EXPECT_EQ(Project::openForReading(project() / "").folder(), project());
}

TEST_F(SessionProject, SavesWhileTrainingAndAgain) {
    loadShapes();
    ASSERT_TRUE(done(session->train(1000, 0)));
    ASSERT_TRUE(until([this] { return session->metrics()->train.size() > 5; }));
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Running);
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    const int64_t step = session->info()->step;
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, step);
    EXPECT_EQ(session->metrics()->train.size(), step);
    EXPECT_EQ(session->info()->epochsPlanned, 1000);
}

TEST_F(SessionProject, OpensItsOwnProjectAgain) {
    loadShapes(300);
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->save(project())));
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->epoch, 1);
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
}

TEST_F(SessionProject, MissingImagesAreNamed) {
    const auto photos = folder / "photos";
    const ImportRequest request = greyPhotos(photos, 4);
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    std::filesystem::rename(photos, folder / "elsewhere");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->imagesGone, std::vector<std::string>{photos.string()});
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_FALSE(done(session->train()));
    std::filesystem::rename(folder / "elsewhere", photos);
    EXPECT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Ready) << "it had not been trained";
}

TEST_F(SessionProject, WhatIsNoProjectLeavesWhatWas) {
    loadShapes(300);
    EXPECT_FALSE(done(session->open(folder / "nothing.zscape")));
    EXPECT_EQ(lastReason.code, "project.missing");
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_FALSE(done(session->save("/proc/zscape/none.zscape")));
    EXPECT_EQ(session->info()->savedStep, -1);
}

TEST_F(SessionProject, ATableOfCodesGoesOnWithImagesThatWereAdded) {
    const std::filesystem::path photos = folder / "photos", saved = folder / "glo.zscape";
    RunConfig config = small();
    config.recipe = "glo";
    config.threads = 1;
    config.overrides["latent_dimensions"] = int64_t{2};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(greyPhotos(photos, 20)))) << lastReason.sentence();
    trainToTheEnd(3, 0);
    ASSERT_TRUE(done(session->save(saved))) << lastReason.sentence();
    restart();
    greyPhotos(photos, 40);  // every second one is an old one
    ASSERT_TRUE(done(session->open(saved))) << lastReason.sentence();
    EXPECT_EQ(session->images()->count(), 40);
    trainToTheEnd(2, 0);
    EXPECT_EQ(session->info()->step, 5);  // one step an epoch
    ASSERT_EQ(totals().size(), 5u);
    EXPECT_LT(totals()[3], totals()[0]) << "from where it was, not from the beginning";
}

TEST_F(SessionProject, AMovedProjectIsMadeAnewWithAllOfTheRun) {
    loadShapes(300);
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    for (const bool deleted : {false, true}) {
        const auto moved = folder / "moved.zscape";
        std::filesystem::remove_all(moved);
        std::filesystem::rename(project(), moved);
        if (deleted) std::filesystem::remove_all(moved);
        trainToTheEnd(0, 5);
        const int64_t step = session->info()->step;
        ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
        EXPECT_EQ(session->info()->savedStep, step);
        const Project anew = Project::openForReading(project());
        EXPECT_EQ(anew.newestCheckpoint(anew.currentRun()->id)->step, step);
        int64_t rows = 0;
        for (const StoredMetric& metric : anew.metrics(anew.currentRun()->id))
            rows += metric.kind == StoredMetric::Kind::Train ? 1 : 0;
        EXPECT_EQ(rows, step) << "not only those since the last save";
        if (deleted) continue;
        const Project before = Project::openForReading(moved);
        EXPECT_EQ(before.newestCheckpoint(before.currentRun()->id)->step, 5);
        const auto warnings = log.of<event::Warning>();
        ASSERT_FALSE(warnings.empty());
        EXPECT_EQ(warnings.back().what.code, "project.anew");
    }
    // What somebody else has put there is not written into.
    std::filesystem::rename(project(), folder / "again.zscape");
    { Project::create(project()); }
    trainToTheEnd(0, 5);
    for (int tries = 0; tries < 2; ++tries) {
        EXPECT_FALSE(done(session->save(project())));
        EXPECT_EQ(lastReason.code, "project.replaced") << lastReason.sentence();
    }
    EXPECT_TRUE(Project::open(project()).runs().empty());
    ASSERT_TRUE(done(session->save(folder / "elsewhere.zscape"))) << lastReason.sentence();
    EXPECT_EQ(Project::openForReading(folder / "elsewhere.zscape").newestCheckpoint(1)->step, session->info()->step);
}

TEST_F(SessionProject, WhatCouldNotBeSavedIsKnownUntilItIs) {
    loadShapes(300);
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save(project())));
    trainToTheEnd(0, 2);
    std::ofstream(folder / "a file") << "where a project should be";
    ASSERT_FALSE(done(session->save(folder / "a file")));
    ASSERT_TRUE(session->info()->notSaved);
    EXPECT_EQ(session->info()->notSaved->reason.code, lastReason.code);
    EXPECT_EQ(session->info()->notSaved->place, folder / "a file");
    EXPECT_EQ(session->info()->notSaved->sinceStep, 0) << "there it never was";
    ASSERT_TRUE(done(session->save({})));
    EXPECT_FALSE(session->info()->notSaved);
    EXPECT_EQ(session->info()->savedStep, 7);
}

TEST_F(SessionProject, WhereTheNewestWeightsAreDamagedTheRunGoesOnFromTheOlderOnes) {
    loadShapes(300);
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save(project())));
    trainToTheEnd(0, 3);
    ASSERT_TRUE(done(session->save(project())));
    const auto straight = totals();
    restart();
    std::filesystem::remove(project() / "checkpoints" / "1" / "8.safetensors");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, 5);
    EXPECT_EQ(session->metrics()->train.size(), 5);
    const auto warnings = log.of<event::Warning>();
    ASSERT_FALSE(warnings.empty());
    EXPECT_EQ(warnings.front().what.code, "project.lost-weights");
    EXPECT_NE(warnings.front().what.sentence().find("step 8"), std::string::npos) << warnings.front().what.sentence();
    // What is lost is still known, until it is trained anew.
    const auto info = session->info();
    const auto& lost = info->lostWeights;
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->newest, 8);
    EXPECT_EQ(lost->opened, 5);
    EXPECT_EQ(lost->file, project() / "checkpoints" / "1" / "8.safetensors");
    EXPECT_EQ(lost->metrics->train.size(), 8);
    EXPECT_EQ(lost->metrics->train.at(7, RunMetrics::kStep), 8);
    trainToTheEnd(0, 3);
    EXPECT_FALSE(session->info()->lostWeights);
    EXPECT_EQ(totals(), straight);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(Project::openForReading(project()).newestCheckpoint(1)->step, 8);
}

TEST_F(SessionProject, AnyOfItsRunsIsOpenedByItsNumber) {
    loadShapes(300);
    trainToTheEnd(0, 4);
    ASSERT_TRUE(done(session->save(project())));
    EXPECT_EQ(session->info()->run, 1);
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->save(project()))) << "a run that was not trained";
    EXPECT_EQ(session->info()->run, 2);
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->run, 1);
    EXPECT_EQ(session->info()->step, 4);
    EXPECT_EQ(log.of<event::Warning>().front().what.code, "project.newer-run");
    OpenRequest request;
    request.project = project();
    request.run = 2;
    ASSERT_TRUE(done(session->open(request))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, 0);
    request.run = 3;
    EXPECT_FALSE(done(session->open(request)));
    EXPECT_EQ(lastReason.code, "project.run");
}

}  // namespace
}  // namespace zscape
