#pragma once

#include "engine/data/import.h"
#include "engine/recipe/recipe.h"

#include <string>
#include <vector>

namespace zscape {

/// What --set asks for, told apart: settings of the model and its training, and settings of the import.
struct SetOptions {
    SettingValues model;
    SettingValues import;
};

/// Reads "key=value" for each of `options`.
/// \throws Error "setting.unknown" naming the nearest key of both kinds, "setting.value" with the range, "setting.form"
SetOptions parseSetOptions(const Recipe& recipe, const std::vector<std::string>& options);

}  // namespace zscape
