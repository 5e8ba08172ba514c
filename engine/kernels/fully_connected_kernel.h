#pragma once

#include <cstdint>

namespace zscape {

/// masked = gradient where output is above 0, else 0, over `count` numbers.
void reluGradient(const float* gradient, const float* output, float* masked, int64_t count);

/// sums[c] = Σ_r from[r, c] for c < columns, the sums in the order of r.
void columnSums(const float* from, int64_t rowStride, float* sums, int64_t rows, int64_t columns);

}  // namespace zscape
