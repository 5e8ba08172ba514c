#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

namespace zscape {

/// The target of every row of a stack of draws.
Tensor targetFor(const Tensor& output, const View& view);

/// All but the linear one show sigmoid(output), so that every picture lies in [0,1]; all cost float32 also under
/// autocast. Outputs of several draws are stacked: row k*B + b is draw k of image b, measured against target b.
class SigmoidLikelihood : public Likelihood {
public:
    int64_t outputs(int64_t channels) const override { return channels; }
    Tensor image(const Tensor& output) const override;
};

/// Cross-entropy from logits, over the pixels that count. On grey targets it is no likelihood: its least value is the
/// pixels' own entropy.
class BceLikelihood : public SigmoidLikelihood {
public:
    /// `ofHidden`: views say which pixels count (View::lossMask)
    explicit BceLikelihood(bool ofHidden = false) : ofHidden_(ofHidden) {}
    Tensor cost(const Tensor& output, const View& view) override;
    std::string formula() const override;

private:
    bool ofHidden_;
};

/// The same on pixels that the views have made 0 or 1: a true likelihood.
class BernoulliLikelihood : public SigmoidLikelihood {
public:
    explicit BernoulliLikelihood(const ModelSpec& spec);
    Tensor cost(const Tensor& output, const View& view) override;
    std::string formula() const override;

private:
    std::string binarisation_;
    bool ofHidden_;
};

/// Squared error, summed: the gaussian likelihood without its constants.
class SquaredError : public SigmoidLikelihood {
public:
    Tensor cost(const Tensor& output, const View& view) override;
    std::string formula() const override;
    std::string unit() const override { return "squared error per image"; }
};

/// Squared error of outputs that no sigmoid bends, for a linear code; shown cut to [0,1].
class LinearSquaredError : public Likelihood {
public:
    int64_t outputs(int64_t channels) const override { return channels; }
    Tensor cost(const Tensor& output, const View& view) override;
    Tensor image(const Tensor& output) const override;
    std::string formula() const override;
    std::string unit() const override { return "squared error per image"; }
};

/// N(y, s^2) for each pixel, s fixed or one learned number for all (Rybkin et al., Simple and Effective VAE Training
/// with Calibrated Decoders, 2021, arXiv:2006.13202).
class GaussianLikelihood : public SigmoidLikelihood {
public:
    explicit GaussianLikelihood(const ModelSpec& spec);
    Tensor cost(const Tensor& output, const View& view) override;
    std::string formula() const override;

private:
    double sigma_;
    Tensor logSigma_;  ///< 0-dim parameter; undefined when s is fixed
};

}  // namespace zscape
