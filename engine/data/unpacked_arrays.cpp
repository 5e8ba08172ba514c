#include "engine/data/unpacked_arrays.h"

#include "engine/core/paths.h"
#include "engine/data/archive_listing.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <span>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr size_t kUnpackedTogether = 1 << 20;
/// What others need of the disk, too.
constexpr int64_t kLeftFree = int64_t{512} << 20;

[[noreturn]] void throwUnwritten(const fs::path& archive, const fs::path& folder, int errorNumber) {
    if (errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG)
        throw Error(
            "disk.full",
            "There is no room in %2 for the arrays of %1, which are unpacked to be read. Free some space, or set "
            "XDG_CACHE_HOME to a folder on another disk.",
            {displayName(archive), displayName(folder)});
    throw Error("cache.write",
                "The arrays of %1 could not be unpacked into %2: %3. Set XDG_CACHE_HOME to a folder that you may write "
                "to.",
                {displayName(archive), displayName(folder), systemReason(errorNumber)});
}

/// A member's place below a folder; empty for what is hidden or no person means, and for what would lie elsewhere.
fs::path placeBelow(const std::string& member) {
    fs::path place;
    for (const fs::path& part : fs::path(plainMemberName(member))) {
        const std::string name = part.string();
        if (name.empty() || name.starts_with('.') || isJunkName(name)) return {};
        place /= part;
    }
    return place;
}

/// The names of CIFAR's classes lie beside its pictures.
bool isBesideArrays(const std::string& name) {
    return name.ends_with("batches.meta.txt") || name.ends_with("_label_names.txt");
}

}  // namespace

bool beginsLikeAnArray(const std::vector<uint8_t>& start) {
    const std::string_view bytes(reinterpret_cast<const char*>(start.data()), start.size());
    return bytes.starts_with("\x93NUMPY") || bytes.starts_with(std::string_view("\x89HDF\r\n\x1A\n", 8));
}

bool isNamedLikeAnArray(const std::string& name) {
    std::string small = lowered(name);
    if (small.ends_with(".gz")) small.resize(small.size() - 3);
    for (const char* ending : {".npy", ".npz", ".bin", ".h5", ".hdf5", ".hdf", ".mat", ".csv", ".tsv"})
        if (small.ends_with(ending)) return true;
    return small.find("idx") != std::string::npos;
}

UnpackedArrays::UnpackedArrays(fs::path archive, const Limits& limits, const std::stop_token& stop)
    : archive_(std::move(archive)) {
    makeFolder();
    try {
        unpack(limits, stop);
    } catch (...) {
        std::error_code failed;
        fs::remove_all(folder_, failed);
        throw;
    }
}

UnpackedArrays::~UnpackedArrays() {
    std::error_code failed;  // what cannot be removed now goes when the next folder is made
    fs::remove_all(folder_, failed);
}

void UnpackedArrays::makeFolder() {
    const fs::path all = cacheFolder() / "unpacked";
    std::error_code failed;
    fs::create_directories(all, failed);
    if (failed) throwUnwritten(archive_, all, failed.value());
    // One program at a time makes and removes folders: a new one has its lock before another looks at it.
    const FileHandle turn(::open((all / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!turn || ::flock(turn.get(), LOCK_EX) != 0) throwUnwritten(archive_, all, errno);
    for (const fs::directory_entry& left : fs::directory_iterator(all, failed)) {
        const FileHandle handle(::open(left.path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        std::error_code unremoved;  // it is tried again the next time
        if (handle && ::flock(handle.get(), LOCK_EX | LOCK_NB) == 0) fs::remove_all(left.path(), unremoved);
    }
    std::string made = (all / "XXXXXX").string();
    if (!::mkdtemp(made.data())) throwUnwritten(archive_, all, errno);
    folder_ = made;
    lock_ = FileHandle(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock_ || ::flock(lock_.get(), LOCK_SH) != 0) throwUnwritten(archive_, all, errno);
}

void UnpackedArrays::unpack(const Limits& limits, const std::stop_token& stop) {
    int64_t members = 0;
    const auto refuse = [&] {
        throw Error(
            "archive.unpacked",
            "%1 holds more arrays than are unpacked to be read: above %2 files or %3 GB. Unpack it yourself, and "
            "open its folder.",
            {displayName(archive_), std::to_string(limits.files), std::to_string(limits.bytes >> 30)});
    };
    const auto write = [&](const FileHandle& into, std::span<const uint8_t> block) {
        bytes_ += std::ssize(block);
        if (bytes_ > limits.bytes) refuse();
        struct statvfs disk = {};
        const bool known = ::statvfs(folder_.c_str(), &disk) == 0;
        if (known && static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize) < kLeftFree)
            throwUnwritten(archive_, folder_.parent_path(), ENOSPC);
        while (!block.empty()) {
            const ssize_t written = ::write(into.get(), block.data(), block.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) throwUnwritten(archive_, folder_.parent_path(), errno);
            block = block.subspan(static_cast<size_t>(written));
        }
    };
    const std::unique_ptr<ArchiveStream> stream = openArchive(archive_);
    std::vector<uint8_t> block(kUnpackedTogether);
    for (ArchiveMember member; stream->next(member);) {
        if (stop.stop_requested()) throw Cancelled();
        constexpr int64_t kMostLookedAt = 5'000'000;
        if (++members > kMostLookedAt) refuse();
        const fs::path place = placeBelow(member.name);
        if (place.empty()) continue;
        const bool named = isNamedLikeAnArray(member.name) || isBesideArrays(member.name);
        constexpr size_t kStart = 16;
        std::vector<uint8_t> start(named ? 0 : kStart);
        start.resize(stream->read(start));
        if (!named && !beginsLikeAnArray(start)) continue;
        if (++files_ > limits.files) refuse();
        std::error_code failed;
        fs::create_directories((folder_ / place).parent_path(), failed);
        if (failed) throwUnwritten(archive_, folder_.parent_path(), failed.value());
        const FileHandle into(
            ::open((folder_ / place).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!into && errno == EEXIST) continue;  // of two with one name the first
        if (!into) throwUnwritten(archive_, folder_.parent_path(), errno);
        write(into, start);
        for (size_t got = block.size(); got == block.size();) {
            if (stop.stop_requested()) throw Cancelled();
            got = stream->read(block);
            write(into, std::span(block).first(got));
        }
    }
}

fs::path UnpackedArrays::within(const fs::path& file) const {
    const std::string text = file.string(), folder = folder_.string();
    return text.starts_with(folder) ? fs::path(archive_.string() + text.substr(folder.size())) : file;
}

ErrorInfo UnpackedArrays::within(ErrorInfo info) const {
    const std::string folder = displayName(folder_), archive = displayName(archive_);
    for (std::string& argument : info.arguments)
        for (size_t at = argument.find(folder); at != std::string::npos;
             at = argument.find(folder, at + archive.size()))
            argument.replace(at, folder.size(), archive);
    return info;
}

}  // namespace zscape
