#include "engine/project/project.h"

#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <gtest/gtest.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// A run at `step`, with rows up to there since the tenth step before, and weights that are its step's.
SavedState savedAt(int64_t run, int64_t step) {
    SavedState state;
    state.data.importSettings = "{}";
    state.run = StoredRun{};
    state.run->id = run;
    state.run->spec = "spec " + std::to_string(run);
    state.step = step;
    state.checkpoint.assign(1000, static_cast<uint8_t>(step));
    for (int64_t row = std::max<int64_t>(1, step - 9); row <= step; ++row)
        state.rows.push_back({StoredMetric::Kind::Train, {static_cast<double>(row), 0, 0, static_cast<double>(step)}});
    return state;
}

fs::path weightsOf(const fs::path& place, int64_t run, int64_t step) {
    return place / "checkpoints" / std::to_string(run) / (std::to_string(step) + ".safetensors");
}

void damage(const fs::path& file) {
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(500).put(99);
}

TEST(Runs, OneThatWasHardlyBegunHidesNone) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    EXPECT_EQ(project.save(savedAt(0, 0)), 1);
    EXPECT_EQ(project.currentRun()->id, 1) << "there is no other";
    project.save(savedAt(1, 40));
    EXPECT_EQ(project.save(savedAt(0, 0)), 2);
    EXPECT_EQ(project.currentRun()->id, 1);
    EXPECT_EQ(project.addRun({}), 3);
    EXPECT_EQ(project.currentRun()->id, 1) << "as a version without a first save in one piece left it";
    project.save(savedAt(2, 5));
    EXPECT_EQ(project.currentRun()->id, 2);
    const std::vector<RunSummary> runs = project.runs();
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0].step, 40);
    EXPECT_EQ(runs[1].step, 5);
    EXPECT_EQ(runs[1].spec, "spec 2");
    EXPECT_EQ(runs[2].step, -1);
    EXPECT_EQ(project.run(1)->spec, "spec 1");
    std::string sentence;
    EXPECT_EQ(codeOf([&] { project.run(7); }, &sentence), "project.run");
    EXPECT_NE(sentence.find("1, 2, 3"), std::string::npos) << sentence;
}

TEST(Runs, WhereTheNewestWeightsAreDamagedTheOlderOnesAreOpened) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    {
        Project project = Project::create(place);
        for (const int64_t step : {10, 20, 30}) project.save(savedAt(step == 10 ? 0 : 1, step));
    }
    damage(weightsOf(place, 1, 30));
    for (const bool writes : {false, true}) {
        const Project project = writes ? Project::open(place) : Project::openForReading(place);
        const StoredCheckpoint older = project.newestCheckpoint(1).value();
        EXPECT_EQ(older.step, 20);
        EXPECT_EQ(older.bytes, savedAt(1, 20).checkpoint);
        ASSERT_TRUE(older.lost);
        EXPECT_EQ(older.lost->what.code, "project.lost-weights");
        for (const char* says : {"step 30", "step 20", "30.safetensors"})
            EXPECT_NE(older.lost->what.sentence().find(says), std::string::npos) << older.lost->what.sentence();
    }
    {
        // Trained on from there, what lay beyond is no more.
        Project project = Project::open(place);
        SavedState state = savedAt(1, 24);
        state.rows.erase(state.rows.begin(), state.rows.end() - 4);
        project.save(state);
        const StoredCheckpoint newest = project.newestCheckpoint(1).value();
        EXPECT_EQ(newest.step, 24);
        EXPECT_FALSE(newest.lost);
        EXPECT_EQ(project.metrics(1).size(), 24U);
        EXPECT_EQ(project.metrics(1)[23].row[3], 24);
        EXPECT_FALSE(fs::exists(weightsOf(place, 1, 30)));
        damage(weightsOf(place, 1, 24));
        EXPECT_EQ(project.newestCheckpoint(1)->step, 20) << "two are kept";
    }
    {
        // The name of weights that are gone may be given again.
        fs::remove(weightsOf(place, 1, 24));
        Project project = Project::open(place);
        project.save(savedAt(1, 24));
        EXPECT_EQ(project.newestCheckpoint(1)->bytes, savedAt(1, 24).checkpoint);
        damage(weightsOf(place, 1, 24));
    }
    fs::remove(weightsOf(place, 1, 20));
    std::string sentence;
    EXPECT_EQ(codeOf([&] { Project::openForReading(place).newestCheckpoint(1); }, &sentence), "project.checkpoint");
    EXPECT_NE(sentence.find("24.safetensors"), std::string::npos) << "of the newest: " << sentence;
}

