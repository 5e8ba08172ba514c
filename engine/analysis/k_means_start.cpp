#include "engine/analysis/k_means_start.h"

#include "engine/core/error.h"

#include <algorithm>
#include <limits>

namespace zscape {
namespace {

constexpr int64_t kMeasuredAtOnce = 8192;

}  // namespace

double drawnShare(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

Centres spreadPoints(const CodeRows& points, int64_t count, std::mt19937_64& random, ThreadTeam& team,
                     const std::stop_token& stop) {
    std::vector<double> apart(static_cast<size_t>(points.rows), std::numeric_limits<double>::infinity());
    Centres centres;
    const auto choose = [&](int64_t row) {
        const float* chosen = points.row(row);
        centres.values.insert(centres.values.end(), chosen, chosen + points.dimensions);
        ++centres.count;
        if (stop.stop_requested()) throw Cancelled();
        return team.sum(points.rows, kMeasuredAtOnce, [&](int64_t begin, int64_t end) {
            double sum = 0;
            for (int64_t i = begin; i < end; ++i) {
                double squared = 0;
                for (int64_t d = 0; d < points.dimensions; ++d) {
                    const double offset = double{points.row(i)[d]} - chosen[d];
                    squared += offset * offset;
                }
                double& least = apart[static_cast<size_t>(i)];
                least = std::min(least, squared);
                sum += least;
            }
            return sum;
        });
    };
    const auto any = [&] {
        const double place = drawnShare(random) * static_cast<double>(points.rows);
        return std::min(points.rows - 1, static_cast<int64_t>(place));
    };
    double total = choose(any());
    while (centres.count < count) {
        if (total <= 0) {
            total = choose(any());
            continue;
        }
        double left = drawnShare(random) * total;
        int64_t row = 0, last = 0;
        for (; row < points.rows; ++row) {
            const double chance = apart[static_cast<size_t>(row)];
            if (chance <= 0) continue;
            last = row;
            left -= chance;
            if (left < 0) break;
        }
        total = choose(last);  // the last one that can be chosen, where rounding leaves nothing for the draw
    }
    return centres;
}

}  // namespace zscape
