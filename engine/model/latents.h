#pragma once

#include "engine/model/parts.h"

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

/// N(0, I).
class StandardNormalPrior : public Prior {
public:
    Gaussian of(const View&) override { return {}; }
};

}  // namespace zscape
