#pragma once

#include <cstdint>

namespace zscape {

/// masked = gradient where output is above 0, else 0; sums = the column sums of masked. All [rows, columns] row by row.
void reluGradient(const float* gradient, const float* output, float* masked, float* sums, int64_t rows, int64_t columns);

}  // namespace zscape
