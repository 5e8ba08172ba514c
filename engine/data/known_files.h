#pragma once

#include "engine/data/picture_source.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace zscape {

/// One file of a cached set, as it was when its content was last known.
struct KnownFile {
    uint64_t name = 0;  ///< a hash of its base's number and of its name
    FileStamp stamp;
    Hash128 content;    ///< zero: it could not be read
    uint64_t kind = 0;  ///< of enum SourceFile::Kind
};
static_assert(std::is_trivially_copyable_v<KnownFile> && sizeof(KnownFile) == 64);

/// The files of a cached set in one place: stored beside it, so that the set is known again without reading them.
struct KnownFiles {
    /// In this place inode numbers were others while everything else was the same: they say nothing there, and are
    /// believed no more than a file's name. (FUSE and FAT give numbers as they please.)
    bool inodesVary = false;
    std::vector<KnownFile> files;  ///< by name
};

/// Nothing when it is not there, damaged or of another version.
std::optional<KnownFiles> readKnownFiles(const std::filesystem::path& file);
/// \throws Error "write.*"
void writeKnownFiles(const std::filesystem::path& file, const KnownFiles& known);

/// Compares what lies on the disk with what a set was made of. Reads nothing where stamps agree; where they do not, the
/// file's content decides, on every core, and each file is read at most once however many sets it is compared with.
class FileCheck {
public:
    /// \param lookedAt when the stamps were begun to be taken, in nanoseconds since 1970
    FileCheck(const PictureSource& source, int64_t lookedAt, int threads, const ProgressSink& progress,
              std::stop_token stop);

    /// True where nothing is read from files: what comes with Zscape or is generated.
    bool isEmpty() const { return files_.empty(); }

    /// What is to be remembered from now on when the files are those of `known`; nothing when any of them is another,
    /// is gone or has come. Files that are no pictures may come and go.
    /// \throws Cancelled
    std::optional<KnownFiles> compare(const KnownFiles& known);

    /// The files as they are now, with the contents that the source knows.
    KnownFiles now() const;

    /// A file that was changed so shortly before it was looked at may be written once more without any stamp telling:
    /// the clock of file systems ticks in milliseconds, some of FAT and of network mounts in seconds.
    static constexpr int64_t kTooYoung = 2'000'000'000;
    /// Files that are read all the same where inode numbers vary and say nothing.
    static constexpr size_t kSpotChecks = 64;

private:
    bool settleKinds(const KnownFiles& known);
    bool contentsAgree(const std::vector<size_t>& suspects, const std::vector<const KnownFile*>& known);
    Hash128 contentOf(size_t file) const;
    KnownFile knownOf(size_t file) const;

    const PictureSource& source_;
    const int64_t lookedAt_;
    const int threads_;
    const ProgressSink& progress_;
    const std::stop_token stop_;
    std::vector<SourceFile> files_;
    std::vector<uint64_t> names_;  ///< of files_
};

}  // namespace zscape
