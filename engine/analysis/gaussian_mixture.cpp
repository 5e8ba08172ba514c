#include "engine/analysis/gaussian_mixture.h"

#include "engine/core/error.h"

#include <ATen/Functions.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace zscape {
namespace {

/// Added to the diagonal: a component of few codes has a covariance without full rank.
constexpr double kLeastVariance = 1e-6;

/// log (weight_k N(row; mean_k, covariance_k)): [N,K]
at::Tensor jointLogDensity(const GaussianMixture& mixture, const at::Tensor& rows) {
    const auto dimensions = static_cast<double>(rows.size(1));
    const at::Tensor offset = (rows.unsqueeze(0) - mixture.means.unsqueeze(1)).transpose(1, 2);  // [K,D,N]
    const at::Tensor whitened = at::linalg_solve_triangular(mixture.factors, offset, /*upper=*/false);
    const at::Tensor logScale =
        mixture.factors.diagonal(0, 1, 2).log().sum(1) + 0.5 * dimensions * std::log(2 * std::numbers::pi);
    return (-0.5 * whitened.square().sum(1) - logScale.unsqueeze(1) + mixture.weights.log().unsqueeze(1)).t();
}

/// Rows far from one another: each next one with a chance in proportion to its squared distance from those chosen.
at::Tensor spreadRows(const at::Tensor& rows, int64_t count, const at::Generator& generator) {
    at::Tensor distance = at::ones({rows.size(0)}, rows.options());
    std::vector<at::Tensor> chosen;
    for (int64_t i = 0; i < count; ++i) {
        // Where every row is one that was chosen already, any does.
        const at::Tensor chances = distance.sum().item<double>() > 0 ? distance : at::ones_like(distance);
        chosen.push_back(rows.index_select(0, chances.multinomial(1, true, generator)));
        const at::Tensor apart = (rows - chosen.back()).square().sum(1);
        distance = i == 0 ? apart : at::minimum(distance, apart);
    }
    return at::cat(chosen);
}

}  // namespace

at::Tensor GaussianMixture::logDensity(const at::Tensor& rows) const {
    return jointLogDensity(*this, rows.to(at::kCPU, at::kDouble)).logsumexp(1);
}

at::Tensor GaussianMixture::sample(int64_t count, at::Generator generator) const {
    const at::Tensor component = weights.multinomial(count, true, generator);
    const at::Tensor noise = at::randn({count, means.size(1), 1}, generator, means.options());
    return means.index_select(0, component) + at::bmm(factors.index_select(0, component), noise).squeeze(2);
}

GaussianMixture fitMixture(const at::Tensor& someCodes, int64_t components, const at::Generator& generator,
                           int64_t rounds) {
    const at::Tensor codes = someCodes.to(at::kCPU, at::kDouble);
    const int64_t count = codes.size(0), dimensions = codes.size(1);
    if (count < components)
        throw Error("mixture.few",
                    "A mixture of %1 Gaussians needs at least as many codes; there are %2. Take fewer Gaussians or "
                    "more images.",
                    {std::to_string(components), std::to_string(count)});
    const at::Tensor least = at::eye(dimensions, codes.options()) * kLeastVariance;
    const at::Tensor centred = codes - codes.mean(0);
    const at::Tensor whole = at::mm(centred.t(), centred) / static_cast<double>(count) + least;
    GaussianMixture mixture{at::full({components}, 1.0 / static_cast<double>(components), codes.options()),
                            spreadRows(codes, components, generator),
                            at::linalg_cholesky(whole).expand({components, dimensions, dimensions}).contiguous()};
    for (int64_t round = 0; round < rounds; ++round) {
        const at::Tensor shares = jointLogDensity(mixture, codes).softmax(1);  // [N,K]
        const at::Tensor mass = shares.sum(0).clamp_min(1e-12);
        mixture.weights = mass / mass.sum();
        mixture.means = at::mm(shares.t(), codes) / mass.unsqueeze(1);
        const at::Tensor offset = codes.unsqueeze(0) - mixture.means.unsqueeze(1);  // [K,N,D]
        const at::Tensor covariance =
            at::bmm((offset * shares.t().unsqueeze(2)).transpose(1, 2), offset) / mass.view({-1, 1, 1}) + least;
        mixture.factors = at::linalg_cholesky(covariance);
    }
    return mixture;
}

}  // namespace zscape
