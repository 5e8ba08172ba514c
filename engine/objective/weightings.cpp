#include "engine/objective/weightings.h"

#include "engine/core/setting.h"
#include "engine/objective/image_mean.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <limits>

namespace zscape {

namespace {

/// The term as it is, not yet weighed.
LossTerm measured(const std::string& term, const Tensor& perDimension) {
    LossTerm row;
    row.term = term;
    row.perDimension = meanOverImages(perDimension);
    row.value = row.perDimension.sum();
    return row;
}

LossTerm weighed(const std::string& term, const Tensor& perDimension, double weight) {
    LossTerm row = measured(term, perDimension);
    row.weight = weight;
    row.contribution = row.value * weight;
    return row;
}

/// 0 to 1 in a straight line.
double ramp(int64_t step, int64_t steps) {
    return step >= steps ? 1.0 : static_cast<double>(step) / static_cast<double>(steps);
}

/// Takes `value` into `into` when the key is `own`.
bool take(double& into, const char* own, const std::string& key, double value) {
    if (key != own) return false;
    into = value;
    return true;
}

}  // namespace

int64_t stepsOfEpochs(const ModelSpec& spec, double epochs) {
    const int64_t batch = spec.integer("batch_size");
    const int64_t stepsPerEpoch = std::max<int64_t>(1, (spec.shape.images + batch - 1) / batch);
    return std::max<int64_t>(0, std::llround(epochs * static_cast<double>(stepsPerEpoch)));
}

LossTerm BetaWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t) {
    return weighed(term, perDimension, beta_);
}

bool BetaWeighting::adjust(const std::string& key, double value) { return take(beta_, key_.c_str(), key, value); }

std::string BetaWeighting::formula() const { return "Counts " + (key_ == "beta" ? "β" : key_) + " times."; }

LossTerm WarmUpWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t step) {
    return weighed(term, perDimension, beta_ * ramp(step, steps_));
}

bool WarmUpWeighting::adjust(const std::string& key, double value) { return take(beta_, "beta", key, value); }

std::string WarmUpWeighting::formula() const {
    return "Counts β · min(1, t/" + std::to_string(steps_) + ") times, t the steps done.";
}

LossTerm CyclicalWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t step) {
    double share = 1;
    if (stepsPerCycle_ > 0 && step / stepsPerCycle_ < cycles_)
        share =
            std::min(1.0, static_cast<double>(step % stepsPerCycle_) / (ratio_ * static_cast<double>(stepsPerCycle_)));
    return weighed(term, perDimension, beta_ * share);
}

bool CyclicalWeighting::adjust(const std::string& key, double value) { return take(beta_, "beta", key, value); }

std::string CyclicalWeighting::formula() const {
    const std::string length = std::to_string(stepsPerCycle_);
    return "Counts β · min(1, (t mod " + length + ")/(" + formatSetting(ratio_) + " · " + length +
           ")) times, t the steps done; β after " + std::to_string(cycles_) + " cycles.";
}

LossTerm CapacityWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t step) {
    LossTerm row = measured(term, perDimension);
    row.weight = gamma_;
    row.contribution = (row.value - capacity_ * ramp(step, steps_)).abs() * gamma_;
    return row;
}

bool CapacityWeighting::adjust(const std::string& key, double value) {
    return take(gamma_, "capacity_gamma", key, value) || take(capacity_, "capacity", key, value);
}

std::string CapacityWeighting::formula() const {
    return "Counts as γ |value − C(t)|, C(t) = C · min(1, t/" + std::to_string(steps_) + ") nats, t the steps done.";
}

LossTerm FreeBitsWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t) {
    LossTerm row = measured(term, perDimension);
    row.weight = beta_;
    row.contribution = row.perDimension.clamp_min(lambda_).sum() * beta_;
    return row;
}

bool FreeBitsWeighting::adjust(const std::string& key, double value) {
    return take(beta_, "beta", key, value) || take(lambda_, "free_bits", key, value);
}

std::string FreeBitsWeighting::formula() const {
    return "Counts as β Σ max(λ, value of a dimension), the value averaged over the batch first.";
}

LossTerm DrawnWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t step) {
    return weighed(term, perDimension,
                   curveAt(points_, static_cast<double>(step) / static_cast<double>(stepsPerEpoch_)));
}

bool DrawnWeighting::moves(int64_t step) const {
    size_t last = points_.size() - 1;  // from this point on the line is level
    while (last > 0 && points_[last].value == points_[last - 1].value) --last;
    return static_cast<double>(step) / static_cast<double>(stepsPerEpoch_) < points_[last].at && last > 0;
}

std::string DrawnWeighting::formula() const {
    return "Counts β(t/" + std::to_string(stepsPerEpoch_) + ") times, t the steps done, β the line through " +
           curveText(points_) + " (epoch:weight), level beyond its ends.";
}

ControlWeighting::ControlWeighting(double target, double kp, double ki, double most)
    : target_(target),
      kp_(kp),
      ki_(ki),
      most_(most),
      integral_(at::zeros({1}, at::kDouble)),
      beta_(at::zeros({1}, at::kDouble)) {}

LossTerm ControlWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t) {
    LossTerm row = measured(term, perDimension);
    // CUDA is not asked for the number: the step would wait for it.
    row.weight = beta_.is_cpu() ? beta_.item<double>() : std::numeric_limits<double>::quiet_NaN();
    row.contribution = row.value * beta_[0].to(row.value.scalar_type());
    return row;
}

bool ControlWeighting::adjust(const std::string& key, double value) { return take(target_, "kl_target", key, value); }

std::string ControlWeighting::formula() const {
    const std::string most = formatSetting(most_);
    return "Counts β times, held at the target C by e = C − value of the step before, I ← clamp(I − " +
           formatSetting(ki_) + " e, 0, " + most + "), β = min(" + formatSetting(kp_) + "/(1 + exp e) + I, " + most +
           "); both begin at 0.";
}

void ControlWeighting::afterStep(const LossTerm& row) {
    const at::NoGradGuard noGradient;
    const Tensor error = target_ - row.value.detach().to(at::kDouble).reshape({1});
    integral_.sub_(error * ki_).clamp_(0, most_);
    beta_.copy_((at::sigmoid(-error) * kp_ + integral_).clamp_max_(most_));
}

void ControlWeighting::to(at::Device device) {
    integral_ = integral_.to(device);
    beta_ = beta_.to(device);
}

}  // namespace zscape
