#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace zscape {

/// The last kSize durations, in milliseconds.
class LatencyWindow {
public:
    static constexpr size_t kSize = 600;

    void add(double milliseconds) {
        const std::lock_guard lock(mutex_);
        values_[next_] = milliseconds;
        next_ = (next_ + 1) % kSize;
        count_ = std::min(count_ + 1, kSize);
    }

    /// Median and 99th percentile (nearest rank); zeros when there is nothing.
    std::pair<double, double> medianAndP99() const {
        std::vector<double> sorted;
        {
            const std::lock_guard lock(mutex_);
            sorted.assign(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count_));
        }
        if (sorted.empty()) return {0, 0};
        std::sort(sorted.begin(), sorted.end());
        return {sorted[rank(sorted.size(), 50)], sorted[rank(sorted.size(), 99)]};
    }

private:
    /// ceil(count * percent / 100) - 1
    static size_t rank(size_t count, size_t percent) { return (count * percent + 99) / 100 - 1; }

    mutable std::mutex mutex_;
    std::array<double, kSize> values_{};  ///< guarded by mutex_
    size_t next_ = 0;                     ///< guarded by mutex_
    size_t count_ = 0;                    ///< guarded by mutex_
};

}  // namespace zscape
