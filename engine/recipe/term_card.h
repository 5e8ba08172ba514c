#pragma once

#include <string>
#include <vector>

/// No LibTorch here: ui reaches this header through the session's door.
namespace zscape {

struct ModelSpec;

/// What a person wants to know of a term of the loss, or of the way in which one is weighed: plain sentences in
/// English, which the window translates (context "zscape::TermCard", the code for whoever translates).
struct TermCard {
    std::string code;     ///< "kl", "reconstruction-bce", "weighting-warm-up": the name of its file in resources/terms
    std::string title;    ///< "KL(Q‖P)"
    std::string what;     ///< what is measured
    std::string formula;  ///< one line of text
    std::string why;      ///< what it does to a model, and what would be without it
    std::string source;   ///< authors and year
};

/// The cards of a term of the ledger, or of kTotalTerm (shared_terms.h), in a model: the term's own, and that of its
/// weighting where it has one to choose.
/// \throws Error "term.missing" where the resources hold none, "term.corrupt" naming the file
std::vector<TermCard> termCards(const ModelSpec& spec, const std::string& term);

}  // namespace zscape
