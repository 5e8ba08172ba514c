#include "engine/project/project_access.h"

#include "engine/core/atomic_file.h"
#include "engine/core/paths.h"
#include "engine/project/project_lock.h"
#include "engine/project/schema.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <pwd.h>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDatabase = "project.db";
constexpr const char* kLog = "project.db-wal";

std::string nameOfUser(uid_t user) {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return validUtf8(found->pw_name);
    return std::to_string(user);
}

/// errno of the first that may not be written; 0: all may.
int firstRefusal(const fs::path& folder) {
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) != 0) return errno;
    for (const char* name : {kDatabase, kLog, "project.db-shm", ProjectLock::kFileName, "checkpoints", "codes"})
        if (::faccessat(AT_FDCWD, (folder / name).c_str(), W_OK, AT_EACCESS) != 0 && errno != ENOENT) return errno;
    return 0;
}

bool hasLog(const fs::path& folder) {
    std::error_code missing;
    const uintmax_t bytes = fs::file_size(folder / kLog, missing);
    return !missing && bytes > 0;
}

void copyInto(const fs::path& folder, const PrivateFolder& copy) {
    for (const char* name : {kDatabase, kLog}) {
        std::error_code error;
        if (std::string_view(name) == kLog && !hasLog(folder)) continue;
        fs::copy_file(folder / name, copy.path() / name, error);
        if (error) throwWriteError(copy.path() / name, error.value());
        // It was perhaps copied with the rights of one that may not be written.
        fs::permissions(copy.path() / name, fs::perms::owner_read | fs::perms::owner_write, error);
        if (error) throwWriteError(copy.path() / name, error.value());
    }
}

/// The log is folded in and an older version is brought up to this one, beside the project.
ReadableDatabase openCopy(const fs::path& folder) {
    ReadableDatabase result;
    result.copy = std::make_unique<PrivateFolder>();
    copyInto(folder, *result.copy);
    result.database = std::make_unique<Database>(result.copy->path() / kDatabase, Database::Mode::Open, folder);
    checkAndMigrate(*result.database, result.copy->path() / kDatabase, kProjectVersion, projectMigrations());
    return result;
}

ReadableDatabase openInPlace(const fs::path& folder, Database::Mode mode) {
    ReadableDatabase result;
    result.database = std::make_unique<Database>(folder / kDatabase, mode);
    if (isOlder(*result.database)) return openCopy(folder);
    checkAndMigrate(*result.database, folder / kDatabase, kProjectVersion, {});
    return result;
}

}  // namespace

std::optional<ErrorInfo> whyNotWritable(const fs::path& folder) {
    struct statvfs disk = {};
    const bool readOnlyDisk = ::statvfs(folder.c_str(), &disk) == 0 && (disk.f_flag & ST_RDONLY);
    const int refusal = readOnlyDisk ? EROFS : firstRefusal(folder);
    if (refusal == 0) return std::nullopt;
    if (refusal == EROFS)
        return ErrorInfo{"project.reading.disk", "This disk cannot be written, so nothing is saved here.", {}};
    struct stat info = {};
    if (::stat(folder.c_str(), &info) == 0 && info.st_uid != ::geteuid())
        return ErrorInfo{
            "project.reading.owner", "The project belongs to %1, so nothing is saved here.", {nameOfUser(info.st_uid)}};
    return ErrorInfo{"project.reading.permission", "This project is write-protected, so nothing is saved here.", {}};
}

ErrorInfo openElsewhere() {
    return {"project.reading.busy", "It is open in another window, so nothing is saved here.", {}};
}

PrivateFolder::PrivateFolder() {
    std::string pattern = (fs::temp_directory_path() / "zscape-reading-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throwWriteError(pattern, errno);
    path_ = pattern;
}

PrivateFolder::~PrivateFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

ReadableDatabase openReadable(const fs::path& folder) {
    // Whoever writes shares its log with readers. Where nobody does, the file alone is the whole of it: unless a log
    // was left behind.
    if (ProjectLock::isHeld(folder)) {
        try {
            return openInPlace(folder, Database::Mode::Read);
        } catch (const Error& error) {
            if (error.code() != "write.permission") throw;
            return openCopy(folder);  // its log's index may not be shared with this person
        }
    }
    if (hasLog(folder)) return openCopy(folder);
    return openInPlace(folder, Database::Mode::Immutable);
}

}  // namespace zscape
