#include "engine/data/archived_tiff.h"

#include "engine/core/error.h"

#include <iterator>
#include <utility>

namespace zscape {

namespace {

struct InflatedTiff {
    InflatedTiff(SharedFiles::Bytes inflated, const std::filesystem::path& name)
        : bytes(std::move(inflated)),
          tiff(readerOf(*bytes), std::ssize(*bytes), name) {}

    const SharedFiles::Bytes bytes;
    TiffFile tiff;  ///< reads from them
};

}  // namespace

std::shared_ptr<TiffFile> ArchivedTiff::open(const std::stop_token& stop) {
    auto opened = std::make_shared<InflatedTiff>(bytes(stop), name_);
    return {opened, &opened->tiff};
}

SharedFiles::Bytes ArchivedTiff::bytes(const std::stop_token& stop) {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    if (!bytes_) {
        try {
            bytes_ = inflate_(stop);
        } catch (const Cancelled&) {
            throw;
        } catch (...) {
            failure_ = std::current_exception();
            throw;
        }
    }
    return bytes_;
}

}  // namespace zscape
