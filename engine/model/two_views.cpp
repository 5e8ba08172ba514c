#include "engine/model/two_views.h"

#include <numbers>

namespace zscape {

namespace {

constexpr double kMostTurn = std::numbers::pi / 12;
constexpr double kMostMove = 0.2;  // of grid_sample's side, which is 2 long
constexpr double kMostZoom = 0.1;

/// [B,C,S,S] turned, moved and zoomed by lots of its own for each picture; what was outside repeats the edge.
Tensor moved(const Tensor& pixels, double strength, const at::Generator& generator) {
    const Tensor lots = at::empty({4, pixels.size(0)}, pixels.options().memory_format(at::MemoryFormat::Contiguous))
                            .uniform_(-1, 1, generator) *
                        strength;
    const Tensor turn = lots[0] * kMostTurn, zoom = lots[1] * kMostZoom + 1;
    const Tensor cosine = turn.cos() * zoom, sine = turn.sin() * zoom;
    const Tensor affine =
        at::stack({cosine, -sine, lots[2] * kMostMove, sine, cosine, lots[3] * kMostMove}, 1).view({-1, 2, 3});
    const Tensor grid = at::affine_grid_generator(affine, pixels.sizes(), /*align_corners=*/false);
    constexpr int64_t bilinear = 0, edge = 1;
    return at::grid_sampler(pixels, grid, bilinear, edge, /*align_corners=*/false)
        .contiguous(pixels.suggest_memory_format());
}

}  // namespace

TwoViews::TwoViews(const ModelSpec& spec) : Pictures(spec), strength_(spec.number("augmentation_strength")) {}

std::vector<View> TwoViews::make(const Batch& batch, Generators& generators, Purpose purpose) {
    // Both views are of the same picture: augmented once.
    const Batch seen = augmented(batch, generators, purpose);
    std::vector<View> views{viewOf(seen, generators, purpose)};
    if (purpose == Purpose::Showing) {
        views.push_back(views.front());
        return views;
    }
    Batch second = seen;
    second.pixels = moved(seen.pixels, strength_, generators.views);
    views.push_back(viewOf(second, generators, purpose));
    return views;
}

}  // namespace zscape
