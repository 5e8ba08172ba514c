#include "engine/project/project_rows.h"

#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"
#include "tests/engine/project/old_projects.h"

#include <fstream>

namespace zscape {
namespace {

namespace fs = std::filesystem;

StoredData imagesIn(const std::string& folder) {
    StoredData data;
    data.sources = {folder};
    data.heldOutSources = {folder + " held out"};
    data.importSettings = R"({"labels":")" + folder + R"("})";
    data.fingerprint = "contents of " + folder;
    data.images = 12;
    data.heldOutFingerprint = "contents held out";
    return data;
}

SavedState savedOn(const std::string& folder, int64_t run, int64_t step) {
    SavedState state;
    state.data = imagesIn(folder);
    state.run = StoredRun{};
    state.run->id = run;
    state.run->config = "{}";
    state.step = step;
    state.checkpoint.assign(100, static_cast<uint8_t>(step));
    return state;
}

SavedState withCodes(SavedState state, uint8_t value) {
    state.codes.assign(500, value);
    state.codesStep = state.step;
    return state;
}

int64_t count(const fs::path& place, const std::string& table) {
    const Database database(place / "project.db", Database::Mode::Open);
    Statement select(database, "SELECT count(*) FROM " + table);
    return select.step() ? select.integer(0) : -1;
}

std::vector<std::string> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    return names;
}

void expectImages(const Project& project, int64_t run, const std::string& folder) {
    const std::optional<StoredData> data = project.data(run);
    ASSERT_TRUE(data) << folder;
    const StoredData expected = imagesIn(folder);
    EXPECT_EQ(data->sources, expected.sources);
    EXPECT_EQ(data->heldOutSources, expected.heldOutSources);
    EXPECT_EQ(data->importSettings, expected.importSettings);
    EXPECT_EQ(data->fingerprint, expected.fingerprint);
    EXPECT_EQ(data->images, expected.images);
    EXPECT_EQ(data->heldOutFingerprint, expected.heldOutFingerprint);
}

TEST(ProjectRows, EachRunHasItsImagesAndRunsOnTheSameShareThem) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    project.save(savedOn("/cats", 0, 10));
    project.save(savedOn("/cats", 0, 10));
    EXPECT_EQ(count(place, "data"), 1);
    project.save(savedOn("/dogs", 0, 10));
    EXPECT_EQ(count(place, "data"), 2);
    EXPECT_EQ(count(place, "data_source"), 4);
    expectImages(project, 1, "/cats");
    expectImages(project, 2, "/cats");
    expectImages(project, 3, "/dogs");
    expectImages(project, 0, "/dogs");
    project.save(savedOn("/birds", 2, 20));
    expectImages(project, 1, "/cats");
    expectImages(project, 2, "/birds");
    expectImages(project, 0, "/birds");
    project.save(savedOn("/birds", 1, 20));
    EXPECT_EQ(count(place, "data"), 2) << "nobody has the cats any more";
    EXPECT_EQ(count(place, "data_source"), 4);
}

TEST(ProjectRows, ImagesThatMovedAreThoseOfEveryRunOnThem) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    project.save(savedOn("/cats", 0, 10));
    project.save(savedOn("/dogs", 0, 10));
    project.save(savedOn("/cats", 0, 10));
    project.save(savedOn("/moved", 0, 10));
    project.moveData(1, imagesIn("/moved"));
    for (const int64_t run : {1, 3, 4}) expectImages(project, run, "/moved");
    expectImages(project, 2, "/dogs");
    EXPECT_EQ(count(place, "data"), 2);
}

TEST(ProjectRows, ImagesWithoutARunStayUntilThereIsOne) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    EXPECT_FALSE(project.data());
    project.setData(imagesIn("/cats"));
    expectImages(project, 0, "/cats");
    project.moveData(0, imagesIn("/moved"));
    expectImages(project, 0, "/moved");
    EXPECT_EQ(count(place, "data"), 1);
    project.save(savedOn("/dogs", 0, 10));
    expectImages(project, 0, "/dogs");
    EXPECT_EQ(count(place, "data"), 1);
    project.setData(imagesIn("/cats"));
    expectImages(project, 0, "/cats");
    expectImages(project, 1, "/dogs");
    project.setData(imagesIn("/dogs"));
    EXPECT_EQ(count(place, "data"), 1) << "those are the run's own";
}

