#include "engine/objective/aggregate_terms.h"

#include "engine/core/setting.h"
#include "engine/objective/gaussians.h"

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr int64_t kNumbersAtOnce = 1 << 22;  // 16 MB of float: z of some images under every posterior
constexpr double kScales[] = {0.1, 0.2, 0.5, 1, 2, 5, 10};
constexpr double kLeastActivation = 1e-6;  // keeps the logarithms finite

}  // namespace

/// log of the weight of posterior j for the code of image i, [B,B].
Tensor TotalCorrelation::logWeights(int64_t batch, const Tensor& like) const {
    // A batch is never more than the set: held-out images may be, and count as a set of their own.
    const double images = static_cast<double>(std::max(images_, batch));
    const double others = static_cast<double>(batch - 1);
    if (!stratified_) return at::full({batch, batch}, -std::log(images * static_cast<double>(batch)), like.options());
    if (batch == 1) return at::zeros({1, 1}, like.options());
    const Tensor weights = at::full({batch, batch}, -std::log(others), like.options());
    weights.diagonal().fill_(-std::log(images));
    const double rest = std::log((images - others) / (images * others));
    weights.diagonal(1).fill_(rest);
    weights.diagonal(1 - batch).fill_(rest);
    return weights;
}

Tensor TotalCorrelation::term(const std::vector<Pass>& passes) {
    const Pass& pass = passes.front();
    const int64_t batch = pass.posterior.mu.size(0), dimensions = pass.posterior.mu.size(1);
    const Tensor weights = logWeights(batch, pass.z.detach());
    const int64_t rowsAtOnce = std::max<int64_t>(1, kNumbersAtOnce / (batch * dimensions));
    std::vector<Tensor> differences;
    for (int64_t first = 0; first < batch; first += rowsAtOnce) {
        const int64_t rows = std::min(rowsAtOnce, batch - first);
        // [rows,B,D]: log q(z_ij | x_k)
        const Tensor densities = logDensity(pass.z.narrow(0, first, rows).unsqueeze(1), pass.posterior);
        const Tensor weightsHere = weights.narrow(0, first, rows);
        const Tensor joint = at::logsumexp(densities.sum(2) + weightsHere, 1);
        const Tensor product = at::logsumexp(densities + weightsHere.unsqueeze(2), 1).sum(1);
        differences.push_back(joint - product);
    }
    return at::cat(differences).mean().view({1, 1});
}

std::string TotalCorrelation::formula() const {
    const std::string how =
        stratified_ ? "q(z) by stratified sampling: 1/N for the image's own posterior, (N − M)/(N M) for its "
                      "neighbour's, 1/M for the others', M = batch − 1"
                    : "q(z) = 1/(N · batch) Σ q(z|x) over the batch, which reads (D − 1) log N when codes say nothing";
    return "log q(z) − Σ log q(z_j) over dimensions, mean over the batch; nats per image. Estimated with " + how +
           ", N = " + std::to_string(images_) + ".";
}

Tensor MaximumMeanDiscrepancy::kernel(const Tensor& a, const Tensor& b) const {
    const Tensor distances = (a.square().sum(1).unsqueeze(1) + b.square().sum(1) - at::mm(a, b.t()) * 2).clamp_min(0);
    const double base = 2 * static_cast<double>(a.size(1)) * priorSigma_ * priorSigma_;
    Tensor sum;
    for (const double scale : kScales) {
        const Tensor one = scale * base / (distances + scale * base);
        sum = sum.defined() ? sum + one : one;
    }
    return sum;
}

Tensor MaximumMeanDiscrepancy::term(const std::vector<Pass>& passes) {
    const Tensor& codes = passes.front().z;
    const Tensor& prior = passes.front().priorSample;
    const auto count = static_cast<double>(codes.size(0));
    if (count == 1) return (codes * 0).sum().view({1, 1});
    const auto withoutItself = [](const Tensor& values) { return values.sum() - values.diagonal().sum(); };
    const Tensor within = withoutItself(kernel(codes, codes)) + withoutItself(kernel(prior, prior));
    return (within / (count * (count - 1)) - kernel(codes, prior).mean() * 2).view({1, 1});
}

std::string MaximumMeanDiscrepancy::formula() const {
    return "MMD²: mean of k over pairs of codes, and over pairs of codes of the prior, less twice the mean over pairs "
           "of both; one number for the batch, no unit. "
           "k(a, b) = Σ c h/(c h + ‖a − b‖²), c = 0.1, 0.2, 0.5, 1, 2, 5, 10, h = 2 D s², s = " +
           formatSetting(priorSigma_) + ". Unbiased: it may lie below 0.";
}

Tensor Sparsity::term(const std::vector<Pass>& passes) {
    const Tensor& codes = passes.front().posterior.mu;
    if (!byKl_) return codes.abs();
    const Tensor mean = codes.mean(0, /*keepdim=*/true).clamp(kLeastActivation, 1 - kLeastActivation);
    const double entropy = rho_ * std::log(rho_) + (1 - rho_) * std::log(1 - rho_);
    return entropy - rho_ * mean.log() - (1 - rho_) * (1 - mean).log();
}

std::string Sparsity::formula() const {
    if (!byKl_) return "Σ |z| over dimensions, mean over the batch; per image, no unit.";
    return "Σ [ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂))] over dimensions, ρ̂ the batch's mean of z, ρ = " +
           formatSetting(rho_) + "; nats for the batch.";
}

}  // namespace zscape
