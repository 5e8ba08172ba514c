#include "engine/data/image_cache.h"

#include "engine/core/paths.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr const char* kEnding = ".zimg";
constexpr const char* kTemporaryEnding = ".tmp";

struct CachedFile {
    fs::path path;
    int64_t bytes = 0;
    int64_t usedNanoseconds = 0;
};

/// Whether nobody has it open: a set in use holds a shared lock, one being written an exclusive one.
bool removeUnlessInUse(const fs::path& path) {
    const FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle || ::flock(handle.get(), LOCK_EX | LOCK_NB) != 0) return false;
    return ::unlink(path.c_str()) == 0;
}

/// A cache file and what is known of its files in several places.
bool removeWithKnown(const fs::path& file) {
    if (!removeUnlessInUse(file)) return false;
    std::error_code ignored;
    const std::string start = file.stem().string() + ".";
    std::vector<fs::path> beside;
    for (fs::directory_iterator entry(file.parent_path(), ignored), end; !ignored && entry != end;
         entry.increment(ignored))
        if (entry->path().extension() == kKnownEnding && entry->path().filename().string().starts_with(start))
            beside.push_back(entry->path());
    for (const fs::path& known : beside) fs::remove(known, ignored);
    return true;
}

bool usedLongAgo(const fs::path& path) {
    std::error_code gone;
    const auto written = fs::last_write_time(path, gone);
    return !gone && fs::file_time_type::clock::now() - written > std::chrono::minutes(1);
}

}  // namespace

fs::path cacheFileOf(const fs::path& cacheFolder, const Hash128& key, const std::string& fingerprint) {
    return cacheFolder / "images" / (key.hex() + "-" + fingerprint.substr(0, 16) + kEnding);
}

std::vector<fs::path> cacheFilesBeginning(const fs::path& cacheFolder, const std::string& start) {
    std::vector<std::pair<int64_t, fs::path>> found;
    std::error_code listing;
    for (fs::directory_iterator entry(cacheFolder / "images", listing), end; !listing && entry != end;
         entry.increment(listing)) {
        const fs::path path = entry->path();
        struct stat info = {};
        if (path.extension() == kEnding && path.filename().string().starts_with(start) &&
            ::stat(path.c_str(), &info) == 0)
            found.emplace_back(-stampFrom(info).modifiedNanoseconds, path);
    }
    std::sort(found.begin(), found.end());
    std::vector<fs::path> files;
    files.reserve(found.size());
    for (auto& [age, path] : found) files.push_back(std::move(path));
    return files;
}

void keepWithinBudget(const fs::path& cacheFolder, int64_t budgetBytes, int64_t neededBytes) {
    std::vector<CachedFile> files;
    int64_t total = 0;
    std::error_code listing;
    for (fs::directory_iterator entry(cacheFolder / "images", listing), end; !listing && entry != end;
         entry.increment(listing)) {
        const fs::path path = entry->path();
        if (path.extension() == kTemporaryEnding) {
            // Its writer would hold the lock, but for the moment between making the file and taking it.
            if (usedLongAgo(path)) removeUnlessInUse(path);
            continue;
        }
        if (path.extension() == kKnownEnding) {
            const fs::path owner = path.parent_path() / (path.stem().stem().string() + kEnding);
            std::error_code gone;
            if (!fs::exists(owner, gone) && usedLongAgo(path)) fs::remove(path, gone);
            continue;
        }
        struct stat info = {};
        if (path.extension() != kEnding || ::stat(path.c_str(), &info) != 0) continue;
        // Version 1 had names without a fingerprint: nobody opens them any more.
        if (path.stem().string().find('-') == std::string::npos && removeUnlessInUse(path)) continue;
        const int64_t bytes = int64_t{info.st_blocks} * 512;
        files.push_back({path, bytes, int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec});
        total += bytes;
    }
    std::sort(files.begin(), files.end(),
              [](const CachedFile& a, const CachedFile& b) { return a.usedNanoseconds < b.usedNanoseconds; });
    for (const CachedFile& file : files) {
        if (total + neededBytes <= budgetBytes) return;
        if (removeWithKnown(file.path)) total -= file.bytes;
    }
}

