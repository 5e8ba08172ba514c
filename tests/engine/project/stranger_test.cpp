#include "engine/project/project.h"

#include "engine/core/run_limits.h"
#include "engine/project/database.h"
#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// A project with one of everything, then `sql` on it as a stranger would: no CHECK stands in the way.
fs::path madeByAStranger(const TemporaryFolder& folder, const std::string& sql) {
    const fs::path place = folder / "p.zscape";
    fs::remove_all(place);
    {
        Project project = Project::create(place);
        SavedState state;
        state.data.sources = {"/images"};
        state.data.importSettings = "{}";
        state.data.images = 12;
        state.run = StoredRun{};
        state.run->epochsPlanned = 3;
        state.run->terms = {"total"};
        state.step = 4;
        state.checkpoint = {1, 2, 3};
        state.rows = {{StoredMetric::Kind::HeldOut, {4, 0.5, 0.25, 7}}};
        state.marks = {{3, 0.5, "beta", 2}};
        state.run->parent = StoredParent{"vae", 2, true, 1};
        state.codes = {1, 2, 3};
        state.codesStep = 4;
        project.save(state);
    }
    const Database database(place / "project.db", Database::Mode::Open);
    database.execute("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF");
    if (!sql.empty()) database.execute(sql);
    return place;
}

std::string readAll(const fs::path& place, std::string* sentence = nullptr) {
    return codeOf(
        [&] {
            const Project project = Project::openForReading(place);
            project.data();
            project.runs();
            project.currentRun();
            project.metrics(1);
            project.marks(1);
            project.newestCheckpoint(1);
            project.data(1);
            project.codes(1);
        },
        sentence);
}

TEST(Stranger, WhatIsOutOfRangeIsToldByItsName) {
    const TemporaryFolder folder;
    EXPECT_EQ(readAll(madeByAStranger(folder, "")), "");
    struct Wrong {
        const char* sql;
        const char* says;
    };
    const std::vector<Wrong> all{
        {"UPDATE metric SET kind = 5", "metric.kind is \"5\", and must be a number from 0 to 4"},
        {"UPDATE metric SET kind = 6", "metric.kind"},
        {"UPDATE metric SET kind = 99", "metric.kind"},
        {"UPDATE metric SET kind = -1", "metric.kind"},
        {"UPDATE metric SET kind = -4", "metric.kind"},
        {"UPDATE metric SET kind = 2147483648", "metric.kind"},
        {"UPDATE metric SET kind = 4294967296", "metric.kind"},
        {"UPDATE metric SET kind = 'a'", "metric.kind"},
        {"UPDATE metric SET step = -1", "metric.step"},
        {"UPDATE metric SET step = 4611686018427387904", "metric.step"},
        {"UPDATE metric SET epoch = 1e300", "metric.epoch"},
        {"UPDATE metric SET epoch = -0.5", "metric.epoch"},
        {"UPDATE metric SET seconds = 9e999", "metric.seconds"},
        {"UPDATE metric SET seconds = 'late'", "metric.seconds"},
        {"UPDATE mark SET step = -7", "mark.step"},
        {"UPDATE mark SET epoch = 9e999", "mark.epoch"},
        {"UPDATE mark SET value = 9e999", "mark.value"},
        {"UPDATE run SET epochs_planned = 4611686018427387904", "run.epochs_planned"},
        {"UPDATE run SET epochs_planned = -1", "run.epochs_planned"},
        {"UPDATE data SET images = -1", "data.images"},
        {"UPDATE data SET images = 2000000000", "data.images"},
        {"UPDATE checkpoint SET step = -1", "checkpoint.step"},
        {"UPDATE checkpoint SET step = 4611686018427387904", "checkpoint.step"},
        {"UPDATE checkpoint SET bytes = -3", "checkpoint.bytes"},
        {"UPDATE codes SET step = -1", "codes.step"},
        {"UPDATE codes SET step = 'x'", "codes.step"},
        {"UPDATE codes SET bytes = -3", "codes.bytes"},
        {"UPDATE run SET data = -1", "run.data"},
        {"UPDATE run SET data = 'x'", "run.data"},
        {"UPDATE run SET parent = -1", "run.parent"},
        {"UPDATE run SET parent = 0.5", "run.parent"},
        {"UPDATE run SET parent_step = -2", "run.parent_step"},
        {"UPDATE run SET parent_step = 4611686018427387904", "run.parent_step"},
        {"UPDATE run SET weights_carried = 2", "run.weights_carried"},
        {"UPDATE state SET images = 'x'", "state.images"},
        {"UPDATE state SET run = 99", "does not say which of its runs"},
    };
    for (const Wrong& wrong : all) {
        std::string sentence;
        const std::string code = readAll(madeByAStranger(folder, wrong.sql), &sentence);
        EXPECT_EQ(code, "project.corrupt") << wrong.sql;
        EXPECT_NE(sentence.find(wrong.says), std::string::npos) << sentence;
        EXPECT_NE(sentence.find("p.zscape"), std::string::npos) << sentence;
    }
    for (const char* name : {"", ".", "..", "../1/4.safetensors", "/etc/passwd"})
        EXPECT_EQ(readAll(madeByAStranger(folder, "UPDATE checkpoint SET file = '" + std::string(name) + "'")),
                  "project.checkpoint")
            << name;
    EXPECT_EQ(readAll(madeByAStranger(folder, "UPDATE run SET data = 99; UPDATE run SET parent = 1")), "")
        << "images that are not there are none, and a run that has itself for a parent is never walked";
}

