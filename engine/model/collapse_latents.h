#pragma once

#include "engine/model/latents.h"

/// Gaussian latents whose codes cannot fall silent: what they bound is the KL term, not the mutual information, so show
/// both.
namespace zscape {

/// KL of every dimension at least delta, by a spread that cannot reach the prior's: log sigma² = log c² −
/// softplus(−raw) with c the root below 1 of ½ (c² − 1 − log c²) = delta (Razavi et al. 2019, δ-VAE, arXiv 1901.03416,
/// section 2). Prior N(0, I).
class DeltaLatent : public GaussianLatent {
public:
    explicit DeltaLatent(const ModelSpec& spec);
    Gaussian shape(Gaussian raw) override;

private:
    double mostLogVar_;
};

/// mu through BatchNorm with a fixed factor gamma and a learned shift: the KL term's mean is at least D gamma² / 2 (Zhu
/// et al. 2020, BN-VAE, arXiv 2004.12585). Its epsilon is 1e-12: with PyTorch's 1e-5 the variance before it shrinks
/// below that, and KL escapes to 0.
class BatchNormLatent : public GaussianLatent {
public:
    explicit BatchNormLatent(const ModelSpec& spec);
    Gaussian shape(Gaussian raw) override;

private:
    Tensor gamma_, shift_;    ///< [D]; gamma is no parameter
    Tensor mean_, variance_;  ///< [D], running, for pictures shown and for a batch of one
};

/// z = f mu + sigma eps, f_j = spread / std(mu_j) over the images, one for each dimension; the posterior, and so the KL
/// term, stays unscaled, and the loss is no bound (Song et al. 2024, Scale-VAE). The deviation is a running one,
/// without gradient.
class ScaleLatent : public GaussianLatent {
public:
    explicit ScaleLatent(const ModelSpec& spec);
    Gaussian shape(Gaussian raw) override;
    Tensor draw(const Gaussian& posterior, int64_t draws, at::Generator generator) override;

private:
    double spread_;
    Tensor variance_;  ///< [D], running sum of variances
    Tensor share_;     ///< [1], the sum of their weights: what the sum is divided by
};

}  // namespace zscape
