#pragma once

#include "engine/data/image_cache.h"
#include "engine/data/known_files.h"

namespace zscape {

/// The set out of the cache whose files are those that lie in `place` now; null when there is none. The key finds sets
/// of the same names and sizes; what is known of their files says which of them it is, without reading anything where
/// stamps agree.
/// \throws Cancelled
std::shared_ptr<const ImageSet> findCached(const std::filesystem::path& cacheFolder, const Hash128& key,
                                           FileCheck& check, const Place& place, CacheCheck& pixels);

/// Writes down how the files of a cached set look in `place`. Where that fails they are only read once more the next
/// time.
void rememberPlace(const std::filesystem::path& cacheFile, const Place& place, const KnownFiles& known);

}  // namespace zscape
