#include "engine/model/quadrants.h"

#include <ATen/Functions.h>

namespace zscape {

Quadrants::Quadrants(const ModelSpec& spec) : Pictures(spec) {
    const int64_t size = spec.shape.size, half = size / 2, seen = spec.integer("seen_quadrants");
    hidden_ = at::ones({1, 1, size, size}, at::kBool);
    const Tensor upper = hidden_.narrow(2, 0, half), lower = hidden_.narrow(2, half, size - half);
    lower.narrow(3, 0, half).fill_(false);
    if (seen >= 2) upper.narrow(3, 0, half).fill_(false);
    if (seen >= 3) upper.fill_(false);
}

Tensor Quadrants::lossMask(const Tensor& pixels) const {
    if (hidden_.device() != pixels.device()) hidden_ = hidden_.to(pixels.device());
    return hidden_;
}

}  // namespace zscape
