#include "engine/kernels/product_kernel.h"

#include <algorithm>
#include <stdexcept>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace zscape {

#if defined(__x86_64__)

#define ZSCAPE_AVX512 __attribute__((target("avx512f,prefer-vector-width=512")))
#define ZSCAPE_AVX512_INLINE ZSCAPE_AVX512 inline __attribute__((always_inline))

namespace {

constexpr int64_t kLanes = 16;
// A block of `right` of this size stays in a core's second cache while the rows pass over it.
constexpr int64_t kBlockFloats = int64_t{512} * 1024 / int64_t{sizeof(float)};
constexpr int64_t kBlockDepth = 1024;
constexpr int64_t kWidest = 3 * kLanes;  // the columns of a tile of the common shape

__mmask16 firstLanes(int64_t count) { return static_cast<__mmask16>(count >= kLanes ? 0xFFFF : (1 << count) - 1); }

/// One tile of rowCount x (16 * vectorCount) results; the last vector's lanes outside `last` are neither read nor
/// written.
template <int rowCount, int vectorCount>
ZSCAPE_AVX512 void tile(const float* left, int64_t leftRow, int64_t leftStep, const float* right, int64_t rightRow,
                        float* to, int64_t toRow, int64_t depth, __mmask16 last, bool goesOn) {
    const auto mask = [last](int vector) { return vector + 1 == vectorCount ? last : static_cast<__mmask16>(0xFFFF); };
    __m512 sums[rowCount][vectorCount];
#pragma GCC unroll 8
    for (int row = 0; row < rowCount; ++row)
#pragma GCC unroll 8
        for (int vector = 0; vector < vectorCount; ++vector) sums[row][vector] = _mm512_setzero_ps();
    for (int64_t step = 0; step < depth; ++step) {
        __m512 values[vectorCount];
#pragma GCC unroll 8
        for (int vector = 0; vector < vectorCount; ++vector)
            values[vector] = _mm512_maskz_loadu_ps(mask(vector), right + kLanes * vector);
#pragma GCC unroll 8
        for (int row = 0; row < rowCount; ++row) {
            const __m512 factor = _mm512_set1_ps(left[row * leftRow]);
#pragma GCC unroll 8
            for (int vector = 0; vector < vectorCount; ++vector)
                sums[row][vector] = _mm512_fmadd_ps(factor, values[vector], sums[row][vector]);
        }
        left += leftStep;
        right += rightRow;
    }
#pragma GCC unroll 8
    for (int row = 0; row < rowCount; ++row)
#pragma GCC unroll 8
        for (int vector = 0; vector < vectorCount; ++vector) {
            float* place = to + row * toRow + kLanes * vector;
            // A block's sum starts at 0 and is added whole: shorter chains round less.
            if (goesOn)
                sums[row][vector] = _mm512_add_ps(_mm512_maskz_loadu_ps(mask(vector), place), sums[row][vector]);
            _mm512_mask_storeu_ps(place, mask(vector), sums[row][vector]);
        }
}

using Tile = void (*)(const float*, int64_t, int64_t, const float*, int64_t, float*, int64_t, int64_t, __mmask16, bool);

// Shapes whose sums, a row's vectors and one factor fit in 32 registers with 24 multiplications for 10 or 11 loads. 12
// x 2 is slower everywhere (Zen 4).
template <int rowCount>
constexpr Tile kUpToThreeWide[3] = {tile<rowCount, 1>, tile<rowCount, 2>, tile<rowCount, 3>};
constexpr const Tile* kEightTall[8] = {kUpToThreeWide<1>, kUpToThreeWide<2>, kUpToThreeWide<3>, kUpToThreeWide<4>,
                                       kUpToThreeWide<5>, kUpToThreeWide<6>, kUpToThreeWide<7>, kUpToThreeWide<8>};
constexpr Tile kSixTallFourWide[6] = {tile<1, 4>, tile<2, 4>, tile<3, 4>, tile<4, 4>, tile<5, 4>, tile<6, 4>};

/// Rows outside, columns inside: a tile's rows of `left` are read once into the first cache and serve all columns of
/// the block.
void multiplyBlock(const MatrixView& left, const float* right, int64_t rightRow, float* to, int64_t toRow, int64_t rows,
                   int64_t columns, int64_t depth, bool goesOn) {
    const auto vectorsOf = [](int64_t width) { return (width + kLanes - 1) / kLanes; };
    // 64 columns are what each of two threads has of a batch of 128: 6 x 4 takes 7 % less than 8 x 2 twice.
    const bool fours = vectorsOf(columns) % 4 == 0 && vectorsOf(columns) % 3 != 0;
    const int64_t tallest = fours ? 6 : 8;
    for (int64_t row = 0; row < rows; row += tallest) {
        const auto height = static_cast<size_t>(std::min(tallest, rows - row));
        for (int64_t column = 0, width = 0; column < columns; column += width) {
            const int64_t rest = columns - column;
            // Four vectors that are left are two tiles of two: one vector alone waits for its loads.
            width = std::min(rest, kLanes * (fours ? 4 : vectorsOf(rest) == 4 ? 2 : 3));
            const int64_t vectors = vectorsOf(width);
            const Tile multiplyTile = fours ? kSixTallFourWide[height - 1] : kEightTall[height - 1][vectors - 1];
            multiplyTile(left.data + row * left.rowStride, left.rowStride, left.columnStride, right + column, rightRow,
                         to + row * toRow + column, toRow, depth, firstLanes(width - (vectors - 1) * kLanes), goesOn);
        }
    }
}

/// Which lanes of two vectors, numbered 0..15 and 16..31, the lower or upper one of them has after a round of
/// `transposeTile`.
ZSCAPE_AVX512_INLINE __m512i interleaving(int distance, bool upper) {
    alignas(64) int32_t lanes[kLanes];
    for (int i = 0; i < kLanes; ++i) {
        const int from = upper ? i | distance : i & ~distance;
        lanes[i] = from | ((i & distance) ? int{kLanes} : 0);
    }
    return _mm512_load_si512(lanes);
}

/// 16 x 16 in four rounds: round d exchanges, between the vectors i and i + d, the lanes whose number has or lacks the
/// bit d.
ZSCAPE_AVX512_INLINE void transposeTile(__m512 (&lines)[kLanes]) {
#pragma GCC unroll 4
    for (int distance = 1; distance < kLanes; distance *= 2) {
        const __m512i lower = interleaving(distance, false), upper = interleaving(distance, true);
#pragma GCC unroll 16
        for (int i = 0; i < kLanes; ++i) {
            if (i & distance) continue;
            const __m512 first = lines[i], second = lines[i + distance];
            lines[i] = _mm512_permutex2var_ps(first, lower, second);
            lines[i + distance] = _mm512_permutex2var_ps(first, upper, second);
        }
    }
}

template <bool withBias>
ZSCAPE_AVX512 void transposeAll(const float* from, int64_t fromRow, const float* bias, bool relu, float* to,
                                int64_t toRow, int64_t rows, int64_t columns) {
    for (int64_t row = 0; row < rows; row += kLanes) {
        const int64_t height = std::min(kLanes, rows - row);
        const __mmask16 tall = firstLanes(height);
        const __m512 added = withBias ? _mm512_maskz_loadu_ps(tall, bias + row) : _mm512_setzero_ps();
        for (int64_t column = 0; column < columns; column += kLanes) {
            const int64_t width = std::min(kLanes, columns - column);
            const __mmask16 wide = firstLanes(width);
            __m512 lines[kLanes];
#pragma GCC unroll 16
            for (int i = 0; i < kLanes; ++i)
                lines[i] =
                    i < height ? _mm512_maskz_loadu_ps(wide, from + (row + i) * fromRow + column) : _mm512_setzero_ps();
            transposeTile(lines);
#pragma GCC unroll 16
            for (int i = 0; i < kLanes; ++i) {
                if (i >= width) break;
                __m512 line = lines[i];
                if constexpr (withBias) line = _mm512_add_ps(line, added);
                // The second operand where one is no number. (With a mask: GCC 12 warns of what _mm512_max_ps leaves
                // undefined.)
                if (withBias && relu) line = _mm512_maskz_max_ps(0xFFFF, _mm512_setzero_ps(), line);
                _mm512_mask_storeu_ps(to + (column + i) * toRow + row, tall, line);
            }
        }
    }
}

}  // namespace

