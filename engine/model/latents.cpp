#include "engine/model/latents.h"

#include "engine/kernels/contiguous_rows.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

namespace zscape {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// mu + exp(logVar / 2) eps as one operation for autograd, and on a CPU one pass: of so small tensors each of
/// LibTorch's operations costs several times its arithmetic (of a step of vae-dense 3 %).
struct Reparametrised : torch::autograd::Function<Reparametrised> {
    static Tensor forward(AutogradContext* context, const Tensor& mu, const Tensor& logVar, const Tensor& eps) {
        if (!hasContiguousRows(mu) || !hasContiguousRows(logVar)) {
            const Tensor deviation = (logVar * 0.5).exp_().mul_(eps);
            context->save_for_backward({deviation});
            return mu + deviation;
        }
        const Tensor z = at::empty(mu.sizes(), mu.options()), deviation = at::empty(mu.sizes(), mu.options());
        for (int64_t row = 0; row < mu.size(0); ++row) {
            const float* middle = mu.const_data_ptr<float>() + row * mu.stride(0);
            const float* spread = logVar.const_data_ptr<float>() + row * logVar.stride(0);
            const float* drawn = eps.const_data_ptr<float>() + row * mu.size(1);
            float* off = deviation.mutable_data_ptr<float>() + row * mu.size(1);
            float* to = z.mutable_data_ptr<float>() + row * mu.size(1);
            for (int64_t i = 0; i < mu.size(1); ++i) {
                off[i] = std::exp(0.5F * spread[i]) * drawn[i];
                to[i] = middle[i] + off[i];
            }
        }
        context->save_for_backward({deviation});
        return z;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        return {gradients[0], (gradients[0] * context->get_saved_variables()[0]).mul_(0.5), Tensor()};
    }
};

}  // namespace

Tensor PointLatent::draw(const Gaussian& posterior, int64_t draws, at::Generator) {
    return draws > 1 ? posterior.mu.repeat({draws, 1}) : posterior.mu;
}

Tensor GaussianLatent::draw(const Gaussian& posterior, int64_t draws, at::Generator generator) {
    if (draws == 0) return posterior.mu;
    const Tensor eps =
        at::randn({draws * posterior.mu.size(0), posterior.mu.size(1)}, generator, posterior.mu.options());
    if (draws == 1) return Reparametrised::apply(posterior.mu, posterior.logVar, eps);
    const Tensor sigma = (posterior.logVar * 0.5).exp_();
    return at::addcmul(posterior.mu.repeat({draws, 1}), sigma.repeat({draws, 1}), eps);
}

NormalPrior::NormalPrior(const ModelSpec& spec) {
    const double sigma = spec.number("prior_sigma");
    if (sigma == 1) return;
    mu_ = register_buffer("mu", at::zeros({1, 1}, at::kFloat));
    logVar_ = register_buffer("logVar", at::full({1, 1}, 2 * std::log(sigma), at::kFloat));
}

}  // namespace zscape
