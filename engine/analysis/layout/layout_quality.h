#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/analysis/layout/thread_team.h"

#include <optional>
#include <stop_token>

namespace zscape {

/// How many images have the label that most of their `neighbours` nearest others on the plane have (of equally many the
/// nearest one's), 0 to 1, of those that have a label; these alone are neighbours. None where fewer than two labels or
/// fewer images than `neighbours` + 1 are labelled.
/// \param labels one for each image, below 0: none
std::optional<double> neighbourAccuracy(const std::vector<float>& xy, std::span<const int> labels, int neighbours,
                                        ThreadTeam& team, std::stop_token stop = {});

}  // namespace zscape
