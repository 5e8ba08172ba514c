#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// The reconstruction's row alone (autoencoders).
class ReconstructionBound : public Bound {
public:
    std::vector<Row> rows(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::vector<std::pair<std::string, std::string>> ledger(const Likelihood& likelihood) const override;
};

/// reconstruction + weight * term for each regulariser; with KL(Q‖P) and weight 1 the negative evidence lower bound
/// (Kingma and Welling 2014). The expectation is over `draws` codes an image.
class Elbo : public Bound {
public:
    struct Latent {
        std::shared_ptr<Regulariser> regulariser;
        std::unique_ptr<Weighting> weighting;
    };

    explicit Elbo(std::vector<Latent> terms) : terms_(std::move(terms)) {}
    /// "reconstruction", then a row for each regulariser
    std::vector<Row> rows(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::vector<std::pair<std::string, std::string>> ledger(const Likelihood& likelihood) const override;

private:
    std::vector<Latent> terms_;
};

}  // namespace zscape
