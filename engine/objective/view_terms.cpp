#include "engine/objective/view_terms.h"

#include "engine/core/setting.h"
#include "engine/objective/regularisers.h"

#include <ATen/Functions.h>

namespace zscape {

namespace {

constexpr double kLeastLength = 1e-8;

Tensor directions(const Tensor& z) { return z / z.norm(2, {1}, /*keepdim=*/true).clamp_min(kLeastLength); }

}  // namespace

Tensor Contrast::term(const std::vector<Pass>& passes) {
    const Tensor similar = at::mm(directions(passes.at(0).z), directions(passes.at(1).z).t()) / temperature_;
    return (at::logsumexp(similar, 1) - similar.diagonal()).mean().view({1, 1});
}

std::string Contrast::formula() const {
    return "−log [exp(cos(z, z′)/τ) / Σ exp(cos(z, z′ of the others)/τ)], z′ the code of the same picture turned and "
           "moved a little, τ = " +
           formatSetting(temperature_) + "; mean over the batch, nats per image.";
}

Tensor Consistency::term(const std::vector<Pass>& passes) {
    Pass pass;
    pass.posterior = passes.at(1).posterior;
    pass.prior = passes.at(0).posterior;
    return KlToPrior().term({pass});
}

std::string Consistency::formula() const {
    return "KL(q(z|t(x)) ‖ q(z|x)), t(x) the picture turned and moved a little, Σ over dimensions, mean over the "
           "batch; nats per image. "
           "The other terms are means over both views.";
}

}  // namespace zscape
