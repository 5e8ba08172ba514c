#pragma once

#include "engine/data/hash128.h"
#include "engine/data/image_cache.h"
#include "engine/data/import.h"
#include "engine/data/picture_source.h"
#include "engine/data/stored_images.h"

namespace zscape {

/// Reads every picture of `source` on all cores and writes them, in order, into the cache under `key`.
/// \throws Error "data.no-images" with the first reason when none could be read, "disk.full", "cache.write"; Cancelled.
/// After either nothing is left in the cache folder.
std::shared_ptr<const StoredImages> buildCache(PictureSource& source, const Target& target, const Hash128& key,
                                               const Place& place, const std::filesystem::path& cacheFolder,
                                               const ImportOptions& options, std::stop_token stop);

}  // namespace zscape
