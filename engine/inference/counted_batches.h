#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

namespace zscape {

/// Progress in images, with the time that is left by the speed so far.
class ImageCounter {
public:
    /// `sink` may be empty; it outlives the counter.
    ImageCounter(std::string verb, int64_t total, const ProgressSink& sink)
        : progress_{std::move(verb), 0, total, -1},
          sink_(sink) {}

    void add(int64_t images) {
        if (!sink_) return;
        progress_.done += images;
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        progress_.secondsLeft =
            seconds * static_cast<double>(progress_.total - progress_.done) / static_cast<double>(progress_.done);
        sink_(progress_);
    }

private:
    Progress progress_;
    const ProgressSink& sink_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Calls work(begin, count) for pieces of `total` images of at most `batch`, in order, counting.
/// \throws Cancelled when a stop is asked for between two of them
template <typename Work>
void inCountedBatches(int64_t total, int64_t batch, ImageCounter counter, const std::stop_token& stop, Work work) {
    for (int64_t begin = 0; begin < total; begin += batch) {
        if (stop.stop_requested()) throw Cancelled();
        const int64_t count = std::min(batch, total - begin);
        work(begin, count);
        counter.add(count);
    }
}

}  // namespace zscape
