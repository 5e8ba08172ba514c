#pragma once

#include "engine/recipe/part_catalogue.h"

namespace zscape {

/// Sets the kind of every role that a selector setting decides, from the settings' values.
void setChosenParts(Parts& parts, const std::vector<Setting>& settings, const SettingValues& values);

/// What a recipe offers for each selector, read back from its settings.
Choices offeredChoices(const std::vector<Setting>& settings);

/// Puts recipe defaults into the declarations.
/// \throws Error "setting.unknown", "setting.value"
void applyDefaults(std::vector<Setting>& settings, const SettingValues& defaults);

}  // namespace zscape
