#include "engine/recipe/term_card.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/recipe/ledger.h"
#include "engine/recipe/spec.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace zscape {
namespace {

/// The terms that spec.part("regulariser") makes: what spec.part("weighting") weighs.
constexpr const char* kWeighedTerms[] = {"kl", "kl_pq", "ce_qp", "ce_pq"};

std::string codeOfTerm(const ModelSpec& spec, const std::string& term) {
    if (term == kReconstructionTerm) return term + "-" + spec.part("likelihood");
    if (term == "sparsity") return term + "-" + spec.text("sparsity");
    std::string code = term;
    std::replace(code.begin(), code.end(), '_', '-');
    return code;
}

TermCard readTermCard(const std::string& code) {
    const std::filesystem::path file = resourcesFolder() / "terms" / (code + ".json");
    std::ifstream stream(file);
    if (!stream)
        throw Error("term.missing",
                    "There is nothing written about the term \"%1\": %2 cannot be opened. Install Zscape again.",
                    {code, displayName(file)});
    try {
        const auto json = nlohmann::json::parse(stream);
        const auto field = [&](const char* name) { return json.at(name).get<std::string>(); };
        return {code, field("title"), field("what"), field("formula"), field("why"), field("source")};
    } catch (const nlohmann::json::exception& exception) {
        throw Error("term.corrupt", "The text %1 cannot be read: %2. Install Zscape again.",
                    {displayName(file), validUtf8(exception.what())});
    }
}

}  // namespace

std::vector<TermCard> termCards(const ModelSpec& spec, const std::string& term) {
    std::vector<TermCard> cards{readTermCard(codeOfTerm(spec, term))};
    const bool weighed = std::find(std::begin(kWeighedTerms), std::end(kWeighedTerms), term) != std::end(kWeighedTerms);
    if (weighed && spec.hasPart("weighting")) cards.push_back(readTermCard("weighting-" + spec.part("weighting")));
    return cards;
}

}  // namespace zscape
