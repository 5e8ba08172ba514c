#pragma once

#include "engine/data/picture_source.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace zscape {

using ArchiveOpener = std::function<std::unique_ptr<PictureSource>(const std::filesystem::path& archive)>;

/// Image files in archives (zip, tar), opened like the folders that they would unpack to: labels and split come from
/// the paths within. Read in one pass, in the archive's order; nothing is unpacked to a disk. Several are one set, each
/// under its own name. Each page of a TIFF is a picture, or so many as are its channels, and each frame of an animation
/// where all are asked for. Archives of .npy arrays alone are arrays.
/// \param settings of which axes, channels and frames are looked at
/// \param openOthers opens an archive that holds other arrays and tables, and no picture
/// \param limit as in openSources()
/// \throws Error as openArchive(), "archive.members" above 5,000,000 files, "archive.pickle", "archive.arrays" where
/// these are in one of several archives, "array.axes", as openNpz(), Cancelled
std::unique_ptr<PictureSource> makeArchiveSource(std::vector<std::filesystem::path> archives,
                                                 const ImportSettings& settings, int64_t limit,
                                                 const ProgressSink& progress, std::stop_token stop,
                                                 const ArchiveOpener& openOthers);

}  // namespace zscape
