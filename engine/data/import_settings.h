#pragma once

#include "engine/core/setting.h"
#include "engine/data/import.h"

#include <string>
#include <vector>

namespace zscape {

/// What a person may set about an import, for forms and `--set`: size, channels, fit, background, range, axes,
/// colours, frames, count, sample_seed, labels, split, group, table, duplicates.
std::vector<Setting> importSettingDeclarations();

/// Values by those keys; a key that is missing keeps the default.
/// \throws Error "setting.value" as checkSetting(), and for a size from 1 to 15, a background that is neither "guess"
/// nor "#rrggbb", colours that are none, or axes that need channels
ImportSettings importSettingsFrom(const SettingValues& values);

/// The other way round: every key.
SettingValues importSettingValues(const ImportSettings& settings);

/// One line of JSON with the same keys and what the files' numbers are ("numbers"), and back. \throws Error "import.settings" when it is damaged
std::string importSettingsToJson(const ImportSettings& settings);
ImportSettings importSettingsFromJson(const std::string& json);

}  // namespace zscape
