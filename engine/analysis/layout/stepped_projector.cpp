#include "engine/analysis/layout/stepped_projector.h"

#include <algorithm>

namespace zscape {

SteppedProjector::SteppedProjector(const LayoutSettings& settings) : settings_(settings), team_(settings.threads) {
    requireLayoutSettings(settings);
}

void SteppedProjector::advance(std::stop_token stop, int64_t iterations) {
    const int64_t end = std::min(total_, iteration_ + iterations);
    for (; iteration_ < end && !stop.stop_requested(); ++iteration_) iterate();
}

Layout SteppedProjector::layout() const {
    Layout layout;
    layout.settings = settings_;
    layout.decodable = Decodable::ByNeighbours;
    layout.xy = xy_;
    layout.iteration = iteration_;
    return layout;
}

}  // namespace zscape
