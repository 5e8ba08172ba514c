#pragma once

#include "engine/core/progress.h"
#include "engine/data/image_set.h"

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

namespace zscape {

/// What copyImagesTo() has made.
struct CopiedImages {
    std::filesystem::path folder;  ///< that is new
    int64_t files = 0;             ///< byte for byte: files, and members of archives
    int64_t pictures = 0;          ///< PNG of what is no file (out of an array, generated), as it was imported
};

/// Copies the files of some images into a new folder `name` within `into` (with a number where there is one), under
/// their names in the set, with its sub-folders. A file with several of the images (its pages, its tiles) is copied
/// once. The new folder comes by one rename: it is there whole or not at all.
/// \throws Error "copy.missing" where a file is not there any more, "copy.picture" where pixels cannot be read,
/// "write.*", those of reading an archive; Cancelled
CopiedImages copyImagesTo(const std::filesystem::path& into, const std::string& name, const ImageSet& set,
                          std::span<const int64_t> images, const ProgressSink& sink, const std::stop_token& stop);

}  // namespace zscape
