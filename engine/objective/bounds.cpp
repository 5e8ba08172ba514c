#include "engine/objective/bounds.h"

namespace zscape {

namespace {

constexpr const char* kReconstruction = "reconstruction";

/// Mean over images and draws of the first view's cost.
Row reconstructionRow(const std::vector<Pass>& passes, Likelihood& likelihood) {
    const Pass& pass = passes.front();
    Row row;
    row.term = kReconstruction;
    row.value = likelihood.cost(pass.output, pass.view).mean();
    row.contribution = row.value;
    return row;
}

}  // namespace

std::vector<Row> ReconstructionBound::rows(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t) {
    return {reconstructionRow(passes, likelihood)};
}

bool ReconstructionBound::adjust(const std::string&, double) { return false; }

std::vector<std::pair<std::string, std::string>> ReconstructionBound::ledger(const Likelihood& likelihood) const {
    return {{kReconstruction, likelihood.formula()}};
}

std::vector<Row> Elbo::rows(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) {
    std::vector<Row> all{reconstructionRow(passes, likelihood)};
    for (auto& [regulariser, weighting] : terms_) all.push_back(weighting->weigh(regulariser->name(), regulariser->term(passes), step));
    return all;
}

bool Elbo::adjust(const std::string& key, double value) {
    bool taken = false;
    for (auto& term : terms_) taken |= term.weighting->adjust(key, value);
    return taken;
}

std::vector<std::pair<std::string, std::string>> Elbo::ledger(const Likelihood& likelihood) const {
    std::vector<std::pair<std::string, std::string>> all{{kReconstruction, likelihood.formula()}};
    for (const auto& term : terms_) all.emplace_back(term.regulariser->name(), term.regulariser->formula());
    return all;
}

}  // namespace zscape
