#include "engine/analysis/layout/layout_quality.h"

#include "engine/analysis/layout/neighbours.h"

#include <algorithm>
#include <set>

namespace zscape {
namespace {

constexpr int64_t kVotesAtOnce = 1024;

/// The label of most; `near` has the nearest first, which decides between equals.
int voted(std::span<const int32_t> near, const std::vector<int>& labels) {
    int best = -1;
    int64_t most = 0;
    for (const int32_t candidate : near) {
        const int label = labels[static_cast<size_t>(candidate)];
        const int64_t votes = std::count_if(near.begin(), near.end(),
                                            [&](int32_t other) { return labels[static_cast<size_t>(other)] == label; });
        if (votes > most) {
            most = votes;
            best = label;
        }
    }
    return best;
}

}  // namespace

std::optional<double> neighbourAccuracy(const std::vector<float>& xy, std::span<const int> labels, int neighbours,
                                        ThreadTeam& team, std::stop_token stop) {
    std::vector<float> places;
    std::vector<int> known;
    for (size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0) continue;
        places.insert(places.end(), {xy[2 * i], xy[2 * i + 1]});
        known.push_back(labels[i]);
    }
    const auto count = static_cast<int64_t>(known.size());
    if (count <= neighbours || std::set<int>(known.begin(), known.end()).size() < 2) return std::nullopt;
    const NeighbourTable table = nearestNeighbours({places, count, 2}, neighbours, team, std::move(stop));
    const double right = team.sum(count, kVotesAtOnce, [&](int64_t begin, int64_t end) {
        int64_t hits = 0;
        for (int64_t i = begin; i < end; ++i)
            if (voted(table.indices(i), known) == known[static_cast<size_t>(i)]) ++hits;
        return static_cast<double>(hits);
    });
    return right / static_cast<double>(count);
}

}  // namespace zscape
