#include "tests/engine/session/session_fixture.h"

#include "engine/project/project.h"

#include <fstream>

namespace zscape {
namespace {

struct SessionAutosave : testing::SessionFixture {
    void SetUp() override { begin(std::chrono::milliseconds(50)); }

    void begin(std::chrono::milliseconds every) {
        session.reset();
        log.all.clear();
        Session::Options chosen = options();
        chosen.autosave = every;
        chosen.unsavedFolder = unsaved();
        session.emplace(chosen);
    }
    std::filesystem::path unsaved() const { return folder / "unsaved"; }
    std::filesystem::path project() const { return folder / "run.zscape"; }

    std::vector<std::filesystem::path> unsavedPlaces() const {
        std::vector<std::filesystem::path> places;
        std::error_code none;
        for (auto entry = std::filesystem::directory_iterator(unsaved(), none);
             entry != std::filesystem::directory_iterator(); entry.increment(none))
            places.push_back(entry->path());
        return places;
    }
    /// Steps of the newest weights whose file lies in the project; below 0: none. Looked at from outside, while it is
    /// written to.
    static int64_t newestFile(const std::filesystem::path& place) {
        int64_t newest = -1;
        std::error_code none;
        for (auto entry = std::filesystem::recursive_directory_iterator(place / "checkpoints", none);
             entry != std::filesystem::recursive_directory_iterator(); entry.increment(none))
            if (entry->path().extension() == ".safetensors" && !entry->path().filename().string().starts_with("."))
                newest = std::max(newest, static_cast<int64_t>(std::stoll(entry->path().stem().string())));
        return newest;
    }
    /// What a power cut leaves: a copy of the files as they are at one moment, between two writes.
    std::filesystem::path cutOff(const std::filesystem::path& place) {
        const std::filesystem::path copy = folder / "copy.zscape";
        std::filesystem::copy(place, copy, std::filesystem::copy_options::recursive);
        std::filesystem::remove(copy / "lock");
        return copy;
    }
};

TEST_F(SessionAutosave, ARunIsSavedInItsProjectWhileItTrainsAndGoesOnToTheBit) {
    loadShapes();
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    ASSERT_TRUE(done(session->train(0, 1'000'000)));
    const int64_t perEpoch = session->info()->stepsPerEpoch;
    // A save within an epoch, taken from the running session as a power cut would leave it.
    ASSERT_TRUE(
        until([&] { return session->info()->savedStep > 2 * perEpoch && session->info()->savedStep % perEpoch != 0; }));
    ASSERT_TRUE(done(session->pause()));
    ASSERT_TRUE(until([&] { return session->info()->savedStep == session->info()->step; }))
        << "what a pause leaves is saved at once";
    const int64_t cut = session->info()->step;
    const std::filesystem::path copy = cutOff(project());
    ASSERT_TRUE(done(session->resume()));
    ASSERT_TRUE(until([&] { return session->info()->step > cut + 40; }));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    const auto straight = totals();
    EXPECT_TRUE(until([&] { return !session->info()->unsavedWork; })) << "and what a stop leaves";

    begin(std::chrono::milliseconds(0));
    ASSERT_TRUE(done(session->open(copy))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, cut);
    ASSERT_EQ(static_cast<int64_t>(totals().size()), cut) << "curves and weights are of one step";
    trainToTheEnd(0, 40);
    EXPECT_EQ(totals(), std::vector<double>(straight.begin(), straight.begin() + cut + 40));
}

TEST_F(SessionAutosave, WhileItTrainsNothingIsOlderThanTheInterval) {
    loadShapes();
    ASSERT_TRUE(done(session->save(project())));
    ASSERT_TRUE(done(session->train(0, 1'000'000)));
    ASSERT_TRUE(until([&] { return session->info()->step > 20; }));
    for (int look = 0; look < 3; ++look) {
        const int64_t step = session->info()->step;
        ASSERT_TRUE(until([&] { return newestFile(project()) >= step; })) << "no save after step " << step;
    }
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
}

TEST_F(SessionAutosave, WithoutAProjectARunIsKeptAmongTheUnsavedOnes) {
    loadShapes();
    EXPECT_TRUE(unsavedPlaces().empty()) << "nothing is trained yet";
    trainToTheEnd(0, 30);
    ASSERT_TRUE(until([&] { return unsavedPlaces().size() == 1 && newestFile(unsavedPlaces()[0]) == 30; }));
    EXPECT_TRUE(unsavedPlaces()[0].filename().string().starts_with("shapes "));
    EXPECT_TRUE(session->info()->project.empty()) << "it is not saved";
    EXPECT_EQ(session->info()->savedStep, -1);
    EXPECT_TRUE(session->info()->unsavedWork);
    EXPECT_TRUE(leftUnsaved(unsaved()).empty()) << "this session has it open";
    session.reset();  // as after a signal: nobody has said that it may go
    ASSERT_EQ(leftUnsaved(unsaved()), unsavedPlaces());

    begin(std::chrono::milliseconds(50));
    const std::filesystem::path left = unsavedPlaces()[0];
    ASSERT_TRUE(done(session->open(left))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, 30);
    EXPECT_TRUE(session->info()->unsavedWork) << "still nobody has given it a place";
    trainToTheEnd(0, 5);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->project, project());
    EXPECT_EQ(session->info()->savedStep, 35);
    EXPECT_TRUE(unsavedPlaces().empty()) << "it has moved";
    EXPECT_EQ(newestFile(project()), 35);
    begin(std::chrono::milliseconds(50));
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->metrics()->train.size(), 35);
}

