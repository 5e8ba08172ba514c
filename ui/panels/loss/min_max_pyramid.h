#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscape {

/// What a stretch of rows holds. Values that are not finite are left out; `count` says how many were not.
struct Extent {
    float minimum = 0;
    float maximum = 0;
    double sum = 0;
    int64_t count = 0;

    bool empty() const { return count == 0; }
    double mean() const { return count > 0 ? sum / static_cast<double>(count) : 0; }
    void include(float value);
    void include(const Extent& other);
};

/// A growing column of values with the extents of ever longer stretches beside it, so that any stretch of a million
/// rows is summed up by a few hundred look-ups. append() is O(1) amortised, over() O(kFan log n).
class MinMaxPyramid {
public:
    void append(float value);
    /// The first `rows` stay.
    void truncate(int64_t rows);

    int64_t size() const { return static_cast<int64_t>(values_.size()); }
    float at(int64_t row) const { return values_[static_cast<size_t>(row)]; }

    /// The extent of rows [begin, end), clamped to what there is.
    Extent over(int64_t begin, int64_t end) const;

    static constexpr int64_t kFan = 16;

private:
    std::vector<float> values_;
    /// levels_[k][i] covers rows [i, i + 1) * kFan^(k + 1); only whole stretches are in it.
    std::vector<std::vector<Extent>> levels_;
};

}  // namespace zscape
