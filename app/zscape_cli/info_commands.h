#pragma once

#include <string>

namespace zscape {

class Output;

/// What a project holds: recipe, settings, images, how far it is trained, the last held-out loss. Exit status; throws Error.
int runInfo(const std::string& project, Output& output);

/// Every recipe with its sentence; with --json also every setting.
int runRecipes(Output& output);

}  // namespace zscape
