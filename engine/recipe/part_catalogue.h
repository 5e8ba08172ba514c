#pragma once

#include "engine/recipe/spec.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// What every part says about itself: its settings and what it cannot do. Plain data without LibTorch, so that the
/// form, the command line and `info` need none; the code of the same kinds is registered in objective/build_model.cpp.
namespace zscape {

struct PartDeclaration {
    std::string role;  ///< "encoder", "decoder", "latent", "prior", "likelihood", "views", "bound", "regulariser",
                       ///< "weighting", "penalty", "skip", "condition", "update", "training"
    std::string kind;  ///< "conv", "bce"
    std::vector<Setting> settings;
    /// Looks at values and data together. \throws Error "model.*" or "setting.value" when this part cannot work with
    /// them
    std::function<void(const ModelSpec&)> check;
    int64_t codeSize = 0;    ///< numbers in a code when the network fixes it; 0: the setting latent_dimensions
    int64_t leastBatch = 0;  ///< a batch that is chosen by the number of images is not smaller
};

/// A Choice setting by which the person picks the kind of one or several roles: "network", "reconstruction".
struct Selector {
    Setting setting;                 ///< its choices are narrowed by each recipe
    std::vector<std::string> roles;  ///< a role whose kind is none of these, because the recipe fixed it, is left alone
};

const std::vector<PartDeclaration>& partCatalogue();
const std::vector<Selector>& selectors();

/// \throws Error "model.part" naming the near kind
const PartDeclaration& findPart(const std::string& role, const std::string& kind);

using Parts = std::vector<std::pair<std::string, std::string>>;
using Choices =
    std::map<std::string, std::vector<std::string>>;  ///< selector key -> kinds that a recipe offers, its own first

/// All settings of these parts and of every kind that may be chosen instead: those that matter first, first.
std::vector<Setting> collectSettings(const Parts& parts, const Choices& choices);

/// The kind behind a selector's value: "auto" is the rule for networks (dense up to 32 x 32 grey, conv above).
std::string resolveKind(const std::string& selector, const std::string& value, const DataShape& shape);

/// "784-400" style layer widths. \throws Error "setting.value"
std::vector<int64_t> readHiddenWidths(const std::string& text);

}  // namespace zscape
