#include "engine/objective/bounds.h"

#include "engine/objective/gaussians.h"
#include "engine/objective/image_mean.h"

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr const char* kImportance = "importance";

LossTerm plainRow(const char* term, Tensor value) {
    LossTerm row;
    row.term = term;
    row.value = std::move(value);
    row.contribution = row.value;
    return row;
}

}  // namespace

std::vector<LossTerm> WeightedSum::terms(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) {
    const size_t counted = everyView ? passes.size() : 1;
    const auto meanOverViews = [&](const auto& ofPass) {
        Tensor sum = ofPass(passes.front());
        for (size_t i = 1; i < counted; ++i) sum = sum + ofPass(passes[i]);
        return counted == 1 ? sum : sum / static_cast<double>(counted);
    };
    std::vector<LossTerm> all{plainRow(kReconstructionTerm, meanOverViews([&](const Pass& pass) {
                                           return meanOverImages(likelihood.cost(pass.output, pass.view));
                                       }))};
    for (auto& [regulariser, weighting] : terms_) {
        const Tensor term = regulariser->comparesViews()
                                ? regulariser->term(passes)
                                : meanOverViews([&](const Pass& pass) { return regulariser->term({pass}); });
        all.push_back(weighting->weigh(regulariser->termName(), term, step));
    }
    return all;
}

bool WeightedSum::adjust(const std::string& key, double value) {
    bool taken = false;
    for (auto& term : terms_) taken |= term.weighting->adjust(key, value);
    return taken;
}

bool WeightedSum::moves(int64_t step) const {
    return std::any_of(terms_.begin(), terms_.end(),
                       [step](const WeightedTerm& term) { return term.weighting->moves(step); });
}

std::vector<LedgerLine> WeightedSum::ledger(const Likelihood& likelihood) const {
    std::vector<LedgerLine> all{{kReconstructionTerm, likelihood.formula(), likelihood.unit()}};
    for (const auto& term : terms_)
        all.push_back({term.regulariser->termName(), term.regulariser->formula() + " " + term.weighting->formula(),
                       term.regulariser->unit()});
    return all;
}

void WeightedSum::afterStep(const std::vector<LossTerm>& rows) {
    for (size_t i = 0; i < terms_.size(); ++i) terms_[i].weighting->afterStep(rows[i + 1]);
}

NamedState WeightedSum::state() const {
    NamedState all;
    for (const auto& term : terms_)
        for (auto& [name, tensor] : term.weighting->state())
            all.emplace_back(term.regulariser->termName() + "." + name, tensor);
    return all;
}

void WeightedSum::to(at::Device device) {
    for (auto& term : terms_) term.weighting->to(device);
}

std::vector<LossTerm> ImportanceBound::terms(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t) {
    const Pass& pass = passes.front();
    const int64_t images = pass.posterior.mu.size(0), dimensions = pass.posterior.mu.size(1);
    const Tensor cost = likelihood.cost(pass.output, pass.view).view({pass.draws, images});
    const Tensor z = pass.z.view({pass.draws, images, dimensions});
    const Tensor logWeights = (logDensity(z, pass.prior) - logDensity(z, pass.posterior)).sum(-1) - cost;
    const Tensor bound = (std::log(static_cast<double>(pass.draws)) - at::logsumexp(logWeights, 0)).mean();
    const Tensor reconstruction = cost.mean();
    return {plainRow(kReconstructionTerm, reconstruction), plainRow(kImportance, bound - reconstruction)};
}

bool ImportanceBound::adjust(const std::string&, double) { return false; }

std::vector<LedgerLine> ImportanceBound::ledger(const Likelihood& likelihood) const {
    const std::string count = std::to_string(draws);
    return {{kReconstructionTerm,
             likelihood.formula() + " Here also the mean over the " + count + " codes of an image.", likelihood.unit()},
            {kImportance, "−log (1/K) Σ p(x|z) p(z) / q(z|x) over K = " + count +
                              " codes of an image, mean over the batch, less the reconstruction above; nats per image. "
                              "The two add up to the bound on −log p(x); for K = 1 this is the sampled KL(Q‖P)."}};
}

}  // namespace zscape
