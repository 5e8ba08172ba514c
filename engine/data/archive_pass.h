#pragma once

#include "engine/core/error.h"
#include "engine/data/forward_stream.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace zscape {

/// A file in one of some archives.
struct ArchivedFile {
    size_t archive = 0;
    int64_t place = 0;   ///< which of that archive's members, as ArchiveStream::next() counts them
    std::string name;    ///< bytes
    int64_t bytes = -1;  ///< as ArchiveMember
};

/// Hands the files of archives to many threads, which ask for them in about their order. All is inflated once, by
/// whoever comes to it: what lies before the file that is asked for is kept for the threads that will ask for it. Where
/// that would be more than `keptAtMost` bytes, the thread goes on in a stream of its own.
class ArchivePass {
public:
    using Inflated = std::function<void(int64_t bytes, int64_t of)>;

    /// \param files ascending by archive and place; both outlive the pass
    ArchivePass(const std::vector<std::filesystem::path>& archives, const std::vector<ArchivedFile>& files,
                int64_t keptAtMost = int64_t{256} << 20);
    ~ArchivePass();
    ArchivePass(const ArchivePass&) = delete;
    ArchivePass& operator=(const ArchivePass&) = delete;

    /// The file's bytes; of one that begins like no picture only the first of them. From any thread.
    /// \throws Error "file.large" above kFileLimit, "archive.damaged" where this file is and those after it may not be,
    /// SourceFailed as ArchiveStream, and "file.changed", Cancelled
    /// \param told how much of it has been inflated, where that takes long and the archive says how much it is; may be
    /// empty
    std::vector<uint8_t> take(size_t file, const std::stop_token& stop, const Inflated& told = {});

private:
    class Reader;
    /// A file's bytes, or why there are none.
    struct Taken {
        std::vector<uint8_t> bytes;
        std::optional<ErrorInfo> failure;
    };
    /// At `file` or before it.
    Reader& ownReader(size_t file);

    const std::vector<std::filesystem::path>& archives_;
    const std::vector<ArchivedFile>& files_;
    const int64_t keptAtMost_;
    std::mutex mutex_;
    std::unique_ptr<Reader> shared_;  ///< guarded by mutex_
    std::map<size_t, Taken> kept_;    ///< guarded by mutex_: of files before shared_'s next
    int64_t keptBytes_ = 0;           ///< guarded by mutex_
    std::map<std::thread::id, std::unique_ptr<Reader>> ownReaders_;  ///< guarded by mutex_; each is its thread's
};

}  // namespace zscape
