#pragma once

#include "engine/project/database.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace zscape {

/// The version of a project's database, in PRAGMA user_version.
inline constexpr int kProjectVersion = 7;

/// Changes a database of one version into the next, inside a transaction.
struct Migration {
    int from = 0;
    std::function<void(const Database&)> apply;
};

/// One for each version before kProjectVersion.
const std::vector<Migration>& projectMigrations();

/// Makes the tables of kProjectVersion in an empty database, all of them or none.
void createSchema(const Database& database);

/// Of an earlier version than this one's.
bool isOlder(const Database& database);

/// True for a file that SQLite made and nobody filled: what a crash in create() leaves.
bool isEmptyDatabase(const Database& database);

/// Brings the database at `file` to version `current`, after a copy of it to "project.version-N.db" beside it.
/// \throws Error "project.newer" naming its version, "project.corrupt" when it is no project's database
void checkAndMigrate(const Database& database, const std::filesystem::path& file, int current,
                     const std::vector<Migration>& migrations);

}  // namespace zscape
