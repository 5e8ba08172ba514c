#include "engine/training/adam.h"

#include "engine/training/finite.h"

#include <ATen/ops/_amp_foreach_non_finite_check_and_unscale.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>

namespace zscape {

namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

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

Tensor Adam::step(double learningRate, const Tensor& lossFinite) {
    std::vector<Tensor> weights, gradients, first, second;
    for (size_t i = 0; i < parameters_.size(); ++i) {
        const Tensor& gradient = parameters_[i].second.grad();
        if (!gradient.defined()) continue;
        weights.push_back(parameters_[i].second);
        gradients.push_back(gradient);
        first.push_back(firstMoments_[i]);
        second.push_back(secondMoments_[i]);
    }
    Tensor leftOut = lossFinite.eq(0).to(at::kFloat).reshape({1});
    if (step_.is_cpu()) {
        auto& flag = *leftOut.data_ptr<float>();
        if (flag == 0 && !std::all_of(gradients.begin(), gradients.end(), allFinite)) flag = 1;
        if (flag != 0) return leftOut;
    } else if (!gradients.empty()) {
        at::_amp_foreach_non_finite_check_and_unscale_(gradients, leftOut, at::ones({1}, leftOut.options()));
    }
    if (weights.empty()) return leftOut;
    // The kernel reads the counter after its increment, and leaves everything alone where `leftOut` is 1.
    step_.add_(1 - leftOut);
    const std::vector<Tensor> steps(weights.size(), step_);
    at::_fused_adam_(weights, gradients, first, second, {}, steps, learningRate, kBeta1, kBeta2, /*weight_decay=*/0, kEpsilon,
                     /*amsgrad=*/false, /*maximize=*/false, /*grad_scale=*/{}, /*found_inf=*/leftOut);
    return leftOut;
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
