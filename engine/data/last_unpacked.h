#pragma once

#include "engine/data/unpacked_arrays.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>

namespace zscape {

/// The archive of arrays that was unpacked last: whoever opens it again, for another of its sets or by other settings,
/// does not wait for that once more. From several threads.
class LastUnpacked {
public:
    /// More is unpacked anew each time: the disk is others', too.
    static constexpr int64_t kMostKept = int64_t{4} << 30;

    /// As it lies unpacked if its file is as it was then; else unpacks it, and keeps that in place of what was kept.
    /// \throws Error as UnpackedArrays, Cancelled
    std::shared_ptr<const UnpackedArrays> open(const std::filesystem::path& archive, const std::stop_token& stop);
    /// What nobody reads any more goes from the disk.
    void letGo();

private:
    std::mutex mutex_;
    std::shared_ptr<const UnpackedArrays> kept_;  ///< guarded by mutex_
    FileStamp stamp_;                             ///< guarded by mutex_: of its archive
};

}  // namespace zscape