TEST(Runs, AJudgeIsAskedBeforeAFileIsRead) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    const std::string header = "{\"a\":1}";
    const auto fileOf = [&](uint8_t value) {
        std::vector<uint8_t> file(8 + header.size() + 100, value);
        const uint64_t length = header.size();
        std::memcpy(file.data(), &length, 8);
        std::memcpy(file.data() + 8, header.data(), header.size());
        return file;
    };
    Project project = Project::create(place);
    const int64_t run = project.addRun({});
    project.saveCheckpoint(run, 1, fileOf(1));
    project.saveCheckpoint(run, 2, fileOf(2));
    std::vector<int64_t> asked;
    const FileJudge judge{[&](std::span<const uint8_t> beginning, int64_t bytes, int64_t step) {
                              asked.push_back(step);
                              EXPECT_EQ(std::string(beginning.begin() + 8, beginning.end()), header);
                              EXPECT_EQ(bytes, static_cast<int64_t>(8 + header.size() + 100));
                              if (step == 2)
                                  throw Error("other",
                                              "These are the weights of another model, which nobody asked for.");
                          },
                          [&](std::span<const uint8_t> file) { EXPECT_EQ(file.back(), 1); }};
    const StoredCheckpoint taken = project.newestCheckpoint(run, judge).value();
    EXPECT_EQ(taken.step, 1);
    EXPECT_NE(taken.lost->what.sentence().find("another model"), std::string::npos);
    EXPECT_EQ(asked, (std::vector<int64_t>{2, 1}));
}

TEST(Runs, AMovedProjectIsNotWritten) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape", moved = folder / "moved.zscape";
    Project project = Project::create(place);
    project.save(savedAt(0, 10));
    EXPECT_TRUE(project.isInPlace());
    fs::rename(place, moved);
    EXPECT_FALSE(project.isInPlace());
    EXPECT_EQ(codeOf([&] { project.save(savedAt(1, 20)); }), "project.moved");
    EXPECT_EQ(codeOf([&] { project.setMarks(1, {}); }), "project.moved");
    EXPECT_EQ(codeOf([&] { project.saveCheckpoint(1, 20, {1}); }), "project.moved");
    EXPECT_FALSE(fs::exists(place)) << "nothing of it comes into being where it was";
    {
        // Another one of its name is not it.
        const Project other = Project::create(place);
        EXPECT_EQ(codeOf([&] { project.save(savedAt(1, 20)); }), "project.moved");
        EXPECT_FALSE(other.currentRun());
    }
    fs::remove_all(place);
    fs::rename(moved, place);
    EXPECT_TRUE(project.isInPlace());
    project.save(savedAt(1, 20));
    EXPECT_EQ(project.newestCheckpoint(1)->step, 20);
    // A file of its name in the place of its database is not it either.
    fs::rename(place / "project.db", place / "old.db");
    std::ofstream(place / "project.db") << "other";
    EXPECT_EQ(codeOf([&] { project.save(savedAt(1, 30)); }), "project.moved");
}