TEST(Stranger, LongValuesAreNotTaken) {
    const TemporaryFolder folder;
    EXPECT_EQ(readAll(madeByAStranger(folder, "UPDATE run SET spec = hex(zeroblob(45000000))")), "");
    const fs::path place = madeByAStranger(folder, "");
    EXPECT_NE(codeOf([&] {
                  Database(place / "project.db", Database::Mode::Open)
                      .execute("UPDATE run SET spec = hex(zeroblob(55000000))");
              }),
              "");
}

TEST(Stranger, NothingIsWrittenThatCouldNotBeRead) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    const int64_t run = project.addRun({});
    const auto refused = [&](const std::function<void()>& work) { EXPECT_EQ(codeOf(work), "project.value"); };
    refused([&] { project.setMarks(run, {{1, 0, "beta", std::numeric_limits<double>::infinity()}}); });
    refused([&] { project.setMarks(run, {{1, 0, "beta", std::nan("")}}); });
    refused([&] { project.setMarks(run, {{-1, 0, "beta", 1}}); });
    refused([&] { project.appendMetrics(run, {{static_cast<StoredMetric::Kind>(5), {1, 0, 0, 1}}}); });
    refused([&] { project.appendMetrics(run, {{StoredMetric::Kind::Train, {1, -1, 0, 1}}}); });
    refused([&] { project.saveCheckpoint(run, -1, {1}); });
    StoredRun longest;
    longest.epochsPlanned = kMostSteps + 1;
    refused([&] { project.addRun(longest); });
    StoredData images;
    images.images = -1;
    refused([&] { project.setData(images); });
    longest.epochsPlanned = kMostSteps;
    EXPECT_EQ(project.addRun(longest), run + 1) << "and nothing was left of those";
    EXPECT_EQ(project.run(run + 1)->epochsPlanned, kMostSteps);
    EXPECT_TRUE(project.metrics(run).empty());
}

TEST(Stranger, AnEmptyNameIsNoFolder) {
    for (const auto& work :
         std::vector<std::function<void()>>{[] { Project::create(""); }, [] { Project::open(""); },
                                            [] { Project::openForReading(""); }, [] { Project::requirePlace(""); }})
        EXPECT_EQ(codeOf(work), "project.place");
}

}  // namespace
}  // namespace zscape
