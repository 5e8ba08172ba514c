#include "engine/project/project.h"

#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"

#include <cerrno>
#include <cmath>
#include <csignal>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// That many calls of fdatasync from now one fails, as on a disk that is dying; 0: none.
int syncsUntilFailure = 0;

}  // namespace

/// In place of libc's: SQLite syncs its log with it.
extern "C" int fdatasync(int descriptor) {
    if (syncsUntilFailure > 0 && --syncsUntilFailure == 0) {
        errno = EIO;
        return -1;
    }
    return ::fsync(descriptor);
}

namespace zscape {
namespace {

StoredRun exampleRun() {
    StoredRun run;
    run.spec = R"({"recipe":"vae-2d"})";
    run.config = R"({"seed":1})";
    run.terms = {"total", "reconstruction", "kl"};
    run.epochsPlanned = 20;
    return run;
}

std::vector<uint8_t> bytesOf(uint8_t value, size_t count = 5000) { return std::vector<uint8_t>(count, value); }

size_t filesBelow(const std::filesystem::path& folder) {
    size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        count += entry.is_regular_file() ? 1 : 0;
    return count;
}

TEST(Project, GivesBackWhatItWasGiven) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "faces 脸.zscape";
    const double nan = std::numeric_limits<double>::quiet_NaN();
    int64_t run = 0;
    {
        Project project = Project::create(place);
        EXPECT_FALSE(project.data().has_value());
        EXPECT_FALSE(project.currentRun().has_value());
        StoredData data;
        data.sources = {"/data/\xff not utf-8", "/b\nc", std::string("")};
        data.heldOutSources = {"sample:digits"};
        data.importSettings = R"({"size":64})";
        data.fingerprint = "abc";
        data.images = 12;
        project.setData(data);
        run = project.addRun(exampleRun());
        project.appendMetrics(run, {{StoredMetric::Kind::Train, {1, 0.5, 0.01, 500.25, 490, nan}},
                                    {StoredMetric::Kind::HeldOut, {1, 1, 0.02, 510, 500, 10}}});
        project.appendMetrics(
            run, {{StoredMetric::Kind::Train, {1, 0.5, 0.01, 7, 8, 9}},
                  {StoredMetric::Kind::Train, {2, 1, 0.02, 1, 2, std::numeric_limits<double>::infinity()}}});
        project.setMarks(run, {{5, 0.1, "beta", 4.0}, {9, 0.2, "learning_rate", 1e-4}});
        project.setMarks(run, {{5, 0.1, "beta", 4.0}});
    }
    const Project project = Project::open(place);
    const StoredData data = project.data().value();
    EXPECT_EQ(data.sources, (std::vector<std::string>{"/data/\xff not utf-8", "/b\nc", ""}));
    EXPECT_EQ(data.heldOutSources, (std::vector<std::string>{"sample:digits"}));
    EXPECT_EQ(data.importSettings, R"({"size":64})");
    EXPECT_EQ(data.fingerprint, "abc");
    EXPECT_EQ(data.images, 12);
    const StoredRun stored = project.currentRun().value();
    EXPECT_EQ(stored.id, run);
    EXPECT_EQ(stored.spec, exampleRun().spec);
    EXPECT_EQ(stored.config, exampleRun().config);
    EXPECT_EQ(stored.terms, exampleRun().terms);
    EXPECT_EQ(stored.epochsPlanned, 20);
    const std::vector<StoredMetric> metrics = project.metrics(run);
    ASSERT_EQ(metrics.size(), 3U) << "the row of (train, step 1) was replaced";
    EXPECT_EQ(metrics[0].row, (std::vector<double>{1, 0.5, 0.01, 7, 8, 9}));
    EXPECT_TRUE(std::isinf(metrics[1].row[5]));
    EXPECT_EQ(metrics[2].kind, StoredMetric::Kind::HeldOut);
    ASSERT_EQ(project.marks(run).size(), 1U);
    EXPECT_EQ(project.marks(run)[0].key, "beta");
}

TEST(Project, NotANumberIsKept) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    const int64_t run = project.addRun(exampleRun());
    project.appendMetrics(run, {{StoredMetric::Kind::Train, {1, 0.5, 0.01, std::nan(""), 1, 2}}});
    EXPECT_TRUE(std::isnan(project.metrics(run)[0].row[3]));
}

