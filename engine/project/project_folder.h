#pragma once

#include <filesystem>

namespace zscape {

/// A missing folder, an empty one and a project are places for a project.
/// \throws Error "project.place" when no folder is named, "project.exists" when it is a file or holds something that is
/// no project
void requireProjectPlace(const std::filesystem::path& folder);

/// Makes the folder where it is missing. \throws Error "project.exists" as requireProjectPlace(), "write.*"
void makeProjectFolder(const std::filesystem::path& folder);

/// Removes what a crash left of half-written files. Only while the project is locked.
void removeTemporaryFiles(const std::filesystem::path& folder);

/// Brings a closed project to another place: renamed when it lies among the unsaved ones (dataFolder()), else
/// copied, so that "save as" leaves the old one. Whole or not at all: a copy is made beside the target and renamed.
/// \return true when the folder itself was renamed, its lock with it
/// \throws Error "project.exists" when there is something at the target, "write.*"
bool relocateProject(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace zscape
