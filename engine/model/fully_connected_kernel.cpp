#include "engine/model/fully_connected_kernel.h"

#include "engine/core/widest.h"

#include <algorithm>

namespace zscape {

ZSCAPE_WIDEST void reluGradient(const float* gradient, const float* output, float* masked, float* sums, int64_t rows, int64_t columns) {
    std::fill_n(sums, columns, 0.0F);
    float* __restrict total = sums;
    for (int64_t row = 0; row < rows; ++row) {
        const float* __restrict from = gradient + row * columns;
        const float* __restrict kept = output + row * columns;
        float* __restrict to = masked + row * columns;
        for (int64_t i = 0; i < columns; ++i) {
            const float value = kept[i] <= 0.0F ? 0.0F : from[i];
            to[i] = value;
            total[i] += value;
        }
    }
}

}  // namespace zscape
