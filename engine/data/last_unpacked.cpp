#include "engine/data/last_unpacked.h"

#include "engine/data/known_files.h"

#include <chrono>
#include <utility>

namespace zscape {

namespace {

/// A file that was written so shortly ago may be written once more without its stamp telling.
bool isYoung(const FileStamp& stamp) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return stamp.changedNanoseconds >
           std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - FileCheck::kTooYoung;
}

}  // namespace

std::shared_ptr<const UnpackedArrays> LastUnpacked::open(const std::filesystem::path& archive,
                                                         const std::stop_token& stop) {
    const FileStamp stamp = stampOf(archive);
    const bool young = isYoung(stamp);
    {
        const std::lock_guard lock(mutex_);
        if (kept_ && kept_->archive() == archive && stamp_ == stamp) return kept_;
    }
    letGo();  // before there are two of them on the disk
    auto unpacked = std::make_shared<const UnpackedArrays>(archive, UnpackedArrays::Limits{}, stop);
    if (young || unpacked->bytes() > kMostKept || stampOf(archive) != stamp) return unpacked;
    const std::lock_guard lock(mutex_);
    kept_ = unpacked;
    stamp_ = stamp;
    return unpacked;
}

void LastUnpacked::letGo() {
    std::shared_ptr<const UnpackedArrays> gone;  // goes from the disk when the lock is let go
    const std::lock_guard lock(mutex_);
    gone = std::exchange(kept_, nullptr);
}

}  // namespace zscape