TEST(Project, ANewRunIsTheCurrentOne) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    const int64_t first = project.addRun(exampleRun());
    StoredRun other = exampleRun();
    other.spec = "other";
    other.id = project.addRun(other);
    EXPECT_GT(other.id, first);
    EXPECT_EQ(project.currentRun()->spec, "other");
    other.epochsPlanned = 40;
    other.terms.push_back("mmd");
    project.updateRun(other);
    EXPECT_EQ(project.currentRun()->epochsPlanned, 40);
    EXPECT_EQ(project.currentRun()->terms.size(), 4U);
    EXPECT_TRUE(project.metrics(first).empty());
}

TEST(Project, KeepsTheNewestTwoCheckpoints) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    {
        Project project = Project::create(place);
        const int64_t run = project.addRun(exampleRun());
        EXPECT_FALSE(project.newestCheckpoint(run).has_value());
        for (const int64_t step : {100, 200, 300})
            project.saveCheckpoint(run, step, bytesOf(static_cast<uint8_t>(step / 100)));
        project.saveCheckpoint(run, 300, bytesOf(33));  // the same step again, after a setting was changed
    }
    const Project project = Project::open(place);
    const int64_t run = project.currentRun()->id;
    const auto newest = project.newestCheckpoint(run);
    ASSERT_TRUE(newest.has_value());
    EXPECT_EQ(newest->step, 300);
    EXPECT_EQ(newest->bytes, bytesOf(33));
    EXPECT_EQ(filesBelow(place / "checkpoints"), 2U);
}

TEST(Project, DamagedCheckpointsAreTold) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    Project project = Project::create(place);
    const int64_t run = project.addRun(exampleRun());
    project.saveCheckpoint(run, 7, bytesOf(1));
    const std::filesystem::path file = place / "checkpoints" / std::to_string(run) / "7.safetensors";
    std::string sentence;
    {
        std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(2000).put(99);
        EXPECT_EQ(codeOf([&] { project.newestCheckpoint(run); }, &sentence), "project.checkpoint");
        EXPECT_NE(sentence.find("7.safetensors"), std::string::npos) << sentence;
    }
    std::filesystem::resize_file(file, 100);
    EXPECT_EQ(codeOf([&] { project.newestCheckpoint(run); }), "project.checkpoint");
    std::filesystem::remove(file);
    EXPECT_EQ(codeOf([&] { project.newestCheckpoint(run); }), "project.checkpoint");
}

TEST(Project, ASecondOpeningIsRefusedHereAndFromAnotherProcess) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    std::string sentence;
    {
        const Project project = Project::create(place);
        EXPECT_EQ(codeOf([&] { Project::open(place); }, &sentence), "project.busy");
        EXPECT_NE(sentence.find("p.zscape"), std::string::npos);
        EXPECT_EQ(codeOf([&] { Project::create(place); }), "project.busy");
        const pid_t child = ::fork();
        if (child == 0) ::_exit(codeOf([&] { Project::open(place); }) == "project.busy" ? 0 : 1);
        int status = -1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(codeOf([&] { Project::open(place); }), "") << "free again";
}

TEST(Project, AKilledProcessLeavesNoLock) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    const pid_t child = ::fork();
    if (child == 0) {
        Project project = Project::create(place);
        const int64_t run = project.addRun(exampleRun());
        project.saveCheckpoint(run, 1, bytesOf(1));
        std::ofstream(place / "checkpoints" / std::to_string(run) / ".zscape-1-1.safetensors") << "half";
        ::_exit(0);  // no destructor runs, as when it is killed
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    const Project project = Project::open(place);
    EXPECT_EQ(project.newestCheckpoint(project.currentRun()->id)->bytes, bytesOf(1));
    EXPECT_EQ(filesBelow(place / "checkpoints"), 1U) << "the half-written file is swept away";
}

