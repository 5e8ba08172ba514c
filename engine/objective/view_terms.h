#pragma once

#include "engine/model/parts.h"

/// Terms between two views of the same picture.
namespace zscape {

/// InfoNCE: −log of the share of exp(cos(z_i, z'_i)/τ) in Σ_j exp(cos(z_i, z'_j)/τ), z of the picture, z' of its second
/// view (van den Oord et al. 2018, arXiv 1807.03748; on a VAE's codes: CR-VAE, arXiv 2309.02968). [1,1] nats, mean over
/// the batch; log(batch) less it bounds the information between both codes from below.
class Contrast : public Regulariser {
public:
    explicit Contrast(double temperature) : temperature_(temperature) {}
    Tensor term(const std::vector<Pass>& passes) override;
    bool comparesViews() const override { return true; }
    std::string termName() const override { return "contrast"; }
    std::string formula() const override;

private:
    double temperature_;
};

/// KL(q(z|t(x)) ‖ q(z|x)) per dimension, [B,D] nats (Sinha and Dieng 2021, arXiv 2105.14859). It is zero at collapse,
/// so that it is no remedy.
class Consistency : public Regulariser {
public:
    Tensor term(const std::vector<Pass>& passes) override;
    bool comparesViews() const override { return true; }
    std::string termName() const override { return "consistency"; }
    std::string formula() const override;
};

}  // namespace zscape
