#pragma once

#include <cstdint>

namespace zscape {

/// A float32 matrix in memory: element (row, column) is at data[row * rowStride + column * columnStride].
struct MatrixView {
    const float* data;
    int64_t rowStride, columnStride;
};

/// Whether this processor has the instructions that the functions below are written in (AVX-512F). Without, they must
/// not be called.
bool hasProductKernel();

/// to[r, c] = Σ_p left(r, p) right(p, c) for r < rows, c < columns, p < depth >= 1. A row of `right` and of `to` has
/// its columns side by side. On the calling thread. Every element is summed in the order of p, so that its bits do not
/// depend on how a caller divides rows and columns among threads.
void multiply(const MatrixView& left, const float* right, int64_t rightRowStride, float* to, int64_t toRowStride,
              int64_t rows, int64_t columns, int64_t depth);

/// to[c, r] = from[r, c] for r < rows, c < columns.
void transpose(const float* from, int64_t fromRowStride, float* to, int64_t toRowStride, int64_t rows, int64_t columns);

/// to[c, r] = from[r, c] + bias[r], and with `relu` 0 where that is below 0 (what is no number stays so).
void transposeWithBias(const float* from, int64_t fromRowStride, const float* bias, bool relu, float* to,
                       int64_t toRowStride, int64_t rows, int64_t columns);

}  // namespace zscape
