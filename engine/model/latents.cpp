#include "engine/model/latents.h"

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

}  // namespace zscape
