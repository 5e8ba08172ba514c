#pragma once

#include "engine/core/setting.h"

#include <nlohmann/json_fwd.hpp>

namespace zscape {

/// An object of key: value, read by the declarations' types.
/// \throws Error "setting.unknown", "setting.value"
SettingValues valuesFromJson(const nlohmann::json& json, const std::vector<Setting>& settings);

nlohmann::json valuesToJson(const SettingValues& values);

}  // namespace zscape
