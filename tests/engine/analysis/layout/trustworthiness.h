#pragma once

#include "engine/analysis/layout/neighbours.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace zscape {

/// How far neighbours on the plane are neighbours in the codes, 0 to 1 (Venna and Kaski 2001), by comparing all with
/// all.
inline double trustworthiness(const CodeRows& codes, const std::vector<float>& xy, int each) {
    ThreadTeam team(2);
    const NeighbourTable near = nearestNeighbours({xy, codes.rows, 2}, each, team);
    double penalty = 0;
    for (int64_t i = 0; i < codes.rows; ++i) {
        std::vector<double> from(static_cast<size_t>(codes.rows));
        for (int64_t j = 0; j < codes.rows; ++j)
            for (int64_t d = 0; d < codes.dimensions; ++d) {
                const double apart = double{codes.row(i)[d]} - double{codes.row(j)[d]};
                from[static_cast<size_t>(j)] += apart * apart;
            }
        for (const int32_t j : near.indices(i)) {
            const auto rank = std::count_if(from.begin(), from.end(),
                                            [&](double other) { return other < from[static_cast<size_t>(j)]; });
            penalty += static_cast<double>(std::max<int64_t>(0, rank - each));
        }
    }
    const auto n = static_cast<double>(codes.rows), k = static_cast<double>(each);
    return 1 - penalty * 2 / (n * k * (2 * n - 3 * k - 1));
}

}  // namespace zscape
