#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

namespace zscape {

/// z = mu (autoencoders).
class PointLatent : public Latent {
public:
    Tensor draw(const Gaussian& posterior, int64_t draws, at::Generator generator) override;
    bool hasVariance() const override { return false; }
};

/// z = mu + sigma * eps, eps ~ N(0, I) (Kingma and Welling 2014); draws are stacked: row k*B + b is draw k of image b.
class GaussianLatent : public Latent {
public:
    Tensor draw(const Gaussian& posterior, int64_t draws, at::Generator generator) override;
    bool hasVariance() const override { return true; }
};

/// Points of a sparse autoencoder: z = sigmoid(mu), in (0,1), when the mean activation is held ("sparsity" kl); else z
/// = mu.
class SparseLatent : public PointLatent {
public:
    explicit SparseLatent(const ModelSpec& spec) : activates_(spec.text("sparsity") == "kl") {}
    Gaussian shape(Gaussian raw) override { return activates_ ? Gaussian{raw.mu.sigmoid(), {}} : std::move(raw); }

private:
    bool activates_;
};

/// N(0, I).
class StandardNormalPrior : public Prior {
public:
    Gaussian of(const View&) override { return {}; }
};

/// N(0, s²) in every dimension, s the setting "prior_sigma".
class NormalPrior : public Prior {
public:
    explicit NormalPrior(const ModelSpec& spec);
    /// [1,1]; both undefined when s is 1
    Gaussian of(const View&) override { return {mu_, logVar_}; }

private:
    Tensor mu_, logVar_;  ///< registered: they move with the module
};

}  // namespace zscape
