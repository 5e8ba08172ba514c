#include "engine/recipe/ledger.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/recipe/spec.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace zscape {
namespace {

using Json = nlohmann::json;

Json numberJson(double value) { return std::isfinite(value) ? Json(value) : Json(); }

double numberOf(const Json& json) {
    return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

}  // namespace

double effectiveBeta(const LedgerLine& line) {
    if (line.term == kReconstructionTerm) return std::numeric_limits<double>::quiet_NaN();
    const double beta = line.contribution / line.value;
    return std::isfinite(beta) ? beta : std::numeric_limits<double>::quiet_NaN();
}

double normalisedBeta(const LedgerLine& line, const ModelSpec& spec) {
    const double pixels = static_cast<double>(spec.shape.channels) * spec.shape.size * spec.shape.size;
    return effectiveBeta(line) * static_cast<double>(spec.codeSize()) / pixels;
}

std::string ledgerToJson(const std::vector<LedgerLine>& ledger) {
    Json lines = Json::array();
    for (const LedgerLine& line : ledger)
        lines.push_back({{"term", line.term},
                         {"formula", line.formula},
                         {"unit", line.unit},
                         {"weight", numberJson(line.weight)},
                         {"value", numberJson(line.value)},
                         {"contribution", numberJson(line.contribution)}});
    return lines.dump();
}

std::vector<LedgerLine> ledgerFromJson(const std::string& text) {
    try {
        std::vector<LedgerLine> ledger;
        for (const Json& line : Json::parse(text))
            ledger.push_back({line.at("term").get<std::string>(), line.at("formula").get<std::string>(),
                              line.at("unit").get<std::string>(), numberOf(line.at("weight")),
                              numberOf(line.at("value")), numberOf(line.at("contribution"))});
        return ledger;
    } catch (const Json::exception& exception) {
        throw Error("model.ledger", "The terms of the loss are damaged: %1. Open an earlier save of the project.",
                    {validUtf8(exception.what())});
    }
}

}  // namespace zscape
