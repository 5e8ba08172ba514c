#include "engine/analysis/layout/k_means.h"

#include "engine/analysis/layout/distance_panel.h"
#include "engine/core/error.h"

#include <algorithm>

namespace zscape {
namespace {

constexpr int64_t kAssignedAtOnce = 1024;
constexpr int64_t kSummedAtOnce = 65'536;

struct CentreSums {
    std::vector<double> values;    ///< count x D
    std::vector<int64_t> members;  ///< of each
};

}  // namespace

void findNearest(const CodeRows& points, int64_t stride, const Centres& centres, ThreadTeam& team,
                 const std::stop_token& stop, Nearest& nearest) {
    DistancePanel panel(points.dimensions, (centres.count + DistancePanel::kLanes - 1) / DistancePanel::kLanes);
    for (int64_t c = 0; c < centres.count; ++c) panel.put(c, centres.values.data() + c * points.dimensions);
    const int64_t count = (points.rows + stride - 1) / stride;
    nearest.centre.resize(static_cast<size_t>(count));
    nearest.squared.resize(static_cast<size_t>(count));
    team.split(count, kAssignedAtOnce, [&](int64_t begin, int64_t end) {
        if (stop.stop_requested()) throw Cancelled();
        std::vector<float> room;
        for (int64_t i = begin; i < end; ++i) {
            const float* to = panel.squaredDistances(points.row(i * stride), room);
            const float* least = std::min_element(to, to + centres.count);
            nearest.centre[static_cast<size_t>(i)] = static_cast<int32_t>(least - to);
            nearest.squared[static_cast<size_t>(i)] = *least;
        }
    });
}

std::vector<int64_t> moveToMeans(const CodeRows& points, int64_t stride, const Nearest& nearest, ThreadTeam& team,
                                 Centres& centres) {
    const auto dimensions = static_cast<size_t>(points.dimensions);
    const int64_t count = std::ssize(nearest.centre);
    std::vector<CentreSums> parts(static_cast<size_t>((count + kSummedAtOnce - 1) / kSummedAtOnce));
    team.split(count, kSummedAtOnce, [&](int64_t begin, int64_t end) {
        CentreSums& part = parts[static_cast<size_t>(begin / kSummedAtOnce)];
        part.values.resize(centres.values.size());
        part.members.resize(static_cast<size_t>(centres.count));
        for (int64_t i = begin; i < end; ++i) {
            const auto c = static_cast<size_t>(nearest.centre[static_cast<size_t>(i)]);
            const float* point = points.row(i * stride);
            for (size_t d = 0; d < dimensions; ++d) part.values[c * dimensions + d] += point[d];
            ++part.members[c];
        }
    });
    CentreSums all{std::vector<double>(centres.values.size()),
                   std::vector<int64_t>(static_cast<size_t>(centres.count))};
    for (const CentreSums& part : parts) {
        for (size_t i = 0; i < part.values.size(); ++i) all.values[i] += part.values[i];
        for (size_t c = 0; c < part.members.size(); ++c) all.members[c] += part.members[c];
    }
    for (size_t c = 0; c < all.members.size(); ++c)
        for (size_t d = 0; d < dimensions && all.members[c] > 0; ++d)
            centres.values[c * dimensions + d] =
                static_cast<float>(all.values[c * dimensions + d] / static_cast<double>(all.members[c]));
    return std::move(all.members);
}

}  // namespace zscape
