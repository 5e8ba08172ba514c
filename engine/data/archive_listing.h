#pragma once

#include "engine/core/progress.h"
#include "engine/data/archive_pass.h"
#include "engine/data/hash128.h"
#include "engine/data/image_header.h"
#include "engine/data/import_report.h"
#include "engine/data/stack_remarks.h"

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zscape {

/// A file of an archive whose header was looked at.
struct ArchivedLook {
    Hash128 draw;
    size_t file = 0;  ///< of ArchiveListing::files
    ImageHeader header;
    StackLook stack;

    bool operator<(const ArchivedLook& other) const {
        return std::pair(draw.low, draw.high) < std::pair(other.draw.low, other.draw.high);
    }
};

/// Without what says "here": "./a/b" and "/a/b" are "a/b".
std::string plainMemberName(std::string_view name);

/// "train.tar.gz" -> "train": what stands before the names of its members where there are several archives.
std::string stemOfArchive(const std::filesystem::path& archive);

/// The files of some archives that may be pictures, and what is beside them.
class ArchiveListing {
public:
    /// Goes once through all of them. \param limit of files; below 0: none
    /// \throws Error as openArchive(), "archive.members", Cancelled
    ArchiveListing(const std::vector<std::filesystem::path>& archives, const AxesChoice& axes, int64_t limit,
                   const ProgressSink& progress, std::stop_token stop);

    std::vector<ArchivedFile> files;
    std::vector<std::string> shown;  ///< of files: what the set calls them
    /// Those with the smallest draws: chance's choice and the same one every time.
    std::vector<ArchivedLook> looks;
    std::vector<UnreadableFile> unreadable;  ///< archives that end before their end
    int64_t hidden = 0, aside = 0;
    bool pickled = false;      ///< there are batches of CIFAR as Python saves them
    bool hasNpy = false;       ///< there are arrays as NumPy saves them
    std::string otherNumbers;  ///< the first file that looks like another array,
                               ///< or a table; empty without
    bool complete = true;

private:
    void listAsFarAsItGoes(size_t archive);
    void list(size_t archive);
    void take(ArchivedFile file, ForwardStream& bytes);
    void look(const ArchivedFile& file, ForwardStream& bytes, std::vector<uint8_t> start,
              std::vector<ArchivedLook>& among, size_t index) const;
    void noteNumbers(const std::string& name, const std::vector<uint8_t>& start);
    void leaveAside();
    void report();

    const std::vector<std::filesystem::path>& archives_;
    const AxesChoice axes_;
    const int64_t limit_;
    const ProgressSink& progress_;
    const std::stop_token stop_;
    std::vector<ArchivedFile> unnamed_;
    std::vector<ArchivedLook> unnamedLooks_;
    int64_t members_ = 0;
    std::chrono::steady_clock::time_point reported_{};
};

}  // namespace zscape
