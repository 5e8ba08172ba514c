#include "engine/core/atomic_file.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {
namespace {

/// Unique in this process and among processes: two exports into one folder never share a temporary file.
std::filesystem::path temporaryBeside(const std::filesystem::path& target) {
    static std::atomic<uint64_t> serial{0};
    std::filesystem::path folder = std::filesystem::absolute(target).parent_path();
    const std::string name = ".zscape-" + std::to_string(::getpid()) + "-" + std::to_string(serial.fetch_add(1));
    return folder / (name + target.extension().string());
}

}  // namespace

void throwWriteError(const std::filesystem::path& file, int systemError) {
    const std::string name = displayName(file);
    switch (systemError) {
        case ENOSPC:
        case EDQUOT:
            throw Error("write.full", "The disk is full: %1 was not written. Free some space and try again.", {name});
        case EACCES:
        case EPERM:
        case EROFS:
            throw Error("write.permission", "%1 may not be written: permission denied. Choose another folder.", {name});
        case ENOENT:
        case ENOTDIR: throw Error("write.folder", "%1 was not written: its folder does not exist.", {name});
        case EISDIR: throw Error("write.folder", "%1 is a folder, not a file. Choose another name.", {name});
        case EFBIG:
            throw Error("write.large",
                        "%1 was not written: files may not grow that large here, by a limit of the system (ulimit -f) "
                        "or of its disk. Raise the limit, or choose another disk.",
                        {name});
        case ENAMETOOLONG: throw Error("write.name", "%1 was not written: the name is too long.", {name});
        default: throw Error("write.failed", "%1 was not written: %2.", {name, std::strerror(systemError)});
    }
}

void syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) throwWriteError(folder, errno);
    // EINVAL: this file system has no sync for folders, and then needs none.
    const int error = TEMP_FAILURE_RETRY(::fsync(descriptor)) == 0 || errno == EINVAL ? 0 : errno;
    ::close(descriptor);
    if (error != 0) throwWriteError(folder, error);
}

AtomicFile::AtomicFile(const std::filesystem::path& target) : target_(target), temporary_(temporaryBeside(target)) {
    struct stat existing = {};
    if (::stat(target.c_str(), &existing) == 0 && S_ISDIR(existing.st_mode)) throwWriteError(target, EISDIR);
    descriptor_ = TEMP_FAILURE_RETRY(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (descriptor_ < 0) throwWriteError(target, errno);
}

AtomicFile::~AtomicFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throwWriteError(target_, errno);
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
}

void AtomicFile::write(std::string_view text) {
    write(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

void AtomicFile::commit() {
    // A library may have replaced the file under our descriptor: sync what the name means now.
    const int named = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
    if (named < 0) throwWriteError(target_, errno);
    const int syncError = TEMP_FAILURE_RETRY(::fsync(named)) == 0 ? 0 : errno;
    ::close(named);
    if (syncError != 0) throwWriteError(target_, syncError);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) throwWriteError(target_, errno);
    ::close(descriptor_);
    descriptor_ = -1;
    syncFolder(temporary_.parent_path());
}

void writeFileAtomically(const std::filesystem::path& file, std::span<const uint8_t> bytes) {
    AtomicFile output(file);
    output.write(bytes);
    output.commit();
}

}  // namespace zscape