TEST(Project, AFullDiskLosesNothing) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    {
        Project project = Project::create(place);
        project.saveCheckpoint(project.addRun(exampleRun()), 1, bytesOf(1));
    }
    // A limit on file sizes stands in for the full disk: writes end with an error once SIGXFSZ is ignored.
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        Project project = Project::open(place);
        const int64_t run = project.currentRun()->id;
        const rlimit limit{100000, 100000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const std::string code = codeOf([&] { project.saveCheckpoint(run, 2, bytesOf(2, 200000)); });
        std::vector<StoredMetric> rows;
        for (int i = 0; i < 20000; ++i)
            rows.push_back({StoredMetric::Kind::Train, {static_cast<double>(i), 0, 0, 1, 2, 3}});
        const std::string metricCode = codeOf([&] { project.appendMetrics(run, rows); });
        ::_exit(code.starts_with("write.") && metricCode.starts_with("write.") ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    const Project project = Project::open(place);
    const int64_t run = project.currentRun()->id;
    EXPECT_EQ(project.newestCheckpoint(run)->step, 1);
    EXPECT_EQ(project.newestCheckpoint(run)->bytes, bytesOf(1));
    EXPECT_TRUE(project.metrics(run).empty()) << "all rows or none";
    EXPECT_EQ(filesBelow(place / "checkpoints"), 1U);
}

/// What a save writes of a run that is `step` steps old: a row for each of the last ten.
SavedState stateAt(int64_t run, int64_t step, int64_t rows = 10) {
    SavedState state;
    state.data.sources = {"/pictures"};
    state.data.importSettings = "{}";
    state.data.images = step;
    state.run = exampleRun();
    state.run->id = run;
    state.run->epochsPlanned = step;
    state.step = step;
    state.checkpoint = bytesOf(static_cast<uint8_t>(step));
    for (int64_t row = step - rows + 1; row <= step; ++row)
        state.rows.push_back({StoredMetric::Kind::Train, {static_cast<double>(row), 0, 0, 1, 2, 3}});
    state.marks = {{step, 0, "beta", static_cast<double>(step)}};
    return state;
}

void expectStateAt(const std::filesystem::path& place, int64_t step) {
    const Project project = Project::open(place);
    const StoredRun run = project.currentRun().value();
    EXPECT_EQ(project.data()->images, step);
    EXPECT_EQ(run.epochsPlanned, step);
    EXPECT_EQ(project.newestCheckpoint(run.id)->step, step);
    EXPECT_EQ(project.newestCheckpoint(run.id)->bytes, bytesOf(static_cast<uint8_t>(step)));
    EXPECT_EQ(project.metrics(run.id).size(), static_cast<size_t>(step));
    EXPECT_EQ(project.marks(run.id).at(0).step, step);
}

TEST(Project, ASaveIsOneWhole) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    int64_t run = 0;
    {
        Project project = Project::create(place);
        run = project.save(stateAt(0, 10));
        EXPECT_EQ(run, 1);
        EXPECT_EQ(project.save(stateAt(run, 20)), run);
    }
    expectStateAt(place, 20);
    {
        Project project = Project::open(place);
        const int64_t other = project.save(stateAt(0, 10));
        EXPECT_EQ(other, 2);
        EXPECT_EQ(project.currentRun()->id, other);
        EXPECT_EQ(project.metrics(run).size(), 20U) << "the run before stays";
        SavedState images;
        images.data.sources = {"/others"};
        EXPECT_EQ(project.save(images), 0);
        EXPECT_EQ(project.data()->sources, images.data.sources);
    }
}

TEST(Project, ASaveThatDoesNotFitIsNoneAtAll) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    { Project::create(place).save(stateAt(0, 10)); }
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        Project project = Project::open(place);
        const rlimit limit{100000, 100000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        // The weights fit, the curves do not; then neither a run that is new.
        const std::string code = codeOf([&] { project.save(stateAt(1, 20000, 19990)); });
        const std::string newCode = codeOf([&] { project.save(stateAt(0, 20000, 20000)); });
        ::_exit(code.starts_with("write.") && newCode.starts_with("write.") ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    expectStateAt(place, 10);
    EXPECT_EQ(filesBelow(place / "checkpoints"), 1U) << "the weights that nobody lists are gone";
}

TEST(Project, AFailedSyncOfACommitNeverListsAFileThatIsGone) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    for (int failing = 1; failing <= 4; ++failing) {
        std::filesystem::remove_all(place);
        { Project::create(place).save(stateAt(0, 10)); }
        std::string code;
        {
            Project project = Project::open(place);
            syncsUntilFailure = failing;
            code = codeOf([&] { project.save(stateAt(1, 20)); });
            syncsUntilFailure = 0;
        }
        // Saved or not, what it said is true, and every file that is listed is there.
        expectStateAt(place, code.empty() ? 20 : 10);
    }
}

TEST(Project, ACheckpointsNameCannotLeadOutOfTheProject) {
    const TemporaryFolder folder;
    const std::filesystem::path place = folder / "p.zscape";
    int64_t run = 0;
    {
        Project project = Project::create(place);
        run = project.addRun(exampleRun());
        project.saveCheckpoint(run, 1, bytesOf(1));
    }
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open((place / "project.db").c_str(), &connection), SQLITE_OK);
    ASSERT_EQ(
        sqlite3_exec(connection, "PRAGMA ignore_check_constraints = ON; UPDATE checkpoint SET file = '../../../secret'",
                     nullptr, nullptr, nullptr),
        SQLITE_OK);
    sqlite3_close(connection);
    const Project project = Project::open(place);
    EXPECT_EQ(codeOf([&] { project.newestCheckpoint(run); }), "project.checkpoint");
}

}  // namespace
}  // namespace zscape
