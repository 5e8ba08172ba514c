#include "engine/analysis/layout/distance_panel.h"

#include "engine/analysis/layout/lanes.h"
#include "engine/kernels/multiversion.h"

#include <cstddef>
#include <limits>

namespace zscape {
namespace {

constexpr int kPanelLanes = DistancePanel::kLanes;

/// Squared distances of `query` to `blocks` x 32 points.
ZSCAPE_MULTIVERSION void squaredDistancesTo(const float* query, int64_t dimensions, const float* panel, int64_t blocks,
                                            float* out) {
    for (int64_t block = 0; block < blocks; ++block) {
        Float8 a{}, b{}, c{}, d{};
        for (int64_t dimension = 0; dimension < dimensions; ++dimension, panel += kPanelLanes) {
            const auto* points = reinterpret_cast<const Float8*>(panel);
            const float z = query[dimension];
            const Float8 da = points[0] - z, db = points[1] - z, dc = points[2] - z, dd = points[3] - z;
            a += da * da;
            b += db * db;
            c += dc * dc;
            d += dd * dd;
        }
        auto* to = reinterpret_cast<Float8*>(out);
        to[0] = a;
        to[1] = b;
        to[2] = c;
        to[3] = d;
        out += kPanelLanes;
    }
}

}  // namespace

DistancePanel::DistancePanel(int64_t dimensions, int64_t blocks)
    : values_(static_cast<size_t>(blocks * dimensions * kLanes), std::numeric_limits<float>::infinity()),
      dimensions_(dimensions),
      blocks_(blocks) {}

void DistancePanel::put(int64_t place, const float* point) {
    float* block = values_.data() + place / kLanes * dimensions_ * kLanes + place % kLanes;
    for (int64_t d = 0; d < dimensions_; ++d) block[d * kLanes] = point[d];
}

void DistancePanel::squaredDistances(const float* point, int64_t first, int64_t count, float* out) const {
    squaredDistancesTo(point, dimensions_, values_.data() + first * dimensions_ * kLanes, count, out);
}

const float* DistancePanel::squaredDistances(const float* point, std::vector<float>& room) const {
    room.resize(static_cast<size_t>(blocks_ * kLanes));
    squaredDistances(point, 0, blocks_, room.data());
    return room.data();
}

}  // namespace zscape
