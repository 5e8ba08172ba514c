#pragma once

#include "engine/core/setting.h"

#include <string>
#include <utility>
#include <vector>

/// No LibTorch here: ui reaches this header through the session's door.
namespace zscape {

/// A JSON file in resources/recipes, read. Its settings are the declarations of all parts that it names and of
/// the training, with the recipe's own defaults in place.
struct Recipe {
    std::string name;      ///< "vae-2d", as on the command line
    std::string title;     ///< "VAE, two dimensions"
    std::string sentence;  ///< "Each point of the plane is one picture."
    std::string paper;     ///< a citation, may be empty
    /// role -> kind: {"encoder","conv"}, {"likelihood","bce"}. In a ModelSpec the kinds that its settings chose.
    std::vector<std::pair<std::string, std::string>> parts;
    std::vector<Setting> settings;

    /// As a person knows it; one that was made without a title by its name.
    const std::string& shownName() const { return title.empty() ? name : title; }
};

/// All recipes, in the order of the picker. Read once from resourcesFolder()/recipes.
/// \throws Error naming the file and the field of a recipe that cannot be read
const std::vector<Recipe>& recipes();

/// \throws Error "recipe.unknown" naming the nearest
const Recipe& findRecipe(const std::string& name);

}  // namespace zscape