CacheWriter::CacheWriter(const fs::path& cacheFolder, const Hash128& key, const Target& target, int64_t images)
    : cacheFolder_(cacheFolder),
      key_(key),
      target_(target),
      reservedBytes_(kPixelsOffset + images * target.imageBytes()) {
    std::error_code failed;
    fs::create_directories(cacheFolder / "images", failed);
    if (failed) fail(failed.value());
    for (int attempt = 0; !handle_; ++attempt) {
        temporary_ = cacheFolder / "images" / key.hex();
        temporary_ += "." + std::to_string(::getpid()) + "." + std::to_string(attempt) + kTemporaryEnding;
        handle_ =
            FileHandle(TEMP_FAILURE_RETRY(::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)));
        if (!handle_ && errno != EEXIST) fail(errno);
    }
    ::flock(handle_.get(), LOCK_EX | LOCK_NB);
    // Reserved before anything is decoded: a full disk is known now, and not after an hour.
    int reason = EINTR;
    while (reason == EINTR) reason = ::posix_fallocate(handle_.get(), 0, reservedBytes_);
    if (reason != 0) {
        ::unlink(temporary_.c_str());
        fail(reason);
    }
}

CacheWriter::~CacheWriter() {
    if (handle_) ::unlink(temporary_.c_str());
}

void CacheWriter::fail(int errorNumber) const {
    if (errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG)
        throw Error("disk.full",
                    "There is no room for the decoded images: %1 MB are needed in %2. Free some space, choose a "
                    "smaller size, or set XDG_CACHE_HOME to a folder on another disk.",
                    {std::to_string((reservedBytes_ >> 20) + 1), displayName(cacheFolder_)});
    throw Error(
        "cache.write",
        "The decoded images could not be written into %1: %2. Set XDG_CACHE_HOME to a folder that you may write to.",
        {displayName(cacheFolder_), systemReason(errorNumber)});
}

void CacheWriter::write(int64_t offset, std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(handle_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(written < 0 ? errno : EIO);
        bytes = bytes.subspan(static_cast<size_t>(written));
        offset += written;
    }
}

void CacheWriter::writeImages(int64_t firstIndex, std::span<const uint8_t> pixels) {
    write(kPixelsOffset + firstIndex * target_.imageBytes(), pixels);
}

std::shared_ptr<const StoredImages> CacheWriter::finish(const CacheTable& table, int64_t count, int64_t found,
                                                        bool hasOwnSplit, const Place& place) {
    const std::vector<uint8_t> packed = packTable(table, target_.fit);
    const Hash128 tableHash = Hash128::of(packed);
    CacheHeader header;
    header.size = static_cast<uint32_t>(target_.size);
    header.channels = static_cast<uint32_t>(target_.channels);
    header.fit = static_cast<uint32_t>(target_.fit);
    header.background = {target_.background[0], target_.background[1], target_.background[2],
                         static_cast<uint8_t>(target_.axes)};
    header.factorCount = static_cast<uint32_t>(table.factorNames.size());
    header.count = count;
    header.found = found;
    header.hasOwnSplit = hasOwnSplit ? 1 : 0;
    const int64_t pixelsEnd = kPixelsOffset + count * target_.imageBytes();
    header.tableOffset = (pixelsEnd + 7) / 8 * 8;
    header.tableBytes = static_cast<int64_t>(packed.size());
    header.keyLow = key_.low;
    header.keyHigh = key_.high;
    header.tableHashLow = tableHash.low;
    header.tableHashHigh = tableHash.high;
    header.headerHash = header.ownHash();
    write(header.tableOffset, packed);
    write(0, std::span(reinterpret_cast<const uint8_t*>(&header), sizeof header));
    if (TEMP_FAILURE_RETRY(::ftruncate(handle_.get(), header.tableOffset + header.tableBytes)) != 0) fail(errno);
    if (TEMP_FAILURE_RETRY(::fsync(handle_.get())) != 0) fail(errno);
    const fs::path file = cacheFileOf(cacheFolder_, key_, table.fingerprint);
    if (::rename(temporary_.c_str(), file.c_str()) != 0) fail(errno);
    ::flock(handle_.get(), LOCK_SH);  // others may read it now, and still nobody removes it
    std::shared_ptr<const StoredImages> images = openCachedFile(std::move(handle_), &place, nullptr);
    if (!images)
        throw Error("cache.write", "The decoded images in %1 are not what was written there. Check that disk.",
                    {displayName(cacheFolder_)});
    return images;
}

}  // namespace zscape
