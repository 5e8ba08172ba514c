#pragma once

#include "engine/session/recipe_choice.h"
#include "engine/session/types.h"

#include <QString>

#include <optional>
#include <vector>

namespace zscape {

/// Why a recipe cannot take the images at hand, and what would mend that.
struct RecipeMisfit {
    enum class Mend { None, Import32Colour, ImportPage };
    QString reason;    ///< a line of a card: "These are 28 × 28 grey"
    QString sentence;  ///< all of it, as the engine says it
    Mend mend = Mend::None;
    QString mendText;  ///< of its button: "Import at 32 × 32 in colour"
};

/// A recipe as it stands on the page.
struct RecipeOffer {
    std::string name;
    QString title, sentence, paper;
    QString found;  ///< all of them, as fold() makes them
    RecipeGroup group = RecipeGroup::StartHere;
    RecipeNeeds needs = RecipeNeeds::AnyImages;
    std::optional<RecipeMisfit> misfit;
};

/// All recipes by their groups, none with a misfit. \throws Error where they cannot be read
std::vector<RecipeOffer> recipeOffers();

/// Whether the recipe, with its own settings, can be made for such images.
std::optional<RecipeMisfit> misfitOf(const Recipe& recipe, const DataShape& shape);

QString groupName(RecipeGroup group);
/// "16 × 16 or larger"
QString needsText(RecipeNeeds needs);
/// Of resources/icons.
QString needsIcon(RecipeNeeds needs);
/// Of the resources: a strip that this recipe has drawn of the built-in digits (scripts/recipe_pictures).
QString recipePicture(const std::string& name);

}  // namespace zscape
