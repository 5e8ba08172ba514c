#include "engine/objective/regularisers.h"

#include "engine/core/setting.h"
#include "engine/objective/gaussians.h"

#include <cmath>
#include <numbers>

namespace zscape {

namespace {

const double kLogTwoPi = std::log(2 * std::numbers::pi);
constexpr const char* kReduction = " over dimensions, mean over the batch; nats per image.";

/// (mu − m)²
Tensor squaredOffset(const Pass& pass) {
    return (pass.prior.mu.defined() ? pass.posterior.mu - pass.prior.mu : pass.posterior.mu).square();
}

/// (s² + (mu − m)²) / sigma²
Tensor priorSpreadInPosterior(const Pass& pass) {
    const Tensor precision = (-pass.posterior.logVar).exp();
    if (!pass.prior.mu.defined()) return (squaredOffset(pass) + 1) * precision;
    return (squaredOffset(pass) + pass.prior.logVar.exp()) * precision;
}

/// "N(0, s²), s = 0.01: ", nothing for the standard normal
std::string withSigma(const std::string& formula, double sigma) {
    return formula + (sigma == 1 ? "" : " s = " + formatSetting(sigma) + ", the prior's spread.");
}

}  // namespace

Tensor KlToPrior::term(const std::vector<Pass>& passes) {
    const Gaussian& posterior = passes.front().posterior;
    const Gaussian& prior = passes.front().prior;
    if (!prior.mu.defined()) return klToStandardNormal(posterior);
    const Tensor distance = (posterior.mu - prior.mu).square() + posterior.logVar.exp();
    return (prior.logVar - posterior.logVar + distance * (-prior.logVar).exp()).sub_(1).mul_(0.5);
}

std::string KlToPrior::formula() const {
    if (ofPicture_)
        return std::string("½ Σ (log(s²/σ²) + (σ² + (μ − m)²)/s² − 1)") + kReduction +
               " m and s are the prior's for what is seen of the picture.";
    const std::string sum = priorSigma_ == 1 ? "½ Σ (μ² + σ² − 1 − log σ²)" : "Σ [log(s/σ) + (μ² + σ²)/(2 s²) − ½]";
    return withSigma(sum + kReduction, priorSigma_);
}

Tensor KlFromPrior::term(const std::vector<Pass>& passes) {
    const Pass& pass = passes.front();
    const Tensor logRatio = pass.prior.mu.defined() ? pass.posterior.logVar - pass.prior.logVar : pass.posterior.logVar;
    return (logRatio + priorSpreadInPosterior(pass)).sub_(1).mul_(0.5);
}

std::string KlFromPrior::formula() const {
    const std::string sum = priorSigma_ == 1 ? "½ Σ (log σ² + (1 + μ²)/σ² − 1)" : "½ Σ (log(σ²/s²) + (s² + μ²)/σ² − 1)";
    return withSigma(sum + kReduction, priorSigma_);
}

Tensor CrossEntropyToPrior::term(const std::vector<Pass>& passes) {
    const Pass& pass = passes.front();
    const Tensor distance = squaredOffset(pass) + pass.posterior.logVar.exp();
    if (!pass.prior.mu.defined()) return (distance + kLogTwoPi).mul_(0.5);
    return (distance * (-pass.prior.logVar).exp() + pass.prior.logVar).add_(kLogTwoPi).mul_(0.5);
}

std::string CrossEntropyToPrior::formula() const {
    const std::string sum = priorSigma_ == 1 ? "½ Σ (log 2π + μ² + σ²)" : "½ Σ (log(2π s²) + (μ² + σ²)/s²)";
    return withSigma(sum + kReduction, priorSigma_) + " It is KL(Q‖P) + H(Q), and pulls σ to 0.";
}

Tensor CrossEntropyFromPrior::term(const std::vector<Pass>& passes) {
    const Pass& pass = passes.front();
    return (pass.posterior.logVar + priorSpreadInPosterior(pass)).add_(kLogTwoPi).mul_(0.5);
}

std::string CrossEntropyFromPrior::formula() const {
    const std::string sum = priorSigma_ == 1 ? "½ Σ (log(2π σ²) + (1 + μ²)/σ²)" : "½ Σ (log(2π σ²) + (s² + μ²)/σ²)";
    return withSigma(sum + kReduction, priorSigma_) + " It is KL(P‖Q) and a constant: the same gradient.";
}

}  // namespace zscape
