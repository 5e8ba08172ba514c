#include "app/zscape_cli/recipes_command.h"

#include "app/zscape_cli/output.h"
#include "engine/recipe/recipe_groups.h"

#include <algorithm>

namespace zscape {

int runRecipes(Output& output) {
    size_t width = 0;
    for (const Recipe& recipe : recipes()) width = std::max(width, recipe.name.size());
    for (int i = 0; i < kRecipeGroups; ++i) {
        const auto group = static_cast<RecipeGroup>(i);
        if (!output.json()) {
            if (i > 0) output.say("");
            output.say(titleOf(group));
        }
        for (const Recipe& recipe : recipes()) {
            if (groupOf(recipe.name) != group) continue;
            output.line(recipeLine(recipe));
            if (!output.json())
                output.say("  " + recipe.name + std::string(width + 2 - recipe.name.size(), ' ') + recipe.title + ". " +
                           recipe.sentence);
        }
    }
    return 0;
}

}  // namespace zscape
