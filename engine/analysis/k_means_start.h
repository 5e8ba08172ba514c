#pragma once

#include "engine/analysis/layout/k_means.h"

#include <cstdint>
#include <random>
#include <stop_token>

namespace zscape {

/// A number from 0 to below 1, the same on every platform.
double drawnShare(std::mt19937_64& random);

/// k-means++ (Arthur and Vassilvitskii 2007): points far from one another, each next one with a chance in proportion to
/// its squared distance from those chosen. Where all are chosen already, any.
/// \param points finite, at least one
Centres spreadPoints(const CodeRows& points, int64_t count, std::mt19937_64& random, ThreadTeam& team,
                     const std::stop_token& stop);

}  // namespace zscape
