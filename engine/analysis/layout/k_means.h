#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/analysis/layout/thread_team.h"

#include <cstdint>
#include <stop_token>
#include <vector>

/// The two halves of a round of Lloyd's k-means (Lloyd 1982, "Least squares quantization in PCM"); the same with any
/// number of threads.
namespace zscape {

struct Centres {
    int64_t count = 0;
    std::vector<float> values;  ///< count x D
};

/// The nearest centre of each point; of equally near ones the first.
struct Nearest {
    std::vector<int32_t> centre;
    std::vector<float> squared;  ///< distance
};

/// \param points finite \param stride of every stride-th point alone \throws Cancelled
void findNearest(const CodeRows& points, int64_t stride, const Centres& centres, ThreadTeam& team,
                 const std::stop_token& stop, Nearest& nearest);

/// Each centre becomes the mean of the points that are nearest to it, and stays where there are none.
/// \return how many each has
std::vector<int64_t> moveToMeans(const CodeRows& points, int64_t stride, const Nearest& nearest, ThreadTeam& team,
                                 Centres& centres);

}  // namespace zscape
