#include "engine/project/project.h"

#include "engine/project/project_access.h"
#include "engine/project/schema.h"
#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"
#include "tests/engine/project/old_projects.h"

#include <fstream>
#include <map>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

/// A project with a run, a curve and a checkpoint.
void makeRich(const fs::path& place) {
    Project project = Project::create(place);
    StoredData data;
    data.sources = {"/images"};
    data.importSettings = "{}";
    data.fingerprint = "abc";
    data.images = 12;
    project.setData(data);
    StoredRun run;
    run.spec = "spec";
    run.config = "config";
    run.terms = {"total", "kl"};
    run.epochsPlanned = 5;
    const int64_t id = project.addRun(run);
    project.appendMetrics(id, {{StoredMetric::Kind::Train, {1, 0.5, 0.25, 7, 8}}});
    project.setMarks(id, {{3, 0.5, "beta", 2}});
    project.saveCheckpoint(id, 4, {1, 2, 3});
}

void expectAllThere(const Project& project) {
    ASSERT_TRUE(project.data());
    EXPECT_EQ(project.data()->sources, std::vector<std::string>{"/images"});
    EXPECT_EQ(project.data()->images, 12);
    ASSERT_TRUE(project.currentRun());
    const StoredRun run = *project.currentRun();
    EXPECT_EQ(run.spec, "spec");
    EXPECT_EQ(run.epochsPlanned, 5);
    EXPECT_EQ(run.terms, (std::vector<std::string>{"total", "kl"}));
    ASSERT_EQ(project.metrics(run.id).size(), 1u);
    EXPECT_EQ(project.metrics(run.id)[0].row, (std::vector<double>{1, 0.5, 0.25, 7, 8}));
    ASSERT_EQ(project.marks(run.id).size(), 1u);
    const StoredCheckpoint checkpoint = project.newestCheckpoint(run.id).value();
    EXPECT_EQ(checkpoint.step, 4);
    EXPECT_EQ(checkpoint.bytes, (std::vector<uint8_t>{1, 2, 3}));
}

/// Names and contents of everything in a folder.
std::map<std::string, std::string> contentsOf(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        files[entry.path().string()] =
            entry.is_directory() ? "folder" : std::string(std::istreambuf_iterator<char>(file), {});
    }
    return files;
}

void expectRefusesToWrite(Project& project) {
    const int64_t run = project.currentRun()->id;
    EXPECT_EQ(codeOf([&] { project.setData({}); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.addRun({}); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.updateRun(*project.currentRun()); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.appendMetrics(run, {}); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.setMarks(run, {}); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.setSelections({}); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.saveCheckpoint(run, 9, {1}); }), "project.reading");
    EXPECT_EQ(codeOf([&] { project.moveTo(project.folder().string() + ".moved"); }), "project.reading");
}

/// The super-user may write everything: work as nobody, who may read it.
class Unprivileged {
public:
    explicit Unprivileged(const fs::path& readable) : root_(::geteuid() == 0) {
        if (!root_) return;
        ::chmod(readable.c_str(), 0755);
        if (::seteuid(kNobody) != 0) throw std::runtime_error("seteuid failed");
    }
    ~Unprivileged() {
        if (root_ && ::seteuid(0) != 0) std::abort();
    }

private:
    bool root_;
};

TEST(Reading, ChangesNothingInTheFolder) {
    const TemporaryFolder folder;
    const fs::path place = folder / "a b%25 #1 ?.zscape";
    makeRich(place);
    const auto before = contentsOf(place);
    {
        Project project = Project::openForReading(place);
        EXPECT_FALSE(project.whyOnlyRead());
        expectAllThere(project);
        expectRefusesToWrite(project);
        EXPECT_EQ(contentsOf(place), before) << "no lock, no log";
    }
    EXPECT_EQ(contentsOf(place), before);
    EXPECT_FALSE(Project::openAsFarAsPossible(place).whyOnlyRead()) << "it may be written";
    EXPECT_EQ(codeOf([&] { Project::openForReading(folder / "none"); }), "project.missing");
    EXPECT_EQ(codeOf([&] { Project::openAsFarAsPossible(folder / "none"); }), "project.missing");
}

TEST(Reading, ALogThatWasLeftBehindIsRead) {
    const TemporaryFolder folder;
    makeRich(folder / "p");
    {
        // As a process that was killed leaves it, or a copy made while it trained: the newest rows lie in the log
        // alone.
        const Database killed(folder / "p" / "project.db", Database::Mode::Open);
        killed.execute("PRAGMA wal_autocheckpoint = 0; UPDATE run SET epochs_planned = 77");
        fs::create_directories(folder / "copy");
        for (const char* name : {"project.db", "project.db-wal"})
            fs::copy_file(folder / "p" / name, folder / "copy" / name);
    }
    fs::copy(folder / "p" / "checkpoints", folder / "copy" / "checkpoints", fs::copy_options::recursive);
    ASSERT_GT(fs::file_size(folder / "copy" / "project.db-wal"), 0u);
    const auto before = contentsOf(folder / "copy");
    {
        const Project project = Project::openForReading(folder / "copy");
        EXPECT_EQ(project.currentRun()->epochsPlanned, 77);
        EXPECT_EQ(project.newestCheckpoint(project.currentRun()->id)->step, 4);
    }
    EXPECT_EQ(contentsOf(folder / "copy"), before);
}

