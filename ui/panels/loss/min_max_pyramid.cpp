#include "ui/panels/loss/min_max_pyramid.h"

#include <algorithm>
#include <cmath>

namespace zscape {

void Extent::include(float value) {
    if (!std::isfinite(value)) return;
    minimum = count == 0 ? value : std::min(minimum, value);
    maximum = count == 0 ? value : std::max(maximum, value);
    sum += static_cast<double>(value);
    ++count;
}

void Extent::include(const Extent& other) {
    if (other.empty()) return;
    minimum = count == 0 ? other.minimum : std::min(minimum, other.minimum);
    maximum = count == 0 ? other.maximum : std::max(maximum, other.maximum);
    sum += other.sum;
    count += other.count;
}

void MinMaxPyramid::truncate(int64_t rows) {
    if (rows >= size()) return;
    auto left = static_cast<size_t>(std::max<int64_t>(rows, 0));
    values_.resize(left);
    for (auto& level : levels_) level.resize(left /= static_cast<size_t>(kFan));
}

void MinMaxPyramid::append(float value) {
    values_.push_back(value);
    int64_t below = size();  // how many entries the level beneath has
    for (size_t level = 0; below % kFan == 0; ++level) {
        Extent whole;
        const auto first = static_cast<size_t>(below - kFan);
        if (level == 0) {
            for (size_t i = 0; i < kFan; ++i) whole.include(values_[first + i]);
        } else {
            for (size_t i = 0; i < kFan; ++i) whole.include(levels_[level - 1][first + i]);
        }
        if (level == levels_.size()) levels_.emplace_back();
        levels_[level].push_back(whole);
        below = static_cast<int64_t>(levels_[level].size());
    }
}

Extent MinMaxPyramid::over(int64_t begin, int64_t end) const {
    begin = std::max<int64_t>(begin, 0);
    end = std::min(end, size());
    Extent found;
    int64_t row = begin;
    while (row < end) {
        // The longest whole stretch that begins here and does not reach beyond the end.
        size_t level = 0;
        int64_t length = 1;
        while (level < levels_.size() && row % (length * kFan) == 0 && row + length * kFan <= end) {
            length *= kFan;
            ++level;
        }
        if (level == 0) {
            found.include(values_[static_cast<size_t>(row)]);
        } else {
            found.include(levels_[level - 1][static_cast<size_t>(row / length)]);
        }
        row += length;
    }
    return found;
}

}  // namespace zscape
