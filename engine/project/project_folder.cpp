#include "engine/project/project_folder.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/project/project_lock.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace zscape {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemporaryPrefix = ".zscape-";

bool isUnsaved(const fs::path& folder) {
    const fs::path home = fs::absolute(dataFolder()).lexically_normal(), place = folder.lexically_normal();
    return std::mismatch(home.begin(), home.end(), place.begin(), place.end()).first == home.end();
}

void requireFree(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return;
    if (fs::is_directory(folder, error) && fs::is_empty(folder, error)) return;
    throw Error("project.exists", "%1 exists already and is not empty. Choose another name for the project.",
                {displayName(folder)});
}

void syncFile(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throwWriteError(file, errno);
    const int error = TEMP_FAILURE_RETRY(::fsync(descriptor)) == 0 ? 0 : errno;
    ::close(descriptor);
    if (error != 0) throwWriteError(file, error);
}

void copyTree(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to, error);
    if (error) throwWriteError(to, error.value());
    for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
        const fs::path target = to / entry.path().filename();
        if (entry.is_directory()) {
            copyTree(entry.path(), target);
        } else if (entry.is_regular_file() && entry.path().filename() != ProjectLock::kFileName) {
            fs::copy_file(entry.path(), target, error);
            if (error) throwWriteError(target, error.value());
            syncFile(target);
        }
    }
    syncFolder(to);
}

void copyProject(const fs::path& from, const fs::path& to) {
    const fs::path partial = to.parent_path() / (kTemporaryPrefix + std::to_string(::getpid()) + ".copy");
    std::error_code error, ignored;
    fs::remove_all(partial, ignored);
    try {
        copyTree(from, partial);
        fs::rename(partial, to, error);
        if (error) throwWriteError(to, error.value());
        syncFolder(to.parent_path());
    } catch (const std::exception&) {
        fs::remove_all(partial, ignored);
        throw;
    }
}

}  // namespace

void requireProjectPlace(const fs::path& folder) {
    if (folder.empty())
        throw Error("project.place", "No folder was named for the project. Name one, such as faces.zscape.");
    std::error_code error;
    if (!fs::exists(folder, error)) return;
    if (!fs::is_directory(folder, error))
        throw Error("project.exists", "%1 is a file; a project is a folder. Choose another name.",
                    {displayName(folder)});
    if (fs::is_regular_file(folder / "project.db", error)) return;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().filename() == ProjectLock::kFileName) continue;  // of a creation that was cut short
        throw Error("project.exists",
                    "The folder %1 holds files that are no Zscape project. Choose an empty folder or a new name.",
                    {displayName(folder)});
    }
    if (error) throwWriteError(folder, error.value());
}

void makeProjectFolder(const fs::path& folder) {
    requireProjectPlace(folder);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throwWriteError(folder, error.value());
}

void removeTemporaryFiles(const fs::path& folder) {
    std::error_code ignored;
    std::vector<fs::path> leftovers;
    for (const char* inside : {"checkpoints", "codes", "best"})
        for (auto entry = fs::recursive_directory_iterator(folder / inside, ignored);
             entry != fs::recursive_directory_iterator(); entry.increment(ignored))
            if (entry->path().filename().string().starts_with(kTemporaryPrefix)) leftovers.push_back(entry->path());
    for (const fs::path& file : leftovers) fs::remove(file, ignored);
}

bool relocateProject(const fs::path& from, const fs::path& to) {
    requireFree(to);
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (error) throwWriteError(to.parent_path(), error.value());
    if (isUnsaved(from)) {
        fs::rename(from, to, error);
        if (!error) {
            syncFolder(to.parent_path());
            return true;
        }
        if (error.value() != EXDEV) throwWriteError(to, error.value());
        copyProject(from, to);  // another file system
        fs::remove_all(from, error);
        return false;
    }
    copyProject(from, to);
    return false;
}

}  // namespace zscape
