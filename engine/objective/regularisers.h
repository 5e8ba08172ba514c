#pragma once

#include "engine/model/parts.h"

#include <string>

/// The four latent terms between the posterior Q = N(mu, sigma²) and the prior P = N(m, s²), per dimension: [B,D] nats
/// of the first pass. `priorSigma` is s of the prior N(0, s²) as the ledger says it; the arithmetic reads the pass's
/// own prior.
namespace zscape {

/// KL(Q‖P): ½ (log(s²/sigma²) + (sigma² + (mu − m)²)/s² − 1); to N(0, I) ½ (mu² + sigma² − 1 − log sigma²)
/// (Kingma and Welling 2014, appendix B).
class KlToPrior : public Regulariser {
public:
    /// `ofPicture`: the prior is another one for each picture
    explicit KlToPrior(double priorSigma = 1, bool ofPicture = false)
        : priorSigma_(priorSigma),
          ofPicture_(ofPicture) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "kl"; }
    std::string formula() const override;

private:
    double priorSigma_;
    bool ofPicture_;
};

/// KL(P‖Q): ½ (log(sigma²/s²) + (s² + (mu − m)²)/sigma² − 1).
class KlFromPrior : public Regulariser {
public:
    explicit KlFromPrior(double priorSigma = 1) : priorSigma_(priorSigma) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "kl_pq"; }
    std::string formula() const override;

private:
    double priorSigma_;
};

/// H(Q,P) = KL(Q‖P) + H(Q): ½ (log(2π s²) + (sigma² + (mu − m)²)/s²). Pulls sigma to 0.
class CrossEntropyToPrior : public Regulariser {
public:
    explicit CrossEntropyToPrior(double priorSigma = 1) : priorSigma_(priorSigma) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "ce_qp"; }
    std::string formula() const override;

private:
    double priorSigma_;
};

/// H(P,Q) = KL(P‖Q) + H(P): ½ (log(2π sigma²) + (s² + (mu − m)²)/sigma²). H(P) is a constant: the same gradient.
class CrossEntropyFromPrior : public Regulariser {
public:
    explicit CrossEntropyFromPrior(double priorSigma = 1) : priorSigma_(priorSigma) {}
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "ce_pq"; }
    std::string formula() const override;

private:
    double priorSigma_;
};

}  // namespace zscape
