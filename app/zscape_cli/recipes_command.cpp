#include "app/zscape_cli/recipes_command.h"

#include "app/zscape_cli/output.h"

#include <algorithm>

namespace zscape {

int runRecipes(Output& output) {
    size_t width = 0;
    for (const Recipe& recipe : recipes()) width = std::max(width, recipe.name.size());
    for (const Recipe& recipe : recipes()) {
        output.line(recipeLine(recipe));
        if (!output.json())
            output.say(recipe.name + std::string(width + 2 - recipe.name.size(), ' ') + recipe.title + ". " +
                       recipe.sentence);
    }
    return 0;
}

}  // namespace zscape
