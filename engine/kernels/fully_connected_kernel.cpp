#include "engine/kernels/fully_connected_kernel.h"

#include "engine/kernels/multiversion.h"

#include <algorithm>

namespace zscape {

ZSCAPE_MULTIVERSION void reluGradient(const float* __restrict gradient, const float* __restrict output,
                                      float* __restrict masked, int64_t count) {
    for (int64_t i = 0; i < count; ++i) masked[i] = output[i] <= 0.0F ? 0.0F : gradient[i];
}

ZSCAPE_MULTIVERSION void columnSums(const float* from, int64_t rowStride, float* sums, int64_t rows, int64_t columns) {
    std::fill_n(sums, columns, 0.0F);
    float* __restrict total = sums;
    for (int64_t row = 0; row < rows; ++row) {
        const float* __restrict values = from + row * rowStride;
        for (int64_t i = 0; i < columns; ++i) total[i] += values[i];
    }
}

}  // namespace zscape