TEST(ProjectRows, ARunKnowsTheOneThatItTookUp) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    project.save(savedOn("/cats", 0, 10));
    SavedState branch = savedOn("/cats", 0, 5);
    branch.run->parent = StoredParent{"beta-vae", 1200, true, 1};
    EXPECT_EQ(project.save(branch), 2);
    branch.run->parent = StoredParent{"vae", 3, false, 77};
    EXPECT_EQ(project.save(branch), 3) << "a run that is not here";
    branch.run->id = 2;
    project.save(branch);  // lineage never changes
    const std::vector<RunSummary> runs = project.runs();
    EXPECT_FALSE(runs[0].parent);
    for (const auto& parent : {runs[1].parent, project.run(2)->parent}) {
        ASSERT_TRUE(parent);
        EXPECT_EQ(parent->recipe, "beta-vae");
        EXPECT_EQ(parent->step, 1200);
        EXPECT_TRUE(parent->weightsCarried);
        EXPECT_EQ(parent->run, 1);
    }
    ASSERT_TRUE(runs[2].parent);
    EXPECT_EQ(runs[2].parent->run, 0);
    EXPECT_EQ(runs[2].parent->step, 3);
    EXPECT_FALSE(runs[2].parent->weightsCarried);
    Database(place / "project.db", Database::Mode::Open).execute("DELETE FROM run WHERE id = 1");
    EXPECT_EQ(project.run(2)->parent->run, 0);
    EXPECT_EQ(project.run(2)->parent->step, 1200);
}

TEST(ProjectRows, TheCurrentRunIsTheOneThatWasSavedLastOrChosen) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    EXPECT_FALSE(project.currentRun());
    project.save(savedOn("/cats", 0, 10));
    project.save(savedOn("/cats", 0, 10));
    EXPECT_EQ(project.currentRun()->id, 2);
    project.save(savedOn("/cats", 1, 20));
    EXPECT_EQ(project.currentRun()->id, 1) << "it was saved last";
    project.chooseRun(2);
    EXPECT_EQ(project.currentRun()->id, 2);
    EXPECT_EQ(project.save(savedOn("/cats", 0, 0)), 3);
    EXPECT_EQ(project.currentRun()->id, 2) << "a run that was hardly begun hides none";
    project.chooseRun(3);
    EXPECT_EQ(project.currentRun()->id, 2);
    project.save(savedOn("/cats", 3, 1));
    EXPECT_EQ(project.currentRun()->id, 3);
    Database(project.folder() / "project.db", Database::Mode::Open).execute("UPDATE state SET run = NULL");
    std::string sentence;
    EXPECT_EQ(codeOf([&] { project.currentRun(); }, &sentence), "project.corrupt");
    EXPECT_NE(sentence.find("1, 2, 3"), std::string::npos) << sentence;
    EXPECT_TRUE(project.run(1));
}

TEST(ProjectRows, WhyARunEndedIsKeptWithIt) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    SavedState state = savedOn("/cats", 0, 10);
    state.run->endedBy = "patience";
    state.run->id = project.save(state);
    EXPECT_EQ(project.currentRun()->endedBy, "patience");
    state.run->endedBy.clear();
    project.save(state);
    EXPECT_EQ(project.currentRun()->endedBy, "") << "it went on";
}

TEST(ProjectRows, CodesAreSavedWithTheirRun) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    project.save(savedOn("/cats", 0, 10));
    EXPECT_FALSE(project.codes(1));
    EXPECT_FALSE(fs::exists(place / "codes"));
    project.save(withCodes(savedOn("/cats", 1, 20), 1));
    EXPECT_EQ(project.codes(1), withCodes({}, 1).codes);
    EXPECT_EQ(namesIn(place / "codes"), std::vector<std::string>{"1.safetensors"});
    project.save(savedOn("/cats", 1, 30));
    EXPECT_EQ(project.codes(1), withCodes({}, 1).codes) << "none came with this save: the older ones stay";
    for (uint8_t value = 2; value < 5; ++value) {
        project.save(withCodes(savedOn("/cats", 1, 30), value));
        EXPECT_EQ(project.codes(1), withCodes({}, value).codes);
        EXPECT_EQ(namesIn(place / "codes").size(), 1U);
    }
    EXPECT_FALSE(project.codes(2));
    // A save that fails leaves those that were there.
    SavedState wrong = withCodes(savedOn("/cats", 1, 30), 9);
    wrong.marks = {{-1, 0, "beta", 1}};
    EXPECT_EQ(codeOf([&] { project.save(wrong); }), "project.value");
    wrong = withCodes(savedOn("/cats", 1, 30), 9);
    wrong.step = -1;
    EXPECT_EQ(codeOf([&] { project.save(wrong); }), "project.value");
    EXPECT_EQ(project.codes(1), withCodes({}, 4).codes);
    EXPECT_EQ(namesIn(place / "codes").size(), 1U);
    // Opened at older weights and saved there, those of the weights that are gone go with them.
    project.save(savedOn("/cats", 1, 25));
    EXPECT_FALSE(project.codes(1));
    EXPECT_TRUE(namesIn(place / "codes").empty());
}

