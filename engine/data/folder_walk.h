#pragma once

#include "engine/core/progress.h"
#include "engine/data/file_io.h"
#include "engine/data/image_set.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// One ordinary file below a folder.
struct FoundFile {
    std::string name;  ///< bytes, relative to the folder, with '/' between components
    FileStamp stamp;
};

/// Everything below a folder, in no particular order.
struct FolderContents {
    std::vector<FoundFile> files;
    std::vector<UnreadableFile> unreadable;  ///< folders without permission, images' links that lead nowhere
    int64_t hidden = 0;                      ///< names with a dot, passed over; without the junk of operating systems
    bool complete = true;                    ///< false: cut short at the limit
};

/// Looks below `folder` at any depth. Links are followed, but no folder is entered twice and no file taken twice
/// because of one. Names that begin with a dot are left out, as file managers do, and so are project folders (*.zscape)
/// and what no person means (isJunkName). What the system shows of itself (isSystems) is never entered.
/// Stops after `limit` files (below 0: no limit).
/// \throws Error as fileError() when `folder` itself cannot be read, "file.system" when it is the system's, Cancelled
FolderContents walkFolder(const std::filesystem::path& folder, int64_t limit, const ProgressSink& progress,
                          std::stop_token stop);

}  // namespace zscape
