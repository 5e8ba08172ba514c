#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/recipe.h"

/// Terms of the aggregate posterior q(z), which are estimated from a batch as a whole: [1,1].
namespace zscape {

/// Total correlation KL(q(z) ‖ Π_j q(z_j)), mean over the batch of log q(z) − Σ_j log q(z_j), nats (Chen et al. 2018,
/// arXiv 1802.04942). "stratified": equation S4 with 1/N for an image's own posterior, reads 0 at collapse; "weighted":
/// equation 5, biased, reads (D − 1) log N at collapse.
class TotalCorrelation : public Regulariser {
public:
    /// `images`: N, those that train
    TotalCorrelation(int64_t images, bool stratified) : images_(images), stratified_(stratified) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "tc"; }
    std::string formula() const override;

private:
    Tensor logWeights(int64_t batch, const Tensor& like) const;

    int64_t images_;
    bool stratified_;
};

/// Squared maximum mean discrepancy between the batch's codes and as many of the prior, with the kernel
/// Σ_c c h / (c h + ‖a − b‖²), c in {0.1, 0.2, 0.5, 1, 2, 5, 10}, h = 2 D s² (Tolstikhin et al. 2018, arXiv
/// 1711.01558). The unbiased estimate: it may lie below 0. A batch of one image has none, and gives 0.
class MaximumMeanDiscrepancy : public Regulariser {
public:
    explicit MaximumMeanDiscrepancy(double priorSigma) : priorSigma_(priorSigma) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "mmd"; }
    std::string formula() const override;
    std::string unit() const override { return "no unit, per batch"; }

private:
    Tensor kernel(const Tensor& a, const Tensor& b) const;

    double priorSigma_;
};

/// Pulls codes to sparseness: "l1" |z| per dimension, [B,D]; "kl" of Bernoulli(rho) to the batch's mean activation,
/// ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂)), [1,D] nats, for codes in (0,1) (Ng, CS294A lecture notes, 2011).
class Sparsity : public Regulariser {
public:
    Sparsity(bool byKl, double rho) : byKl_(byKl), rho_(rho) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "sparsity"; }
    std::string formula() const override;
    std::string unit() const override { return byKl_ ? "nats per batch" : "no unit, per image"; }

private:
    bool byKl_;
    double rho_;
};

}  // namespace zscape
