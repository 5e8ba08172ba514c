#include "engine/training/adam.h"

#include "engine/core/adam_constants.h"
#include "engine/kernels/parallel.h"
#include "engine/kernels/adam_kernel.h"

#include <ATen/ops/_amp_foreach_non_finite_check_and_unscale.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace zscape {

namespace {

using namespace adam;

constexpr int64_t kChunk = 16384;    // numbers; four of them fit a core's second cache
constexpr int64_t kChunksATask = 4;  // about 20 microseconds of Adam

bool laidOutAlike(const Tensor& one, const Tensor& other) {
    return one.scalar_type() == at::kFloat && other.scalar_type() == at::kFloat && one.is_non_overlapping_and_dense() &&
           one.strides() == other.strides();
}

}  // namespace

Adam::Adam(Named parameters) : parameters_(std::move(parameters)) {
    for (const auto& [name, parameter] : parameters_) {
        firstMoments_.push_back(at::zeros_like(parameter));
        secondMoments_.push_back(at::zeros_like(parameter));
    }
    const at::Device device = parameters_.empty() ? at::Device(at::kCPU) : parameters_.front().second.device();
    step_ = at::zeros({1}, at::TensorOptions().dtype(at::kFloat).device(device));
}

void Adam::forgetGradients() {
    for (auto& [name, parameter] : parameters_) parameter.mutable_grad().reset();
}

Adam::Work Adam::workOfStep() const {
    Work work;
    for (size_t i = 0; i < parameters_.size(); ++i) {
        const Tensor& weights = parameters_[i].second;
        Tensor gradients = weights.grad();
        if (!gradients.defined()) continue;
        // A gradient usually lies as its weights do; one that does not is laid out like them.
        if (weights.is_cpu() && !laidOutAlike(weights, gradients)) gradients = at::empty_like(weights).copy_(gradients);
        work.weights.push_back(weights);
        work.gradients.push_back(gradients);
        work.first.push_back(firstMoments_[i]);
        work.second.push_back(secondMoments_[i]);
    }
    return work;
}

Tensor Adam::step(double learningRate, const Tensor& lossFinite) {
    const at::NoGradGuard noGradients;
    const Work work = workOfStep();
    if (step_.is_cpu()) {
        const bool taken = lossFinite.item<bool>() && (work.weights.empty() || stepOnHost(work, learningRate));
        return at::full({1}, taken ? 0 : 1, at::kFloat);
    }
    Tensor skipped = lossFinite.eq(0).to(at::kFloat).reshape({1});
    if (work.weights.empty()) return skipped;
    at::_amp_foreach_non_finite_check_and_unscale_(work.gradients, skipped, at::ones({1}, skipped.options()));
    // The kernel reads the counter after its increment, and leaves everything alone where `skipped` is 1.
    step_.add_(1 - skipped);
    const std::vector<Tensor> steps(work.weights.size(), step_);
    at::_fused_adam_(work.weights, work.gradients, work.first, work.second, {}, steps, learningRate, kBeta1, kBeta2,
                     /*weight_decay=*/0, kEpsilon,
                     /*amsgrad=*/false, /*maximize=*/false, /*grad_scale=*/{}, /*found_inf=*/skipped);
    return skipped;
}

bool Adam::stepOnHost(const Work& work, double learningRate) {
    std::vector<AdamChunk> chunks;
    for (size_t i = 0; i < work.weights.size(); ++i) {
        auto* weights = work.weights[i].data_ptr<float>();
        const auto* gradients = work.gradients[i].const_data_ptr<float>();
        auto* first = work.first[i].data_ptr<float>();
        auto* second = work.second[i].data_ptr<float>();
        for (int64_t begin = 0; begin < work.weights[i].numel(); begin += kChunk)
            chunks.push_back({weights + begin, gradients + begin, first + begin, second + begin,
                              std::min(kChunk, work.weights[i].numel() - begin)});
    }
    const auto count = static_cast<int64_t>(chunks.size());
    std::atomic<bool> finite{true};  // workers only ever clear it
    inParallel(count, 4 * kChunksATask, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            if (!finiteChunk(chunks[static_cast<size_t>(i)].gradients, chunks[static_cast<size_t>(i)].count))
                finite.store(false, std::memory_order_relaxed);
    });
    if (!finite.load()) return false;

    const double step = static_cast<double>(++*step_.data_ptr<float>());
    const AdamNumbers numbers{static_cast<float>(kBeta1), static_cast<float>(kBeta2), static_cast<float>(kEpsilon),
                              static_cast<float>(learningRate / (1 - std::pow(kBeta1, step))),
                              static_cast<float>(std::sqrt(1 - std::pow(kBeta2, step)))};
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

Adam::Named Adam::state() const {
    Named state;
    for (size_t i = 0; i < parameters_.size(); ++i) {
        state.emplace_back("m." + parameters_[i].first, firstMoments_[i]);
        state.emplace_back("v." + parameters_[i].first, secondMoments_[i]);
    }
    state.emplace_back("step", step_);
    return state;
}

}  // namespace zscape
