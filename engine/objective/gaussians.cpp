#include "engine/objective/gaussians.h"

#include "engine/kernels/contiguous_rows.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace zscape {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// On a CPU one pass, as the draw of a code is (latents.cpp).
struct KlToStandardNormal : torch::autograd::Function<KlToStandardNormal> {
    static Tensor forward(AutogradContext* context, const Tensor& mu, const Tensor& logVar) {
        if (!hasContiguousRows(mu) || !hasContiguousRows(logVar)) {
            const Tensor excess = logVar.expm1();
            context->save_for_backward({mu, excess});
            return at::addcmul(excess - logVar, mu, mu).mul_(0.5);
        }
        const Tensor divergence = at::empty(mu.sizes(), mu.options()), excess = at::empty(mu.sizes(), mu.options());
        for (int64_t row = 0; row < mu.size(0); ++row) {
            const float* middle = mu.const_data_ptr<float>() + row * mu.stride(0);
            const float* spread = logVar.const_data_ptr<float>() + row * logVar.stride(0);
            float* over = excess.mutable_data_ptr<float>() + row * mu.size(1);
            float* to = divergence.mutable_data_ptr<float>() + row * mu.size(1);
            for (int64_t i = 0; i < mu.size(1); ++i) {
                over[i] = std::exp(spread[i]) - 1.0F;
                to[i] = 0.5F * (middle[i] * middle[i] + over[i] - spread[i]);
            }
        }
        context->save_for_backward({mu, excess});
        return divergence;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        if (at::GradMode::is_enabled()) throw std::logic_error("klToStandardNormal cannot be differentiated twice");
        const variable_list saved = context->get_saved_variables();
        return {gradients[0] * saved[0], (gradients[0] * saved[1]).mul_(0.5)};
    }
};

}  // namespace

Tensor logDensity(const Tensor& z, const Gaussian& gaussian) {
    const double constant = std::log(2 * std::numbers::pi);
    if (!gaussian.mu.defined()) return (z.square() + constant) * -0.5;
    return ((z - gaussian.mu).square() * (-gaussian.logVar).exp() + gaussian.logVar + constant) * -0.5;
}

Tensor klToStandardNormal(const Gaussian& gaussian) { return KlToStandardNormal::apply(gaussian.mu, gaussian.logVar); }

}  // namespace zscape
