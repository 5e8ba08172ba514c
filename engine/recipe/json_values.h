#pragma once

#include "engine/core/setting.h"

#include <nlohmann/json_fwd.hpp>

namespace zscape {

/// An object of key: value, read by the declarations' types.
/// \throws Error "setting.unknown", "setting.value"
SettingValues valuesFromJson(const nlohmann::json& json, const std::vector<Setting>& settings);

/// A whole number out of a file that anybody may have made: it may be one of another sign or size than the type that
/// takes it.
/// \throws Error "json.number" naming the key and the range
int64_t wholeFromJson(const nlohmann::json& object, const std::string& key, int64_t least, int64_t most);

nlohmann::json valuesToJson(const SettingValues& values);

}  // namespace zscape
