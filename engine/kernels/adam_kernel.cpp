#include "engine/kernels/adam_kernel.h"

#include "engine/kernels/multiversion.h"

#include <cmath>
#include <cstring>

namespace zscape {

namespace {

constexpr uint32_t kExponent = 0x7f800000;

}  // namespace

ZSCAPE_MULTIVERSION void adamChunk(const AdamChunk& chunk, const AdamNumbers& numbers) {
    // Into locals, for a store through a float pointer might otherwise change them and no loop would be one of vectors.
    const AdamNumbers n = numbers;
    float* __restrict weights = chunk.weights;
    const float* __restrict gradients = chunk.gradients;
    float* __restrict first = chunk.firstMoments;
    float* __restrict second = chunk.secondMoments;
    const int64_t count = chunk.count;
    for (int64_t i = 0; i < count; ++i) {
        const float gradient = gradients[i];
        first[i] += (gradient - first[i]) * (1.0f - n.beta1);
        second[i] = second[i] * n.beta2 + gradient * gradient * (1.0f - n.beta2);
        weights[i] -= n.stepSize * first[i] / (std::sqrt(second[i]) / n.secondCorrectionRoot + n.epsilon);
    }
}

ZSCAPE_MULTIVERSION bool finiteChunk(const float* values, int64_t count) {
    // An exponent of ones only is infinity or no number. `bad` stays a mask so that the loop is one of vectors.
    uint32_t bad = 0;
    for (int64_t i = 0; i < count; ++i) {
        uint32_t bits = 0;
        std::memcpy(&bits, values + i, sizeof bits);
        bad |= (bits & kExponent) == kExponent ? 1u : 0u;
    }
    return bad == 0;
}

}  // namespace zscape
