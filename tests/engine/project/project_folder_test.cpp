#include "engine/core/paths.h"
#include "engine/project/project.h"
#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <unistd.h>

namespace zscape {
namespace {

/// A project with one checkpoint at `folder`.
Project filled(const std::filesystem::path& folder) {
    Project project = Project::create(folder);
    StoredRun run;
    run.spec = "spec";
    project.saveCheckpoint(project.addRun(run), 5, {1, 2, 3});
    return project;
}

void expectWhole(const Project& project) {
    ASSERT_TRUE(project.currentRun().has_value());
    EXPECT_EQ(project.currentRun()->spec, "spec");
    EXPECT_EQ(project.newestCheckpoint(project.currentRun()->id)->bytes, (std::vector<uint8_t>{1, 2, 3}));
}

class UnsavedProjects : public testing::Test {
protected:
    UnsavedProjects() { ::setenv("XDG_DATA_HOME", (folder / "data").c_str(), 1); }
    ~UnsavedProjects() override { ::unsetenv("XDG_DATA_HOME"); }
    TemporaryFolder folder;
};

TEST(ProjectFolder, CreateRefusesWhatIsNoProject) {
    const TemporaryFolder folder;
    std::ofstream(folder / "file") << "text";
    EXPECT_EQ(codeOf([&] { Project::create(folder / "file"); }), "project.exists");
    EXPECT_EQ(codeOf([&] { Project::create(folder.path()); }), "project.exists");
    EXPECT_FALSE(Project::isProject(folder.path()));
    EXPECT_EQ(codeOf([&] { Project::requirePlace(folder / "file"); }), "project.exists");
    EXPECT_EQ(codeOf([&] { Project::requirePlace(folder.path()); }), "project.exists");
    EXPECT_EQ(codeOf([&] { Project::requirePlace(folder / "new"); }), "");
    EXPECT_FALSE(std::filesystem::exists(folder / "new")) << "nothing is made";
    std::filesystem::create_directory(folder / "empty");
    EXPECT_EQ(codeOf([&] { Project::create(folder / "empty"); }), "");
    EXPECT_TRUE(Project::isProject(folder / "empty"));
    EXPECT_EQ(codeOf([&] { Project::create(folder / "empty"); }), "") << "an existing project is opened";
    EXPECT_EQ(codeOf([&] { Project::create(folder / "a" / "b" / "c.zscape"); }), "") << "parents are made";
}

TEST(ProjectFolder, OpenSaysWhatIsWrong) {
    const TemporaryFolder folder;
    EXPECT_EQ(codeOf([&] { Project::open(folder / "nowhere"); }), "project.missing");
    EXPECT_EQ(codeOf([&] { Project::open(folder.path()); }), "project.missing");
    std::filesystem::create_directory(folder / "bad");
    std::ofstream(folder / "bad" / "project.db") << std::string(4096, 'x');
    EXPECT_EQ(codeOf([&] { Project::open(folder / "bad"); }), "project.corrupt");
    std::filesystem::create_directory(folder / "hollow");
    std::ofstream(folder / "hollow" / "project.db").flush();
    EXPECT_EQ(codeOf([&] { Project::open(folder / "hollow"); }), "project.corrupt");
}

TEST(ProjectFolder, ADamagedPageIsASentence) {
    const TemporaryFolder folder;
    { filled(folder / "p"); }
    std::fstream(folder / "p" / "project.db", std::ios::in | std::ios::out | std::ios::binary)
        .seekp(4096)
        .write(std::string(60000, '\xaa').data(), 60000);
    EXPECT_EQ(codeOf([&] { Project::open(folder / "p").currentRun(); }), "project.corrupt");
}

TEST(ProjectFolder, NoPermissionIsASentence) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
    const TemporaryFolder folder;
    { filled(folder / "p"); }
    std::filesystem::permissions(folder / "p", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    std::filesystem::permissions(folder / "p" / "lock", std::filesystem::perms::owner_read);
    EXPECT_EQ(codeOf([&] { Project::open(folder / "p"); }), "write.permission");
    std::filesystem::permissions(folder / "p", std::filesystem::perms::owner_all);
}

TEST_F(UnsavedProjects, MoveToTheirNewPlace) {
    const std::filesystem::path unsaved = dataFolder() / "unsaved" / "1.zscape";
    Project project = filled(unsaved);
    project.moveTo(folder / "kept" / "faces.zscape");
    EXPECT_EQ(project.folder(), folder / "kept" / "faces.zscape");
    EXPECT_FALSE(std::filesystem::exists(unsaved));
    expectWhole(project);
    EXPECT_EQ(codeOf([&] { Project::open(folder / "kept" / "faces.zscape"); }), "project.busy")
        << "the lock came along";
}

TEST_F(UnsavedProjects, SavedOnesAreCopied) {
    Project project = filled(folder / "first.zscape");
    project.moveTo(folder / "second.zscape");
    expectWhole(project);
    EXPECT_EQ(codeOf([&] { Project::open(folder / "second.zscape"); }), "project.busy");
    expectWhole(Project::open(folder / "first.zscape"));
}

TEST_F(UnsavedProjects, StayWholeWhenTheTargetIsTaken) {
    Project project = filled(dataFolder() / "1.zscape");
    std::filesystem::create_directory(folder / "taken");
    std::ofstream(folder / "taken" / "thesis.tex") << "years of work";
    EXPECT_EQ(codeOf([&] { project.moveTo(folder / "taken"); }), "project.exists");
    EXPECT_TRUE(std::filesystem::exists(folder / "taken" / "thesis.tex"));
    EXPECT_EQ(project.folder(), dataFolder() / "1.zscape");
    expectWhole(project);
}

}  // namespace
}  // namespace zscape
