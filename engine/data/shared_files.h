#pragma once

#include "engine/data/archive_pass.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace zscape {

/// Files of archives that hold several pictures each. A file is inflated once, by the thread that first comes to it,
/// and its bytes are kept until each of its pictures was asked for; beyond `keptAtMost` bytes of more than two files
/// the one that came first is let go, and is inflated once more for whoever still asks.
class SharedFiles {
public:
    using Bytes = std::shared_ptr<const std::vector<uint8_t>>;

    explicit SharedFiles(ArchivePass& pass, int64_t keptAtMost = int64_t{256} << 20)
        : pass_(pass),
          keptAtMost_(keptAtMost) {}

    /// For one of its pictures, of which there are so many. From any thread.
    /// \throws Error as ArchivePass::take()
    Bytes take(size_t file, size_t pictures, const std::stop_token& stop);

private:
    struct Held {
        std::mutex mutex;
        Bytes bytes;                       ///< guarded by mutex
        std::optional<ErrorInfo> failure;  ///< guarded by mutex: why there are none
        size_t taken = 0;                  ///< guarded by SharedFiles::mutex_
        int64_t size = 0;                  ///< guarded by SharedFiles::mutex_: of the bytes, once they are there
    };
    std::shared_ptr<Held> heldOf(size_t file, size_t pictures);
    void keep(size_t file, const std::shared_ptr<Held>& held, int64_t size);
    void letGo(size_t file);

    ArchivePass& pass_;
    const int64_t keptAtMost_;
    std::mutex mutex_;
    std::map<size_t, std::shared_ptr<Held>> held_;  ///< guarded by mutex_
    std::deque<size_t> order_;                      ///< guarded by mutex_: of those whose bytes are there, as they came
    int64_t bytes_ = 0;                             ///< guarded by mutex_: of all of them
};

}  // namespace zscape
