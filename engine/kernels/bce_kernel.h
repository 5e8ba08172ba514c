#pragma once

#include <cstdint>

namespace zscape {

/// Σ [max(x,0) − x t + log(1 + exp(−|x|))] over `count` logits, and in the same pass sigmoid(x) − t, for both need the
/// same exponential. `gradient` may be null. Takes the widest vectors that the processor has; its bits depend on that
/// alone.
float bceRow(const float* logits, const float* target, float* gradient, int64_t count);

}  // namespace zscape
