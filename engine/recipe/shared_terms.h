#pragma once

#include <string>
#include <vector>

/// No LibTorch here: ui reaches this header through the session's door.
namespace zscape {

/// The sum of all contributions: a curve as the terms are, and no line of the ledger.
inline constexpr const char* kTotalTerm = "total";

/// What tells whether the terms of two runs are the same numbers.
struct RunTerms {
    std::vector<std::string> terms;  ///< of the ledger; "total" may be among them
    std::string likelihood;          ///< spec.part("likelihood"): what "reconstruction" measures
};

/// The terms that all of these runs have, in the order of the first; never the total, which weighs them as each run
/// does, and the reconstruction only where all measure it alike.
std::vector<std::string> sharedTerms(const std::vector<RunTerms>& runs);

}  // namespace zscape
