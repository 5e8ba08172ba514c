#include "engine/model/collapse_latents.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

namespace zscape {

namespace {

constexpr double kMomentum = 0.1;
constexpr double kVarianceFloor = 1e-12;
constexpr double kBegin = 1e-20;  // before the first batch the deviation reads 1

/// log c² of the root below 1 of ½ (c² − 1 − log c²) = delta: the left side falls as log c² rises to 0.
double logVarianceAt(double delta) {
    double low = -2 * delta - 1, high = 0;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (low + high);
        (0.5 * (std::exp(middle) - 1 - middle) > delta ? low : high) = middle;
    }
    return low;
}

}  // namespace

DeltaLatent::DeltaLatent(const ModelSpec& spec) : mostLogVar_(logVarianceAt(spec.number("delta"))) {}

Gaussian DeltaLatent::shape(Gaussian raw) { return {raw.mu, mostLogVar_ - at::softplus(-raw.logVar)}; }

BatchNormLatent::BatchNormLatent(const ModelSpec& spec) {
    const int64_t dimensions = spec.codeSize();
    gamma_ = register_buffer("gamma", at::full({dimensions}, spec.number("bn_gamma"), at::kFloat));
    shift_ = register_parameter("shift", at::zeros({dimensions}, at::kFloat));
    mean_ = register_buffer("mean", at::zeros({dimensions}, at::kFloat));
    variance_ = register_buffer("variance", at::ones({dimensions}, at::kFloat));
}

Gaussian BatchNormLatent::shape(Gaussian raw) {
    const bool ofBatch = is_training() && raw.mu.size(0) > 1;
    return {at::batch_norm(raw.mu, gamma_, shift_, mean_, variance_, ofBatch, kMomentum, kVarianceFloor,
                           /*cudnn_enabled=*/false),
            raw.logVar};
}

ScaleLatent::ScaleLatent(const ModelSpec& spec) : spread_(spec.number("scale_spread")) {
    variance_ = register_buffer("variance", at::full({spec.codeSize()}, kBegin, at::kFloat));
    share_ = register_buffer("share", at::full({1}, kBegin, at::kFloat));
}

Gaussian ScaleLatent::shape(Gaussian raw) {
    if (is_training() && raw.mu.size(0) > 1) {
        const at::NoGradGuard noGradient;
        variance_.mul_(1 - kMomentum).add_(raw.mu.detach().var(0), kMomentum);
        share_.mul_(1 - kMomentum).add_(kMomentum);
    }
    return raw;
}

Tensor ScaleLatent::draw(const Gaussian& posterior, int64_t draws, at::Generator generator) {
    const Tensor factor = (variance_ / share_ + kVarianceFloor).rsqrt() * spread_;
    return GaussianLatent::draw({posterior.mu * factor, posterior.logVar}, draws, generator);
}

}  // namespace zscape