TEST_F(SessionAutosave, ARunThatABranchLeftMovesToo) {
    loadShapes();
    trainToTheEnd(0, 30);
    ASSERT_TRUE(until([&] { return unsavedPlaces().size() == 1; }));
    RunConfig other = session->info()->config;
    other.overrides["beta"] = 2.0;
    ASSERT_TRUE(done(session->branch(other))) << lastReason.sentence();
    ASSERT_TRUE(untilState(RunState::Finished));
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->config.origin->run, 1);
    session.reset();
    const Project saved = Project::open(project());
    EXPECT_TRUE(saved.newestCheckpoint(1).has_value()) << "the run that was left";
    EXPECT_EQ(saved.currentRun()->id, 2);
}

TEST_F(SessionAutosave, WhatNobodyWantsGoes) {
    loadShapes();
    trainToTheEnd(0, 30);
    ASSERT_TRUE(until([&] { return unsavedPlaces().size() == 1; }));
    ASSERT_TRUE(done(session->configure(small())));
    EXPECT_EQ(unsavedPlaces().size(), 1U) << "another run beside it";
    EXPECT_TRUE(session->info()->unsavedWork) << "the one that was left is in nobody's project";
    loadShapes(300);
    EXPECT_TRUE(unsavedPlaces().empty()) << "other images";
    trainToTheEnd(0, 30);
    ASSERT_TRUE(until([&] { return unsavedPlaces().size() == 1; }));
    session->forgetUnsaved();
    session.reset();
    EXPECT_TRUE(unsavedPlaces().empty()) << "closed without saving";
}

TEST_F(SessionAutosave, AnOpenedProjectThatNobodyChangesIsNotWrittenTo) {
    loadShapes();
    trainToTheEnd(0, 30);
    ASSERT_TRUE(done(session->save(project())));
    begin(std::chrono::milliseconds(1));
    ASSERT_TRUE(done(session->open(project())));
    const auto file = project() / "checkpoints" / "1" / "30.safetensors";
    const auto written = std::filesystem::last_write_time(file);
    session->wantCodes(true);
    ASSERT_TRUE(until([&] { return session->codes() && session->codes()->encoded == session->codes()->count; }));
    EXPECT_EQ(std::filesystem::last_write_time(file), written);
    // A setting that is changed at rest is a change.
    ASSERT_TRUE(done(session->adjust("beta", 0.5)));
    ASSERT_TRUE(until([&] { return std::filesystem::exists(project() / "checkpoints" / "1" / "30.1.safetensors"); }));
}

