#pragma once

#include "engine/recipe/recipe.h"

#include <string>

/// What whoever chooses a recipe is told besides its settings. No LibTorch here: ui reaches it by
/// engine/session/recipe_choice.h.
namespace zscape {

/// What a recipe is for, in the order in which groups are shown: the field "group" of its file.
enum class RecipeGroup { StartHere, Sharper, Disentangle, AgainstCollapse, WithLabels, WithoutEncoder, Published };
inline constexpr int kRecipeGroups = 7;
/// English: "Start here"
const char* titleOf(RecipeGroup group);

/// \throws Error "recipe.unknown"
RecipeGroup groupOf(const std::string& recipe);

/// What a recipe asks of images, as far as it can be told without seeing them. Whether it fits some is what makeSpec()
/// says.
enum class RecipeNeeds { AnyImages, Convolvable, Colour32, Labels };

/// By the parts that the recipe itself chooses. Convolvable: of 16 pixels a side or more.
RecipeNeeds needsOf(const Recipe& recipe);

}  // namespace zscape
