#pragma once

#include "engine/data/picture_source.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace zscape {

/// Image files in archives (zip, tar), opened like the folders that they would unpack to: labels and split come from
/// the paths within. Read in one pass, in the archive's order; nothing is unpacked to a disk. Several are one set, each
/// under its own name.
/// \param limit as in openSources()
/// \throws Error as openArchive(), "archive.members" above 5,000,000 files, "archive.pickle", Cancelled
std::unique_ptr<PictureSource> makeArchiveSource(std::vector<std::filesystem::path> archives, int64_t limit,
                                                 const ProgressSink& progress, std::stop_token stop);

}  // namespace zscape
