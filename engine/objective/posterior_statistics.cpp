#include "engine/objective/posterior_statistics.h"

#include "engine/objective/regularisers.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zscape {

namespace {

constexpr int64_t kRowsAtOnce = 512;  // 512 x 10,000 doubles are 41 MB

std::vector<double> valuesOf(const at::Tensor& doubles) {
    const at::Tensor values = doubles.contiguous();
    return {values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel()};
}

}  // namespace

std::vector<double> variancePerDimension(const at::Tensor& mu) {
    if (mu.size(0) < 2) return std::vector<double>(static_cast<size_t>(mu.size(1)), 0.0);
    return valuesOf(mu.to(at::kCPU, at::kDouble).var(0, /*unbiased=*/false));
}

int64_t activeUnits(const at::Tensor& mu, const Gaussian& prior, double threshold) {
    if (mu.size(0) < 2) return 0;
    at::Tensor variance = mu.to(at::kCPU, at::kDouble).var(0, /*unbiased=*/false);
    if (prior.logVar.defined())
        variance = variance / prior.logVar.to(at::kCPU, at::kDouble).exp().reshape({-1, prior.logVar.size(-1)}).mean(0);
    return variance.gt(threshold).sum().item<int64_t>();
}

std::vector<double> klPerDimension(const at::Tensor& mu, const at::Tensor& logVar, const Gaussian& prior) {
    Pass pass;
    pass.posterior = {mu.to(at::kCPU, at::kDouble), logVar.to(at::kCPU, at::kDouble)};
    if (prior.mu.defined()) pass.prior = {prior.mu.to(at::kCPU, at::kDouble), prior.logVar.to(at::kCPU, at::kDouble)};
    return valuesOf(KlToPrior().term({pass}).mean(0));
}

double mutualInformation(const at::Tensor& allMu, const at::Tensor& allLogVar, at::Generator generator, int64_t most) {
    const int64_t count = std::min(allMu.size(0), most);
    if (count < 1) return 0;
    const at::Tensor chosen = (at::arange(count, at::kLong) * allMu.size(0)).div(count, "floor");
    // Doubles: the square below is taken apart into three sums that nearly cancel.
    const at::Tensor mu = allMu.cpu().index_select(0, chosen).to(at::kDouble),
                     logVar = allLogVar.cpu().index_select(0, chosen).to(at::kDouble);
    const at::Tensor z = mu + (0.5 * logVar).exp() * at::randn(mu.sizes(), generator, mu.options());
    const at::Tensor precision = (-logVar).exp();
    const at::Tensor constant =
        (mu.square() * precision + logVar).sum(1) + static_cast<double>(mu.size(1)) * std::log(2 * std::numbers::pi);

    double sum = 0;
    for (int64_t begin = 0; begin < count; begin += kRowsAtOnce) {
        const at::Tensor some = z.narrow(0, begin, std::min(kRowsAtOnce, count - begin));
        // log q(z_i | x_j) for every pair: -1/2 [z^2/s^2 - 2 z mu/s^2 + mu^2/s^2 + log s^2 + D log 2 pi]
        const at::Tensor pairs =
            (at::mm(some.square(), precision.t()) - 2 * at::mm(some, (mu * precision).t()) + constant) * -0.5;
        const at::Tensor own = pairs.diagonal(begin);
        const at::Tensor mixture = at::logsumexp(pairs, 1) - std::log(static_cast<double>(count));
        sum += (own - mixture).sum().item<double>();
    }
    return sum / static_cast<double>(count);
}

}  // namespace zscape