TEST(ProjectRows, CodesThatCannotBeReadAreToldAsSuch) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape", file = place / "codes" / "1.safetensors";
    Project project = Project::create(place);
    project.save(withCodes(savedOn("/cats", 0, 10), 1));
    std::string sentence;
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(300).put(99);
    EXPECT_EQ(codeOf([&] { project.codes(1); }, &sentence), "project.codes");
    EXPECT_NE(sentence.find("1.safetensors"), std::string::npos) << sentence;
    fs::resize_file(file, 100);
    EXPECT_EQ(codeOf([&] { project.codes(1); }), "project.codes");
    fs::remove(file);
    EXPECT_EQ(codeOf([&] { project.codes(1); }), "project.codes");
    EXPECT_EQ(project.newestCheckpoint(1)->step, 10) << "the run is as good as it was";
    for (const char* name : {"../project.db", "..", "/etc/passwd", ""}) {
        const Database database(place / "project.db", Database::Mode::Open);
        database.execute("PRAGMA ignore_check_constraints = ON");
        database.execute("UPDATE codes SET file = '" + std::string(name) + "'");
        EXPECT_EQ(codeOf([&] { project.codes(1); }), "project.codes") << name;
    }
    project.save(withCodes(savedOn("/cats", 1, 20), 2));
    EXPECT_EQ(project.codes(1), withCodes({}, 2).codes);
    EXPECT_TRUE(fs::exists(place / "project.db")) << "and nothing outside was removed";
}

TEST(ProjectRows, AReaderFindsTheCodesThatTookTheirPlace) {
    const TemporaryFolder folder;
    Project writer = Project::create(folder / "p.zscape");
    writer.save(withCodes(savedOn("/cats", 0, 10), 1));
    const Project reader = Project::openForReading(folder / "p.zscape");
    // A name that is given again lies under the row that was read before.
    bool replaced = false;
    FileJudge judge;
    judge.whole = [&](std::span<const uint8_t>) {
        if (std::exchange(replaced, true)) return;
        writer.save(withCodes(savedOn("/cats", 1, 20), 2));
        throw Error("other", "The file is another one by now.");
    };
    EXPECT_EQ(reader.codes(1, judge), withCodes({}, 2).codes);
}

TEST(ProjectRows, SelectionsAreThoseThatWereSetLastInTheirOrder) {
    const TemporaryFolder folder;
    const StoredSelections named{{"Sevens", "label 7", {"train 7", "a\nb.png", "train 7"}}, {"none", "", {}}};
    {
        Project project = Project::create(folder / "p.zscape");
        EXPECT_TRUE(project.selections().empty());
        project.setSelections({{"old", "", {"x"}}});
        project.setSelections(named);
    }
    Project project = Project::open(folder / "p.zscape");
    EXPECT_EQ(project.selections(), named);
    SavedState state;
    state.data.importSettings = "{}";
    project.save(state);
    EXPECT_EQ(project.selections(), named) << "a save that says nothing of them leaves them";
    state.run = StoredRun{};
    state.checkpoint = {1};
    state.selections = std::make_shared<const StoredSelections>(StoredSelections{named[1]});
    project.save(state);
    EXPECT_EQ(project.selections(), *state.selections);
}

/// What version 4 had: one row of images for all runs, lineage in the configuration, and no current run.
fs::path projectOfVersion4(const TemporaryFolder& folder) {
    const fs::path place = folder / "p.zscape";
    Project project = Project::create(place);
    project.save(savedOn("/cats", 0, 10));
    SavedState branch = savedOn("/cats", 0, 5);
    branch.run->config = R"({"recipe":"vae","seed":18446744073709551615})";
    branch.run->parent = StoredParent{"beta-vae", 1200, true, 1};
    project.save(branch);
    branch.run->parent = StoredParent{"vae", 7, false, 0};
    branch.run->config = "{}";
    branch.step = 0;
    project.save(branch);
    return place;
}

