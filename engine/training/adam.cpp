#include "engine/training/adam.h"

#include "engine/core/adam_constants.h"
#include "engine/kernels/own_kernels.h"

#include <ATen/ops/_amp_foreach_non_finite_check_and_unscale.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

namespace zscape {

namespace {

using namespace adam;

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

AdamWork Adam::workOfStep() const {
    AdamWork work;
    for (size_t i = 0; i < parameters_.size(); ++i) {
        const Tensor& weights = parameters_[i].second;
        Tensor gradients = weights.grad();
        if (!gradients.defined()) continue;
        // A gradient usually lies as its weights do; one that does not is laid out like them.
        if (weights.is_cpu() && !laidOutAlike(weights, gradients)) gradients = at::empty_like(weights).copy_(gradients);
        work.weights.push_back(weights);
        work.gradients.push_back(gradients);
        work.firstMoments.push_back(firstMoments_[i]);
        work.secondMoments.push_back(secondMoments_[i]);
    }
    return work;
}

Tensor Adam::step(double learningRate, const Tensor& lossFinite) {
    const at::NoGradGuard noGradients;
    const AdamWork work = workOfStep();
    if constexpr (kOwnKernels) {
        if (step_.is_cpu()) {
            const bool taken =
                lossFinite.item<bool>() && (work.weights.empty() || hostAdamStep(work, step_, learningRate));
            return at::full({1}, taken ? 0 : 1, at::kFloat);
        }
    }
    Tensor skipped = lossFinite.eq(0).to(at::kFloat).reshape({1});
    if (work.weights.empty()) return skipped;
    at::_amp_foreach_non_finite_check_and_unscale_(work.gradients, skipped, at::ones({1}, skipped.options()));
    // The kernel reads the counter after its increment, and leaves everything alone where `skipped` is 1.
    step_.add_(1 - skipped);
    const std::vector<Tensor> steps(work.weights.size(), step_);
    at::_fused_adam_(work.weights, work.gradients, work.firstMoments, work.secondMoments, {}, steps, learningRate,
                     kBeta1, kBeta2,
                     /*weight_decay=*/0, kEpsilon,
                     /*amsgrad=*/false, /*maximize=*/false, /*grad_scale=*/{}, /*found_inf=*/skipped);
    return skipped;
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
