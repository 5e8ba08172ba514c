#pragma once

#include "engine/core/error.h"
#include "engine/project/database.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace zscape {

/// Why nothing can be written into a project, as a sentence for the window's strip; nothing when it can.
/// Codes "project.reading.disk", "project.reading.owner", "project.reading.permission"
std::optional<ErrorInfo> whyNotWritable(const std::filesystem::path& folder);

/// The same for a project that another program, or another window of this one, has open: "project.reading.busy".
ErrorInfo openElsewhere();

/// A private folder that goes away again.
class PrivateFolder {
public:
    /// \throws Error "write.*"
    PrivateFolder();
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A project's database that is only looked at, of this version whatever version it has on the disk. Nothing in its
/// folder is written: no lock, no log, no migration. What must be written for reading it (a log that was left behind,
/// an older version) is done on a copy in a private folder.
struct ReadableDatabase {
    std::unique_ptr<PrivateFolder> copy;  ///< null: read where it lies. Outlives the connection
    std::unique_ptr<Database> database;
};

/// \throws Error "project.newer", "project.corrupt", "project.busy" when it is being written and cannot be read
/// meanwhile, "write.*"
ReadableDatabase openReadable(const std::filesystem::path& folder);

}  // namespace zscape