TEST(ProjectRows, AnOldProjectsRunsGetWhatWasTheirs) {
    const TemporaryFolder folder;
    const fs::path place = projectOfVersion4(folder);
    makeOld(place, 4);
    for (const bool writes : {false, true}) {
        const Project project = writes ? Project::open(place) : Project::openForReading(place);
        for (int64_t run = 1; run <= 3; ++run) {
            ASSERT_TRUE(project.data(run)) << run;
            EXPECT_EQ(project.data(run)->sources, imagesIn("/cats").sources);
            EXPECT_EQ(project.data(run)->heldOutSources, imagesIn("/cats").heldOutSources);
            EXPECT_EQ(project.data(run)->fingerprint, imagesIn("/cats").fingerprint);
            EXPECT_EQ(project.data(run)->heldOutFingerprint, "") << "it was not known";
            EXPECT_EQ(project.run(run)->endedBy, "");
            EXPECT_FALSE(project.codes(run));
        }
        EXPECT_EQ(project.currentRun()->id, 2) << "the newest that was trained";
        EXPECT_FALSE(project.run(1)->parent);
        ASSERT_TRUE(project.run(2)->parent);
        EXPECT_EQ(project.run(2)->parent->run, 1);
        EXPECT_EQ(project.run(2)->parent->step, 1200);
        EXPECT_EQ(project.run(2)->parent->recipe, "beta-vae");
        EXPECT_TRUE(project.run(2)->parent->weightsCarried);
        EXPECT_EQ(project.run(2)->config, R"({"recipe":"vae","seed":18446744073709551615})");
        ASSERT_TRUE(project.run(3)->parent);
        EXPECT_EQ(project.run(3)->parent->run, 0);
        EXPECT_EQ(project.run(3)->parent->step, 7);
        EXPECT_FALSE(project.run(3)->parent->weightsCarried);
    }
}

TEST(ProjectRows, AnOldProjectWithImagesAloneKeepsThem) {
    const TemporaryFolder folder;
    const fs::path place = folder / "p.zscape";
    { Project::create(place).setData(imagesIn("/cats")); }
    makeOld(place, 4);
    const Project project = Project::open(place);
    EXPECT_FALSE(project.currentRun());
    ASSERT_TRUE(project.data());
    EXPECT_EQ(project.data()->sources, imagesIn("/cats").sources);
}

TEST(ProjectRows, AnOldOriginThatCannotBeReadIsNoParent) {
    const TemporaryFolder folder;
    for (const char* origin :
         {R"({"recipe":"vae","step":-1,"weights_carried":true,"run":1})",
          R"({"recipe":"vae","step":1e300,"weights_carried":true,"run":1})",
          R"({"recipe":"vae","step":10000000000000000,"weights_carried":true,"run":1})",
          R"({"recipe":"vae","step":1,"weights_carried":1,"run":1})",
          R"({"recipe":[],"step":1,"weights_carried":true,"run":1})", R"({"step":1})", "[]", "7", "nonsense"}) {
        const fs::path place = folder / "p.zscape";
        fs::remove_all(place);
        {
            Project project = Project::create(place);
            SavedState state = savedOn("/cats", 0, 10);
            state.run->config = std::string(R"({"seed":1,"origin":)") + origin + "}";
            project.save(state);
        }
        makeOld(place, 4);
        const Project project = Project::open(place);
        EXPECT_FALSE(project.currentRun()->parent) << origin;
        EXPECT_EQ(project.currentRun()->config, std::string(R"({"seed":1,"origin":)") + origin + "}");
    }
}

TEST(ProjectRows, AnOldProjectOutOfRangeIsToldByItsName) {
    const TemporaryFolder folder;
    const fs::path place = projectOfVersion4(folder);
    makeOld(place, 4);
    {
        const Database database(place / "project.db", Database::Mode::Open);
        database.execute("PRAGMA ignore_check_constraints = ON");
        database.execute("UPDATE data SET images = -1");
    }
    std::string sentence;
    EXPECT_EQ(codeOf([&] { Project::open(place); }, &sentence), "project.corrupt");
    EXPECT_NE(sentence.find("data.images is \"-1\""), std::string::npos) << sentence;
    EXPECT_EQ(Database(place / "project.db", Database::Mode::Open).pragma("user_version"), 4) << "and stays as it was";
}

}  // namespace
}  // namespace zscape
