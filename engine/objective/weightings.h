#pragma once

#include "engine/core/curve.h"
#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

/// How a latent term counts. All read [B,D] (or [B,1], [1,D], [1,1]), unreduced; a row's value is summed over
/// dimensions and averaged over the batch. Schedules are functions of the steps done, so that nothing but the step is
/// to be saved.
namespace zscape {

/// Steps of this many epochs over the spec's training images, at least 0.
int64_t stepsOfEpochs(const ModelSpec& spec, double epochs);

/// A constant factor that the person may change while training: beta * term (Higgins et al. 2017).
class BetaWeighting : public Weighting {
public:
    /// `key`: the setting that it follows
    explicit BetaWeighting(double beta, std::string key = "beta") : beta_(beta), key_(std::move(key)) {}
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::string formula() const override;

private:
    double beta_;
    std::string key_;
};

/// beta * min(1, step / steps): from 0 in a straight line (Bowman et al. 2016, Sønderby et al. 2016).
class WarmUpWeighting : public Weighting {
public:
    WarmUpWeighting(double beta, int64_t steps) : beta_(beta), steps_(steps) {}
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::string formula() const override;
    bool moves(int64_t step) const override { return step < steps_; }

private:
    double beta_;
    int64_t steps_;
};

/// `cycles` times from 0 to beta in the share `ratio` of a cycle, then beta for the rest of it; beta after the last
/// (Fu et al. 2019, equation 6, with a straight line).
class CyclicalWeighting : public Weighting {
public:
    CyclicalWeighting(double beta, int64_t cycles, int64_t stepsPerCycle, double ratio)
        : beta_(beta),
          cycles_(cycles),
          stepsPerCycle_(stepsPerCycle),
          ratio_(ratio) {}
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::string formula() const override;
    bool moves(int64_t step) const override { return step < cycles_ * stepsPerCycle_; }

private:
    double beta_;
    int64_t cycles_;
    int64_t stepsPerCycle_;
    double ratio_;
};

/// gamma |term - C(step)|, C from 0 to `capacity` nats in a straight line over `steps` (Burgess et al. 2018, equation
/// 8).
class CapacityWeighting : public Weighting {
public:
    CapacityWeighting(double gamma, double capacity, int64_t steps)
        : gamma_(gamma),
          capacity_(capacity),
          steps_(steps) {}
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::string formula() const override;
    bool moves(int64_t step) const override { return step < steps_; }

private:
    double gamma_;
    double capacity_;
    int64_t steps_;
};

/// beta sum_j max(lambda, batch mean of term_j): below lambda nats a dimension is not pushed down (Kingma et al. 2016,
/// equation 15, one group for each dimension). The row's value is the term itself.
class FreeBitsWeighting : public Weighting {
public:
    FreeBitsWeighting(double beta, double lambda) : beta_(beta), lambda_(lambda) {}
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::string formula() const override;

private:
    double beta_;
    double lambda_;
};

/// A line over the epochs that a person drew: curveAt(points, step / stepsPerEpoch) times the term.
class DrawnWeighting : public Weighting {
public:
    DrawnWeighting(std::vector<CurvePoint> points, int64_t stepsPerEpoch)
        : points_(std::move(points)),
          stepsPerEpoch_(stepsPerEpoch) {}
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string&, double) override { return false; }
    std::string formula() const override;
    bool moves(int64_t step) const override;

private:
    std::vector<CurvePoint> points_;
    int64_t stepsPerEpoch_;
};

/// beta set by a controller that holds the term at a target (Shao et al. 2020, ControlVAE, equation 6):
/// e = target - term, I <- clamp(I - ki e, 0, most), beta = min(kp / (1 + exp(e)) + I, most), e of the step before.
/// The clamp keeps the sum from winding up while beta is at its end. Held-out images move nothing.
class ControlWeighting : public Weighting {
public:
    ControlWeighting(double target, double kp, double ki, double most);
    LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::string formula() const override;
    void afterStep(const LossTerm& row) override;
    NamedState state() const override { return {{"integral", integral_}, {"beta", beta_}}; }
    void to(at::Device device) override;

private:
    double target_, kp_, ki_, most_;
    Tensor integral_;  ///< [1] double, I
    Tensor beta_;      ///< [1] double, of the step that comes
};

}  // namespace zscape