TEST(Reading, GoesOnBesideSomebodyWhoWrites) {
    const TemporaryFolder folder;
    makeRich(folder / "p");
    Project writer = Project::open(folder / "p");
    Project reader = Project::openAsFarAsPossible(folder / "p");
    ASSERT_TRUE(reader.whyOnlyRead());
    EXPECT_EQ(reader.whyOnlyRead()->code, "project.reading.busy");
    EXPECT_EQ(reader.whyOnlyRead()->sentence(), "It is open in another window, so nothing is saved here.");
    expectAllThere(reader);
    expectRefusesToWrite(reader);
    const int64_t run = writer.currentRun()->id;
    for (int64_t step = 5; step < 9; ++step) writer.saveCheckpoint(run, step, {static_cast<uint8_t>(step)});
    EXPECT_EQ(reader.newestCheckpoint(run)->step, 8) << "those that it saw first are gone, and the list is read anew";
}

TEST(Reading, AsSomebodyElse) {
    const TemporaryFolder folder;
    makeRich(folder / "p");
    if (::geteuid() != 0) {
        for (const char* name : {"lock", "project.db"}) fs::permissions(folder / "p" / name, fs::perms::owner_read);
        fs::permissions(folder / "p", fs::perms::owner_read | fs::perms::owner_exec);
    }
    {
        const Unprivileged nobody(folder.path());
        Project project = Project::openAsFarAsPossible(folder / "p");
        ASSERT_TRUE(project.whyOnlyRead());
        EXPECT_EQ(project.whyOnlyRead()->sentence(),
                  ::geteuid() == kNobody ? "The project belongs to root, so nothing is saved here."
                                         : "This project is write-protected, so nothing is saved here.");
        expectAllThere(project);
        expectRefusesToWrite(project);
        EXPECT_EQ(codeOf([&] { Project::open(folder / "p"); }), "write.permission");
    }
    fs::permissions(folder / "p", fs::perms::owner_all);
}

TEST(Reading, OnADiskThatCannotBeWritten) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root may mount";
    const TemporaryFolder folder;
    makeRich(folder / "p");
    makeOld(folder / "p", 1);  // which must be brought up to date, elsewhere
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=4m") != 0) GTEST_SKIP() << "nothing may be mounted here";
    fs::copy(folder / "p", disk / "p", fs::copy_options::recursive);
    ASSERT_EQ(::mount("none", disk.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
    {
        Project project = Project::openAsFarAsPossible(disk / "p");
        ASSERT_TRUE(project.whyOnlyRead());
        EXPECT_EQ(project.whyOnlyRead()->sentence(), "This disk cannot be written, so nothing is saved here.");
        expectAllThere(project);
        expectRefusesToWrite(project);
    }
    EXPECT_EQ(::umount(disk.c_str()), 0);
}

class OldProjects : public testing::TestWithParam<int> {};

TEST_P(OldProjects, AreReadWithoutBeingChanged) {
    const TemporaryFolder folder;
    makeRich(folder / "p");
    makeOld(folder / "p", GetParam());
    const auto before = contentsOf(folder / "p");
    {
        const Project project = Project::openForReading(folder / "p");
        expectAllThere(project);
        EXPECT_EQ(project.data()->fingerprint, GetParam() >= 4 ? "abc" : "")
            << "of paths and times: it says nothing any more";
    }
    EXPECT_EQ(contentsOf(folder / "p"), before);
}

TEST_P(OldProjects, AreMigratedAfterACopy) {
    const TemporaryFolder folder;
    makeRich(folder / "p");
    makeOld(folder / "p", GetParam());
    {
        Project project = Project::open(folder / "p");
        expectAllThere(project);
        StoredRun run = *project.currentRun();
        run.ledger = "[1]";
        project.updateRun(run);
        project.appendMetrics(run.id, {{StoredMetric::Kind::Reading, {3, 0.5, 0, 1.25, 2.5, 4}}});
    }
    {
        const Database now(folder / "p" / "project.db", Database::Mode::Open);
        EXPECT_EQ(now.pragma("user_version"), kProjectVersion);
    }
    const Database copy(folder / "p" / ("project.version-" + std::to_string(GetParam()) + ".db"), Database::Mode::Open);
    EXPECT_EQ(copy.pragma("user_version"), GetParam());
    Statement data(copy, "SELECT fingerprint FROM data");
    ASSERT_TRUE(data.step());
    EXPECT_EQ(data.text(0), GetParam() >= 4 ? "abc" : kOldFingerprint);
}

INSTANTIATE_TEST_SUITE_P(Versions, OldProjects, testing::Values(1, 2, 3, 4, 5, 6));

}  // namespace
}  // namespace zscape