bool hasProductKernel() {
    static const bool has = [] {
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx512f") != 0;
    }();
    return has;
}

void multiply(const MatrixView& left, const float* right, int64_t rightRowStride, float* to, int64_t toRowStride,
              int64_t rows, int64_t columns, int64_t depth) {
    for (int64_t step = 0; step < depth; step += kBlockDepth) {
        const int64_t steps = std::min(kBlockDepth, depth - step);
        const int64_t blockColumns = std::max(kWidest, kBlockFloats / steps / kWidest * kWidest);
        const MatrixView some{left.data + step * left.columnStride, left.rowStride, left.columnStride};
        for (int64_t column = 0; column < columns; column += blockColumns)
            multiplyBlock(some, right + step * rightRowStride + column, rightRowStride, to + column, toRowStride, rows,
                          std::min(blockColumns, columns - column), steps, step > 0);
    }
}

void transpose(const float* from, int64_t fromRowStride, float* to, int64_t toRowStride, int64_t rows,
               int64_t columns) {
    transposeAll<false>(from, fromRowStride, nullptr, false, to, toRowStride, rows, columns);
}

void transposeWithBias(const float* from, int64_t fromRowStride, const float* bias, bool relu, float* to,
                       int64_t toRowStride, int64_t rows, int64_t columns) {
    transposeAll<true>(from, fromRowStride, bias, relu, to, toRowStride, rows, columns);
}

#else

bool hasProductKernel() { return false; }
void multiply(const MatrixView&, const float*, int64_t, float*, int64_t, int64_t, int64_t, int64_t) {
    throw std::logic_error("no product kernel");
}
void transpose(const float*, int64_t, float*, int64_t, int64_t, int64_t) {
    throw std::logic_error("no product kernel");
}
void transposeWithBias(const float*, int64_t, const float*, bool, float*, int64_t, int64_t, int64_t) {
    throw std::logic_error("no product kernel");
}

#endif

}  // namespace zscape
