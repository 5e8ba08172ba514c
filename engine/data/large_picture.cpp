#include "engine/data/large_picture.h"

#include "engine/core/error.h"
#include "engine/data/in_parallel.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <utility>

namespace zscape {

LargePicture::LargePicture(std::unique_ptr<RowsOfPicture> rows, const cv::Size& size, std::vector<uint8_t> laid,
                           int64_t stepBytes, int64_t tiles)
    : rows_(std::move(rows)),
      size_(size),
      laid_(std::move(laid)),
      stepBytes_(stepBytes),
      tiles_(tiles),
      tilesLeft_(tiles) {}

void LargePicture::tileTaken() {
    if (--tilesLeft_ == 0) rows_.reset();
}

void LargePicture::read(int top, int rows, TilePiece& into, const Scratch& scratch) {
    {
        const std::lock_guard lock(mutex_);
        if (!looked_) lookOver(scratch);
    }
    into.failure = failure_;
    into.isLast = isLast_;
    if (into.failure) return;
    into.facts = facts_;
    into.background = &background_.value();
    into.told = &told_;
    try {
        FileFacts facts;
        into.picture = rows_->read(top, rows, scratch.stop, facts);
    } catch (const Cancelled&) {
        throw;
    } catch (const SourceFailed&) {
        throw;
    } catch (const Error& error) {
        throw SourceFailed(error);
    }
}

/// Guarded by mutex_.
void LargePicture::lookOver(const Scratch& scratch) {
    ReadShare share(scratch.ahead, kLookedOver * static_cast<double>(tiles_));
    try {
        readAll(scratch.stop, share);
    } catch (const Cancelled&) {
        throw;
    } catch (const SourceFailed&) {
        isLast_ = true;
        failure_ = std::current_exception();
    } catch (...) {
        failure_ = std::current_exception();
    }
    looked_ = true;
}

/// Guarded by mutex_.
void LargePicture::readAll(const std::stop_token& stop, ReadShare& share) {
    const size_t channels = laid_.size();
    const int64_t rowBytes = int64_t{size_.width} * std::ssize(laid_);
    const auto step = static_cast<int>(std::clamp<int64_t>(stepBytes_ / rowBytes, 1, size_.height));
    const auto count = static_cast<size_t>((size_.height + step - 1) / step);
    std::vector<std::vector<uint8_t>> edges(count);
    FileFacts found;
    std::mutex adding;  // to `found`
    std::atomic<int64_t> done{0};
    inParallel(count, 0, [&](size_t i) {
        const int top = static_cast<int>(i) * step;
        FileFacts facts;
        const cv::Mat rows = rows_->read(top, std::min(step, size_.height - top), stop, facts);
        for (int y = 0; y < rows.rows; ++y) {
            const auto* row = rows.ptr<uint8_t>(y);
            const size_t bytes = channels * static_cast<size_t>(rows.cols);
            const bool all = top + y == 0 || top + y == size_.height - 1;
            edges[i].insert(edges[i].end(), row, row + (all ? bytes : channels));
            if (!all && rows.cols > 1) edges[i].insert(edges[i].end(), row + bytes - channels, row + bytes);
        }
        share.tell(static_cast<double>(done.fetch_add(1) + 1) / static_cast<double>(count));
        const std::lock_guard lock(adding);
        facts.notNumbers += found.notNumbers;
        facts.transparent = facts.transparent || found.transparent;
        found = std::move(facts);
        return true;
    });
    std::vector<uint8_t> edge;
    for (const std::vector<uint8_t>& some : edges) edge.insert(edge.end(), some.begin(), some.end());
    // In one row all pixels are at the edge.
    background_.emplace(
        cv::Mat(1, static_cast<int>(edge.size() / channels), CV_8UC(static_cast<int>(channels)), edge.data()), laid_);
    facts_ = std::move(found);
}

}  // namespace zscape
