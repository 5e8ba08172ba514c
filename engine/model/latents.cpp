#include "engine/model/latents.h"

#include <cmath>

namespace zscape {

Tensor PointLatent::draw(const Gaussian& posterior, int64_t draws, at::Generator) {
    return draws > 1 ? posterior.mu.repeat({draws, 1}) : posterior.mu;
}

Tensor GaussianLatent::draw(const Gaussian& posterior, int64_t draws, at::Generator generator) {
    if (draws == 0) return posterior.mu;
    const Tensor sigma = (posterior.logVar * 0.5).exp_();
    const Tensor eps = at::randn({draws * posterior.mu.size(0), posterior.mu.size(1)}, generator, posterior.mu.options());
    if (draws == 1) return at::addcmul(posterior.mu, sigma, eps);
    return at::addcmul(posterior.mu.repeat({draws, 1}), sigma.repeat({draws, 1}), eps);
}

NormalPrior::NormalPrior(const ModelSpec& spec) {
    const double sigma = spec.number("prior_sigma");
    if (sigma == 1) return;
    mu_ = register_buffer("mu", at::zeros({1, 1}, at::kFloat));
    logVar_ = register_buffer("logVar", at::full({1, 1}, 2 * std::log(sigma), at::kFloat));
}

}  // namespace zscape
