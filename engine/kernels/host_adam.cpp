#include "engine/kernels/host_adam.h"

#include "engine/core/adam_constants.h"
#include "engine/kernels/adam_kernel.h"
#include "engine/kernels/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace zscape {

namespace {

constexpr int64_t kChunk = 16384;    // numbers; four of them fit a core's second cache
constexpr int64_t kChunksATask = 4;  // about 20 microseconds of Adam

std::vector<AdamChunk> chunksOf(const AdamWork& work) {
    std::vector<AdamChunk> chunks;
    for (size_t i = 0; i < work.weights.size(); ++i) {
        auto* weights = work.weights[i].data_ptr<float>();
        const auto* gradients = work.gradients[i].const_data_ptr<float>();
        auto* first = work.firstMoments[i].data_ptr<float>();
        auto* second = work.secondMoments[i].data_ptr<float>();
        for (int64_t begin = 0; begin < work.weights[i].numel(); begin += kChunk)
            chunks.push_back({weights + begin, gradients + begin, first + begin, second + begin,
                              std::min(kChunk, work.weights[i].numel() - begin)});
    }
    return chunks;
}

}  // namespace

bool hostAdamStep(const AdamWork& work, at::Tensor& step, double learningRate) {
    using namespace adam;
    const std::vector<AdamChunk> chunks = chunksOf(work);
    const auto count = static_cast<int64_t>(chunks.size());
    std::atomic<bool> finite{true};  // workers only ever clear it
    inParallel(count, 4 * kChunksATask, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            if (!finiteChunk(chunks[static_cast<size_t>(i)].gradients, chunks[static_cast<size_t>(i)].count))
                finite.store(false, std::memory_order_relaxed);
    });
    if (!finite.load()) return false;

    const double steps = static_cast<double>(++*step.data_ptr<float>());
    const AdamNumbers numbers{static_cast<float>(kBeta1), static_cast<float>(kBeta2), static_cast<float>(kEpsilon),
                              static_cast<float>(learningRate / (1 - std::pow(kBeta1, steps))),
                              static_cast<float>(std::sqrt(1 - std::pow(kBeta2, steps)))};
    // Each takes the next chunk when it is done with one: gradients that the other core has just written are slower to
    // reach.
    std::atomic<int64_t> next{0};
    inParallel((count + kChunksATask - 1) / kChunksATask, 1, [&](int64_t, int64_t) {
        for (int64_t i = next.fetch_add(1, std::memory_order_relaxed); i < count;
             i = next.fetch_add(1, std::memory_order_relaxed))
            adamChunk(chunks[static_cast<size_t>(i)], numbers);
    });
    return true;
}

}  // namespace zscape
