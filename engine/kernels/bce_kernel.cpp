#include "engine/kernels/bce_kernel.h"

#include <algorithm>
#include <bit>
#include <cmath>

// Inlined into a function for each kind of processor, so that the compiler vectorises it there. No ifunc resolvers
// (target_clones): they run before the sanitizers are ready.
#define ZSCAPE_INLINE inline __attribute__((always_inline))

namespace zscape {

namespace {

constexpr int kLanes = 64;
constexpr float kLeastExponent = -87.0F;  // below it exp is under the smallest normal float

/// exp(y) for -87 <= y <= 0 to 1 ulp: y = n log 2 + r, and a polynomial in r (Cephes, expf).
ZSCAPE_INLINE float exponential(float y) {
    constexpr float roundingShift =
        12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
    const float shifted = y * 1.44269504F + roundingShift;
    const int32_t power = std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(roundingShift);
    const float n = shifted - roundingShift;
    const float r = (y - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    return (p * r * r + r + 1.0F) * std::bit_cast<float>((power + 127) << 23);
}

/// log(1 + e) for 0 <= e <= 1 as 2 artanh(e / (2 + e)), whose argument is at most 1/3.
ZSCAPE_INLINE float logOnePlus(float e) {
    const float s = e / (2.0F + e);
    const float w = s * s;
    float p = 1.0F / 13.0F;
    p = p * w + 1.0F / 11.0F;
    p = p * w + 1.0F / 9.0F;
    p = p * w + 1.0F / 7.0F;
    p = p * w + 1.0F / 5.0F;
    p = p * w + 1.0F / 3.0F;
    return 2.0F * s + 2.0F * s * w * p;
}

template <bool withGradient>
ZSCAPE_INLINE float pixel(float x, float t, float* gradient) {
    const float magnitude = std::fabs(x);
    // A NaN fails the comparison and goes through.
    const float e = exponential(magnitude > -kLeastExponent ? kLeastExponent : -magnitude);
    if constexpr (withGradient) {
        const float larger = 1.0F / (1.0F + e);
        *gradient = (x >= 0 ? larger : e * larger) - t;
    }
    return (x < 0 ? 0.0F : x) - x * t + logOnePlus(e);
}

template <bool withGradient>
ZSCAPE_INLINE float row(const float* __restrict logits, const float* __restrict target, float* __restrict gradient,
                        int64_t count) {
    // A sum for each lane: the compiler may not reorder one sum of floats, and so could not vectorise it.
    float sums[kLanes] = {};
    for (int64_t i = 0; i < count; i += kLanes) {
        const int64_t lanes = std::min<int64_t>(kLanes, count - i);
        for (int64_t lane = 0; lane < lanes; ++lane)
            sums[lane] +=
                pixel<withGradient>(logits[i + lane], target[i + lane], withGradient ? gradient + i + lane : nullptr);
    }
    // Pairwise, so that a long row loses no more than a short one.
    for (int half = kLanes / 2; half > 0; half /= 2)
        for (int lane = 0; lane < half; ++lane) sums[lane] += sums[lane + half];
    return sums[0];
}

using RowFunction = float (*)(const float*, const float*, float*, int64_t);

float plainRow(const float* logits, const float* target, float* gradient, int64_t count) {
    return gradient ? row<true>(logits, target, gradient, count) : row<false>(logits, target, nullptr, count);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) float avx2Row(const float* logits, const float* target, float* gradient,
                                                  int64_t count) {
    return gradient ? row<true>(logits, target, gradient, count) : row<false>(logits, target, nullptr, count);
}

__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,prefer-vector-width=512"))) float avx512Row(
    const float* logits, const float* target, float* gradient, int64_t count) {
    return gradient ? row<true>(logits, target, gradient, count) : row<false>(logits, target, nullptr, count);
}

RowFunction widestRow() {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw"))
        return avx512Row;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2Row;
    return plainRow;
}
#else
RowFunction widestRow() { return plainRow; }
#endif

}  // namespace

float bceRow(const float* logits, const float* target, float* gradient, int64_t count) {
    static const RowFunction function = widestRow();
    return function(logits, target, gradient, count);
}

}  // namespace zscape
