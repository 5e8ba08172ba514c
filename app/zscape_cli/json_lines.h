#pragma once

#include "engine/data/image_set.h"
#include "engine/recipe/spec.h"
#include "engine/offline/trained_model.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// The lines of --json, one object each: the format that scripts depend on.
namespace zscape {

using Json = nlohmann::ordered_json;
using Terms = std::vector<std::pair<std::string, double>>;

/// {"total":.., ..}. A value that is not finite is null, and "finite":false stands beside it.
Json termsJson(const Terms& terms);

/// Sets object[key]; a value that is not finite becomes null with "finite":false beside it.
void setNumber(Json& object, const std::string& key, double value);

/// A whole number where it is one, so that "epochs" reads 3 and not 3.0.
Json epochsJson(double epochs);

/// `chosen`: keys whose value was chosen by the number of images ("automatic": true); of declarations without values:
/// all that may be.
Json settingsJson(const std::vector<Setting>& settings, const SettingValues& values,
                  const std::set<std::string>& chosen = {});

Json dataLine(const ImageSet& images, const Split& split);
Json stepLine(int64_t step, int64_t epoch, const Terms& terms, double imagesPerSecond);
Json epochLine(int64_t epoch, const Terms& train, const Terms& heldOut);
Json evaluationLine(const Evaluation& evaluation);
/// A list of lines; all but the reconstruction with their effective beta, and what that is between means (null: not
/// measured).
Json ledgerJson(const std::vector<LedgerLine>& ledger, const ModelSpec& spec);
Json recipeLine(const Recipe& recipe);

/// One line without a newline; bytes that are not UTF-8 become U+FFFD.
std::string lineOf(const Json& json);

}  // namespace zscape
