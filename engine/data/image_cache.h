#pragma once

#include "engine/data/cache_format.h"
#include "engine/data/decode.h"
#include "engine/data/file_io.h"
#include "engine/data/picture_source.h"
#include "engine/data/stored_images.h"

#include <filesystem>
#include <memory>
#include <span>

namespace zscape {

/// Where a set's files lie now: the same pixels may lie in several places, and a disk gets other names.
struct Place {
    std::vector<std::string> sources;
    std::vector<Base> bases;                 ///< as many as the set has, with the same prefixes
    std::vector<UnreadableFile> unreadable;  ///< found while looking, beside those that could not be decoded
};

/// <cacheFolder>/images/KEY-FINGERPRINT.zimg: several sets may have the same names and sizes. Of the fingerprint 16
/// digits.
std::filesystem::path cacheFileOf(const std::filesystem::path& cacheFolder, const Hash128& key,
                                  const std::string& fingerprint);

/// Cache files in images/ whose names begin with `start`, the newest first.
std::vector<std::filesystem::path> cacheFilesBeginning(const std::filesystem::path& cacheFolder,
                                                       const std::string& start);

/// How a set is looked through before any of its pixels is shown or trained on, and what was found.
struct CacheCheck {
    int threads = 0;               ///< 0: one for each core
    const ProgressSink& progress;  ///< told of "Checking images"; may be empty
    std::stop_token stop;
    bool damaged = false;  ///< set where a cache file was none any more
};

/// The set in a cache file, marked as used now; nothing when it is not there. Every picture is compared with its hash
/// first, at the speed of memory or of the disk. A file that is damaged, cut off or of another version is removed. The
/// set holds a shared lock on its file for as long as it lives. `place` null: where it lay when it was made.
/// \throws Cancelled
std::shared_ptr<const StoredImages> openCached(const std::filesystem::path& file, const Place* place,
                                               CacheCheck& check);

/// Pixels of a set that are mapped, in bytes; those of a larger one are read from its file, some images at a time, so
/// that they take no memory of the process.
inline constexpr int64_t kMappedAtMost = int64_t{256} << 20;

/// The set in an open cache file, which the set then owns; nothing when it is damaged. `check` null: its pixels are not
/// looked at.
std::shared_ptr<const StoredImages> openCachedFile(FileHandle handle, const Place* place, const CacheCheck* check,
                                                   int64_t mappedAtMost = kMappedAtMost);

/// What lies beside a cache file "X.zimg" as "X.*.known": see known_files.h.
inline constexpr const char* kKnownEnding = ".known";

/// Removes the least recently used sets until `neededBytes` more fit into the budget, never one that somebody has
/// open (in any process), what an interrupted import left behind, and sets of older versions.
void keepWithinBudget(const std::filesystem::path& cacheFolder, int64_t budgetBytes, int64_t neededBytes);

/// Writes one set under a temporary name; only finish() gives it its own. What is not finished is removed.
class CacheWriter {
public:
    /// Reserves the space for `images` images.
    /// \throws Error "disk.full", "cache.write"
    CacheWriter(const std::filesystem::path& cacheFolder, const Hash128& key, const Target& target, int64_t images);
    ~CacheWriter();
    CacheWriter(const CacheWriter&) = delete;
    CacheWriter& operator=(const CacheWriter&) = delete;

    /// \throws Error as the constructor
    void writeImages(int64_t firstIndex, std::span<const uint8_t> pixels);

    /// Writes the table and the header, syncs, renames, and opens the result. `found` (without the place's unreadable)
    /// and `hasOwnSplit` as in ImageSet.
    std::shared_ptr<const StoredImages> finish(const CacheTable& table, int64_t count, int64_t found, bool hasOwnSplit,
                                               const Place& place);

private:
    void write(int64_t offset, std::span<const uint8_t> bytes);
    [[noreturn]] void fail(int errorNumber) const;

    std::filesystem::path cacheFolder_, temporary_;
    Hash128 key_;
    FileHandle handle_;
    Target target_;
    int64_t reservedBytes_;
};

}  // namespace zscape