TEST_F(SessionAutosave, WhatCannotBeSavedIsSaidOnceAndTrainingGoesOn) {
    std::ofstream(unsaved()) << "a file where the folder should be";
    loadShapes();
    const auto warnings = [&] {
        return std::count_if(log.all.begin(), log.all.end(), [](const Event& event) {
            return std::holds_alternative<event::Warning>(event) &&
                   std::get<event::Warning>(event).what.code == "autosave.failed";
        });
    };
    ASSERT_TRUE(done(session->train(0, 1'000'000)));
    ASSERT_TRUE(until([&] { return warnings() == 1; }));
    const int64_t step = session->info()->step;
    ASSERT_TRUE(until([&] { return session->info()->step > step + 200; }));
    EXPECT_EQ(session->state(), RunState::Running);
    ASSERT_TRUE(session->info()->notSaved);
    EXPECT_EQ(session->info()->notSaved->sinceStep, 0) << "never";
    EXPECT_EQ(session->info()->notSaved->bytesNeeded, -1) << "the disk is not full";
    // Once there is room it is saved, without a word.
    std::filesystem::remove(unsaved());
    ASSERT_TRUE(until([&] { return unsavedPlaces().size() == 1 && newestFile(unsavedPlaces()[0]) > step; }));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    // The file lies there before the project's database says so.
    EXPECT_TRUE(until([&] { return !session->info()->notSaved; }));
    EXPECT_EQ(warnings(), 1);
}

TEST_F(SessionAutosave, SavingToNoPlaceIsASentenceWhereThereIsNone) {
    session.emplace(options());
    loadShapes();
    EXPECT_FALSE(done(session->save({})));
    EXPECT_EQ(lastReason.code, "project.place");
}

TEST_F(SessionAutosave, ASaveElsewhereThatFailsChangesNothing) {
    loadShapes();
    trainToTheEnd(0, 10);
    ASSERT_TRUE(done(session->save(project())));
    trainToTheEnd(0, 10);
    ASSERT_TRUE(until([&] { return session->info()->savedStep == 20; }));
    EXPECT_FALSE(done(session->save("/proc/zscape/none.zscape")));
    EXPECT_EQ(session->info()->project, project());
    EXPECT_EQ(session->info()->savedStep, 20);
}

TEST_F(SessionAutosave, AProjectThatIsMovedWhileItTrainsIsMadeAnew) {
    loadShapes();
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    ASSERT_TRUE(done(session->train(0, 1'000'000)));
    ASSERT_TRUE(until([&] { return session->info()->savedStep > 0; }));
    const auto moved = folder / "moved.zscape";
    std::filesystem::rename(project(), moved);
    ASSERT_TRUE(until([&] { return newestFile(project()) > 0; }));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    ASSERT_TRUE(until([&] { return !session->info()->unsavedWork; }));
    const int64_t step = session->info()->step;
    session.reset();
    const Project anew = Project::open(project());
    EXPECT_EQ(anew.newestCheckpoint(1)->step, step);
    int64_t rows = 0;
    for (const StoredMetric& metric : anew.metrics(1)) rows += metric.kind == StoredMetric::Kind::Train ? 1 : 0;
    EXPECT_EQ(rows, step);
    const Project before = Project::open(moved);
    EXPECT_LT(before.newestCheckpoint(1)->step, step);
    EXPECT_FALSE(before.newestCheckpoint(1)->lost);
    int64_t said = 0;
    for (const auto& warning : log.of<event::Warning>()) said += warning.what.code == "project.anew" ? 1 : 0;
    EXPECT_EQ(said, 1);
}

}  // namespace
}  // namespace zscape
