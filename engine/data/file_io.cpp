#include "engine/data/file_io.h"

#include "engine/core/paths.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace zscape {

namespace {

/// Those that linux/magic.h does not name.
constexpr long kMessageQueues = 0x19800202;
constexpr long kConfiguration = 0x62656570;
constexpr long kFuseControl = 0x65735543;

constexpr std::array<long, 19> kSystems{PROC_SUPER_MAGIC, SYSFS_MAGIC,          CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
                                        DEBUGFS_MAGIC,    TRACEFS_MAGIC,        SECURITYFS_MAGIC,   SELINUX_MAGIC,
                                        SMACK_MAGIC,      PSTOREFS_MAGIC,       EFIVARFS_MAGIC,     BPF_FS_MAGIC,
                                        NSFS_MAGIC,       DEVPTS_SUPER_MAGIC,   BINFMTFS_MAGIC,     kMessageQueues,
                                        kConfiguration,   RDTGROUP_SUPER_MAGIC, kFuseControl};

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
    if (this != &other) {
        close();
        descriptor_ = other.release();
    }
    return *this;
}

int FileHandle::release() { return std::exchange(descriptor_, -1); }

void FileHandle::close() {
    if (descriptor_ >= 0) ::close(release());
}

std::string systemReason(int errorNumber) { return std::system_category().message(errorNumber); }

Error fileError(const std::filesystem::path& file, int errorNumber) {
    const std::string name = displayName(file);
    switch (errorNumber) {
        case ENOENT:
        case ENOTDIR:
            return Error("file.missing", "%1 is not there. Check the name, or whether its disk is connected.", {name});
        case EACCES:
        case EPERM:
            return Error("file.permission",
                         "%1 may not be read by you. Change its permissions, or choose something else.", {name});
        case ELOOP: return Error("file.loop", "%1 is a symbolic link that leads back to itself.", {name});
        default: return Error("file.read", "%1 could not be read: %2.", {name, systemReason(errorNumber)});
    }
}

bool isSystems(int descriptor) {
    struct statfs system = {};
    if (::fstatfs(descriptor, &system) == 0 &&
        std::find(kSystems.begin(), kSystems.end(), static_cast<long>(system.f_type)) != kSystems.end())
        return true;
    // /dev is of the same kind as /tmp may be: it is known by its place.
    struct stat own = {}, devices = {};
    return ::fstat(descriptor, &own) == 0 && ::stat("/dev", &devices) == 0 && own.st_dev == devices.st_dev &&
           own.st_ino == devices.st_ino;
}

bool isAboutContent(const Error& error) {
    const std::string& code = error.code();
    return !code.starts_with("file.") || code == "file.large" || code == "file.kind";
}

FileHandle openForReading(const std::filesystem::path& file, int64_t* bytes) {
    // O_NONBLOCK: opening a named pipe must not wait for somebody who writes into it.
    FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!handle) throw fileError(file, errno);
    struct stat info = {};
    if (::fstat(handle.get(), &info) != 0) throw fileError(file, errno);
    if (!S_ISREG(info.st_mode) || isSystems(handle.get()))
        throw Error("file.kind", "%1 is no ordinary file.", {displayName(file)});
    if (bytes) *bytes = info.st_size;
    return handle;
}

size_t readAt(const FileHandle& file, int64_t offset, std::span<uint8_t> into, const std::filesystem::path& name) {
    size_t done = 0;
    while (done < into.size()) {
        const ssize_t got = ::pread(file.get(), into.data() + done, into.size() - done,
                                    static_cast<off_t>(offset + static_cast<int64_t>(done)));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw fileError(name, errno);
        if (got == 0) break;
        done += static_cast<size_t>(got);
    }
    return done;
}

std::vector<uint8_t> readWhole(const std::filesystem::path& file, int64_t limit) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    if (bytes > limit)
        throw Error("file.large", "%1 is %2 MB large; at most %3 MB can be read.",
                    {displayName(file), std::to_string(bytes >> 20), std::to_string(limit >> 20)});
    std::vector<uint8_t> content(static_cast<size_t>(bytes));
    content.resize(readAt(handle, 0, content, file));
    return content;
}

FileStamp stampFrom(const struct stat& info) {
    const auto nanoseconds = [](const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
    return {info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim), info.st_ino};
}

FileStamp stampOf(const std::filesystem::path& file) {
    struct stat info = {};
    if (::stat(file.c_str(), &info) != 0) throw fileError(file, errno);
    return stampFrom(info);
}

}  // namespace zscape
