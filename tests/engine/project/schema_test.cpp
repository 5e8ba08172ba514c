#include "engine/project/schema.h"

#include "engine/core/error.h"
#include "engine/project/project.h"
#include "tests/engine/data/temporary_folder.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// A project's folder of version kProjectVersion with one run; `sql` then makes another version's of it.
std::filesystem::path makeProject(const TemporaryFolder& folder, const std::string& sql = "") {
    {
        Project project = Project::create(folder / "p.zscape");
        StoredRun run;
        run.spec = "old";
        project.addRun(run);
    }
    if (!sql.empty()) Database(folder / "p.zscape" / "project.db", Database::Mode::Open).execute(sql);
    return folder / "p.zscape";
}

TEST(Schema, ANewerVersionIsRefusedAndNamed) {
    const TemporaryFolder folder;
    const std::filesystem::path place = makeProject(folder, "PRAGMA user_version = 41");
    try {
        Project::open(place);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "project.newer");
        EXPECT_NE(std::string(error.what()).find("version 41"), std::string::npos) << error.what();
    }
}

TEST(Schema, AnotherProgramsDatabaseIsRefused) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "other");
    {
        const Database database(folder / "other" / "project.db", Database::Mode::Create);
        database.execute("CREATE TABLE bookmarks(url TEXT); PRAGMA user_version = 1");
    }
    EXPECT_THROW(Project::open(folder / "other"), Error);
    EXPECT_THROW(Project::create(folder / "other"), Error);
}

const std::vector<Migration>& twoSteps() {
    static const std::vector<Migration> migrations{
        {kProjectVersion,
         [](const Database& database) {
             database.execute("ALTER TABLE run ADD COLUMN remark TEXT NOT NULL DEFAULT 'none'");
         }},
        {kProjectVersion + 1,
         [](const Database& database) { database.execute("UPDATE run SET remark = spec || '!'"); }}};
    return migrations;
}

TEST(Schema, AnOlderVersionIsMigratedAfterACopy) {
    const TemporaryFolder folder;
    const std::filesystem::path file = makeProject(folder) / "project.db";
    {
        const Database database(file, Database::Mode::Open);
        checkAndMigrate(database, file, kProjectVersion + 2, twoSteps());
        EXPECT_EQ(database.pragma("user_version"), kProjectVersion + 2);
        Statement note(database, "SELECT remark FROM run");
        ASSERT_TRUE(note.step());
        EXPECT_EQ(note.text(0), "old!");
    }
    const std::filesystem::path copy =
        file.parent_path() / ("project.version-" + std::to_string(kProjectVersion) + ".db");
    const Database old(copy, Database::Mode::Open);
    EXPECT_EQ(old.pragma("user_version"), kProjectVersion);
    Statement runs(old, "SELECT spec FROM run");
    ASSERT_TRUE(runs.step()) << "what lay in the write-ahead log is in the copy";
    EXPECT_EQ(runs.text(0), "old");
}

TEST(Schema, AFailedMigrationChangesNothing) {
    const TemporaryFolder folder;
    const std::filesystem::path file = makeProject(folder) / "project.db";
    const Database database(file, Database::Mode::Open);
    const std::vector<Migration> half{twoSteps()[0]};
    EXPECT_THROW(checkAndMigrate(database, file, kProjectVersion + 2, half), Error);
    EXPECT_EQ(database.pragma("user_version"), kProjectVersion);
    EXPECT_THROW(Statement(database, "SELECT remark FROM run"), Error) << "the first step was rolled back";
}

}  // namespace
}  // namespace zscape
