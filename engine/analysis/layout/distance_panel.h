#pragma once

#include <cstdint>
#include <vector>

namespace zscape {

/// Points in blocks of 32, a block stored as D rows of 32, so that 32 distances are made at once. What fills up the
/// last block is infinitely far.
class DistancePanel {
public:
    static constexpr int kLanes = 32;

    DistancePanel(int64_t dimensions, int64_t blocks);
    void put(int64_t place, const float* point);
    int64_t blocks() const { return blocks_; }

    /// Squared distances of `point` to those of `count` blocks from `first` on: count x 32 into `out`.
    void squaredDistances(const float* point, int64_t first, int64_t count, float* out) const;
    /// To all of them, in `room`.
    const float* squaredDistances(const float* point, std::vector<float>& room) const;

private:
    std::vector<float> values_;
    int64_t dimensions_;
    int64_t blocks_;
};

}  // namespace zscape