TEST(Runs, AreCalledByNumberOrName) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    for (int i = 0; i < 3; ++i) project.save(savedAt(0, 10));
    project.rename(1, "Wide");
    project.rename(3, "wide");
    project.setNote(2, "7 and 9 overlap");
    EXPECT_EQ(project.runCalled(""), 0);
    EXPECT_EQ(project.runCalled("2"), 2);
    EXPECT_EQ(project.runCalled("Wide"), 1);
    EXPECT_EQ(project.runCalled("wide"), 3);
    std::string sentence;
    EXPECT_EQ(codeOf([&] { project.runCalled("WIDE"); }, &sentence), "project.run");
    EXPECT_NE(sentence.find("1 (Wide), 3 (wide)"), std::string::npos) << sentence;
    EXPECT_EQ(codeOf([&] { project.runCalled("narrow"); }, &sentence), "project.run");
    EXPECT_NE(sentence.find("1 (Wide), 2, 3 (wide)"), std::string::npos) << sentence;
    EXPECT_EQ(codeOf([&] { project.rename(7, "x"); }), "project.run");
    project.save(savedAt(1, 20));
    const std::vector<RunSummary> runs = project.runs();
    EXPECT_EQ(runs[0].name, "Wide") << "a save leaves it";
    EXPECT_EQ(runs[1].note, "7 and 9 overlap");
}

TEST(Runs, TheBestWeightsAreKeptBesideTheNewest) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    SavedState state = savedAt(0, 10);
    EXPECT_EQ(codeOf([&] { project.checkpoint(project.save(state), StoredWeights::Best); }), "project.best");
    const auto bestOf = [&](int64_t run, int64_t step, uint8_t value) {
        SavedState saved = savedAt(run, step);
        saved.best = std::make_shared<const std::vector<uint8_t>>(500, value);
        saved.bestStep = step;
        return saved;
    };
    project.save(bestOf(1, 20, 7));
    SavedState later = savedAt(1, 30);
    later.bestStep = 20;
    project.save(later);
    EXPECT_EQ(project.runs()[0].bestStep, 20);
    EXPECT_EQ(project.bestCheckpoint(1)->bytes, std::vector<uint8_t>(500, 7));
    EXPECT_EQ(project.newestCheckpoint(1)->step, 30);
    project.save(bestOf(1, 40, 8));
    EXPECT_EQ(project.checkpoint(1, StoredWeights::Best)->step, 40);
    EXPECT_EQ(std::distance(fs::directory_iterator(place / "best"), {}), 1) << "the better one takes its place";
    damage(fs::directory_iterator(place / "best")->path());
    fs::resize_file(fs::directory_iterator(place / "best")->path(), 400);
    EXPECT_EQ(codeOf([&] { (void)project.bestCheckpoint(1); }), "project.checkpoint");
    project.save(savedAt(1, 50));
    EXPECT_FALSE(project.bestCheckpoint(1)) << "the objective has changed";
    EXPECT_TRUE(fs::is_empty(place / "best"));
    EXPECT_EQ(project.newestCheckpoint(1)->step, 50);
}

TEST(Runs, WhatIsRemovedGoesWithItsFiles) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    for (const int64_t step : {10, 20, 30}) {
        SavedState state = savedAt(0, step);
        state.codes.assign(100, 1);
        state.best = std::make_shared<const std::vector<uint8_t>>(100, uint8_t{2});
        state.bestStep = step;
        project.save(state);
    }
    EXPECT_EQ(project.currentRun()->id, 3);
    project.removeRuns({3, 1});
    ASSERT_EQ(project.runs().size(), 1U);
    EXPECT_EQ(project.currentRun()->id, 2) << "a project with runs always has a current one";
    for (const char* gone : {"checkpoints/1", "checkpoints/3", "codes/1.safetensors", "best/3.safetensors"})
        EXPECT_FALSE(fs::exists(place / gone)) << gone;
    EXPECT_EQ(project.newestCheckpoint(2)->step, 20);
    project.removeRuns({2});
    EXPECT_FALSE(project.currentRun());
    EXPECT_TRUE(project.data()) << "its images stay";
}

}  // namespace
}  // namespace zscape
