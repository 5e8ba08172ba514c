#include "engine/recipe/shared_terms.h"

#include "engine/recipe/ledger.h"

#include <algorithm>

namespace zscape {

std::vector<std::string> sharedTerms(const std::vector<RunTerms>& runs) {
    if (runs.empty()) return {};
    std::vector<std::string> shared;
    for (const std::string& term : runs.front().terms) {
        const bool everywhere = std::all_of(runs.begin(), runs.end(), [&](const RunTerms& run) {
            return std::count(run.terms.begin(), run.terms.end(), term) > 0 &&
                   (term != kReconstructionTerm || run.likelihood == runs.front().likelihood);
        });
        if (everywhere && term != kTotalTerm) shared.push_back(term);
    }
    return shared;
}

}  // namespace zscape
