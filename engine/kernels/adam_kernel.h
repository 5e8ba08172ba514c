#pragma once

#include <cstdint>

namespace zscape {

/// A stretch of one parameter and of what belongs to it.
struct AdamChunk {
    float* weights;
    const float* gradients;
    float* firstMoments;
    float* secondMoments;
    int64_t count;
};

/// The numbers of one step, as torch.optim.Adam names them.
struct AdamNumbers {
    float beta1;
    float beta2;
    float epsilon;
    float stepSize;              ///< learning rate / (1 - beta1^t)
    float secondCorrectionRoot;  ///< sqrt(1 - beta2^t)
};

void adamChunk(const AdamChunk& chunk, const AdamNumbers& numbers);

/// Whether every gradient of the chunk is finite: one pass over the bits, faster than a reduction in arithmetic.
bool finiteChunk(const float* values, int64_t count);

}  // namespace zscape
