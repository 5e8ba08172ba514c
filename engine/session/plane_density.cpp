#include "engine/session/plane_density.h"

#include <algorithm>

namespace zscape {
namespace {

std::vector<float> placesOf(const CodesSnapshot& codes, const PlaneBasis& basis, const std::stop_token& stop) {
    std::vector<float> xy(2 * static_cast<size_t>(codes.count));
    float* next = xy.data();
    for (const auto& chunk : codes.chunks) {
        if (!chunk) continue;
        if (stop.stop_requested()) throw Cancelled();
        for (int64_t i = 0; i < chunk->count; ++i) {
            if (!codes.isShown(chunk->stamps[static_cast<size_t>(i)])) continue;
            basis.project(chunk->mu.data() + i * codes.dimensions, next[0], next[1]);
            next += 2;
        }
    }
    xy.resize(static_cast<size_t>(next - xy.data()));
    return xy;
}

bool isLine(const PlaneBasis& basis) {
    return std::any_of(std::begin(basis.axes), std::end(basis.axes), [](const std::vector<float>& axis) {
        return std::all_of(axis.begin(), axis.end(), [](float value) { return value == 0; });
    });
}

}  // namespace

PlaneDensity densityOnPlane(const CodesSnapshot& codes, const PlaneBasis& basis, const PlaneGrid& grid,
                            double priorSpread, const std::stop_token& stop) {
    PlanePrior prior;
    if (!isLine(basis)) {
        float x = 0, y = 0;
        basis.project(std::vector<float>(basis.mean.size()).data(), x, y);
        prior = {double{x}, double{y}, priorSpread};
    }
    PlaneDensity density = planeDensity(placesOf(codes, basis, stop), grid, prior, stop);
    density.step = codes.newestStep;
    return density;
}

}  // namespace zscape
