#pragma once

#include "engine/core/paths.h"
#include "engine/project/project.h"
#include "engine/project/project_access.h"
#include "engine/project/project_folder.h"
#include "engine/project/project_lock.h"
#include "engine/project/project_rows.h"

#include <sys/stat.h>

#include <functional>
#include <span>

/// What the sources of Project share. project.cpp: opened, made, moved; project_saving.cpp: written;
/// project_run_list.cpp: its runs; project_weights.cpp: files read.
namespace zscape {

inline std::filesystem::path databaseFile(const std::filesystem::path& folder) { return folder / "project.db"; }

inline std::filesystem::path weightsOf(int64_t run) {
    return std::filesystem::path("checkpoints") / std::to_string(run);
}

inline const char* folderOf(OneFile which) { return which == OneFile::Codes ? "codes" : "best"; }

/// Files of one save, by their places in the project.
struct Written {
    int64_t run = 0;
    std::string weights;                          ///< name of the checkpoint's file that is about to be listed
    std::vector<std::filesystem::path> files;     ///< all that are about to be listed
    std::vector<std::filesystem::path> replaced;  ///< that are listed no more

    void replace(const std::filesystem::path& folder, const std::string& name) {
        if (isPlainName(name)) replaced.push_back(folder / name);
    }
};

struct Project::Implementation {
    /// What a folder or a file is, whatever it is called.
    struct Identity {
        dev_t device = 0;
        ino_t inode = 0;
        bool operator==(const Identity&) const = default;

        /// Zeros where there is nothing.
        static Identity of(const std::filesystem::path& path) {
            struct stat info = {};
            return ::stat(path.c_str(), &info) == 0 ? Identity{info.st_dev, info.st_ino} : Identity();
        }
    };

    Implementation(std::filesystem::path projectFolder, ProjectLock projectLock, std::unique_ptr<Database> connection)
        : folder(std::move(projectFolder)),
          lock(std::move(projectLock)),
          database(std::move(connection)) {
        noteIdentity();
    }
    Implementation(std::filesystem::path projectFolder, ReadableDatabase readable)
        : folder(std::move(projectFolder)),
          copy(std::move(readable.copy)),
          database(std::move(readable.database)) {
        noteIdentity();
    }

    /// For whoever writes.
    const Database& writable() {
        if (lock) {
            requireInPlace();
            return db();
        }
        throw Error(
            "project.reading",
            "The project %1 was opened for reading only: nothing is saved into it. Save a copy of it elsewhere.",
            {displayName(folder)});
    }

    /// Opened again where it had to be closed. \throws Error
    const Database& db() {
        if (!database) {
            requireInPlace();
            database = std::make_unique<Database>(databaseFile(folder), Database::Mode::Open);
        }
        return *database;
    }

    void noteIdentity() {
        openedFolder = Identity::of(folder);
        openedFile = Identity::of(databaseFile(folder));
    }
    bool isInPlace() const {
        return openedFolder == Identity::of(folder) && openedFile == Identity::of(databaseFile(folder));
    }
    void requireInPlace() const {
        if (isInPlace()) return;
        throw Error("project.moved",
                    "The project %1 is no longer what was opened there: it was moved, renamed or deleted meanwhile, "
                    "and nothing was saved. Put it back, or save to another place.",
                    {displayName(folder)});
    }

    /// `work` notes in its argument which files it has written, and which are listed no more. These go after the
    /// commit; where there is none, the new ones go.
    void listing(const std::function<void(Written&)>& work);
    /// Whether a failed transaction has listed the files all the same: a COMMIT whose sync failed may lie whole in the
    /// log, where this connection does not see it, and the next one does. So the next one is asked; nothing: it cannot
    /// be.
    std::optional<bool> isListed(const Written& written);
    void writeWeights(int64_t run, int64_t step, const std::vector<uint8_t>& bytes, Written& written);
    void writeCodes(int64_t run, const SavedState& state, Written& written);
    void writeBest(int64_t run, const SavedState& state, Written& written);
    /// Of what a run has one of: in the place of what was there.
    void writeOne(OneFile which, int64_t run, int64_t step, std::span<const uint8_t> bytes, Written& written);
    void dropOne(OneFile which, int64_t run, Written& written);

    std::filesystem::path folder;
    std::optional<ProjectLock> lock;  ///< none: for reading only
    std::optional<ErrorInfo> whyOnlyRead;
    std::unique_ptr<PrivateFolder> copy;  ///< where the database really lies, if elsewhere
    std::unique_ptr<Database> database;   ///< ends before `copy`
    Identity openedFolder, openedFile;    ///< what the folder and its project.db were
};

}  // namespace zscape
