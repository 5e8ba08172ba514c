#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/recipe.h"

namespace zscape {

/// A latent term and how it counts.
struct WeightedTerm {
    std::shared_ptr<Regulariser> regulariser;
    std::unique_ptr<Weighting> weighting;
};

/// reconstruction + weight * term for each term. Without terms the loss of an autoencoder; with KL(Q‖P) and weight 1
/// the negative evidence lower bound (Kingma and Welling 2014).
class WeightedSum : public Objective {
public:
    explicit WeightedSum(std::vector<WeightedTerm> terms) : terms_(std::move(terms)) {}
    /// "reconstruction", then a row for each term
    std::vector<LossTerm> terms(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    bool moves(int64_t step) const override;
    std::vector<LedgerLine> ledger(const Likelihood& likelihood) const override;
    void afterStep(const std::vector<LossTerm>& rows) override;
    NamedState state() const override;
    void to(at::Device device) override;

private:
    std::vector<WeightedTerm> terms_;
};

/// -log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), K codes an image (Burda, Grosse, Salakhutdinov 2016, arXiv 1509.00519,
/// equation 8), split into two rows that add up to it: the mean reconstruction, and the rest, which for K = 1 is the
/// sampled KL(Q‖P). Its gradient is autograd's through the log of the mean, which is equation 13.
class ImportanceBound : public Objective {
public:
    explicit ImportanceBound(int64_t samples) { draws = samples; }
    std::vector<LossTerm> terms(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) override;
    bool adjust(const std::string& key, double value) override;
    std::vector<LedgerLine> ledger(const Likelihood& likelihood) const override;
};

}  // namespace zscape
