#include "engine/recipe/json_values.h"

#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace zscape {

namespace {
using Json = nlohmann::json;
}  // namespace

SettingValues valuesFromJson(const Json& json, const std::vector<Setting>& settings) {
    SettingValues values;
    for (const auto& [key, value] : json.items()) {
        const Setting& setting = findSetting(settings, key);
        SettingValue read;
        if (value.is_boolean()) read = value.get<bool>();
        else if (value.is_number_integer())
            read = wholeFromJson(json, key, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
        else if (value.is_number()) read = value.get<double>();
        else if (value.is_string()) read = value.get<std::string>();
        else throw Error("setting.value", "%1 cannot be \"%2\".", {key, value.dump()});
        values[key] = checkSetting(setting, read);
    }
    return values;
}

int64_t wholeFromJson(const Json& object, const std::string& key, int64_t least, int64_t most) {
    const Json& value = object.at(key);
    const bool small = value.is_number_unsigned()
                           ? value.get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())
                           : value.is_number_integer();
    if (small && value.get<int64_t>() >= least && value.get<int64_t>() <= most) return value.get<int64_t>();
    throw Error(
        "json.number", "\"%1\" is %2, and must be a whole number from %3 to %4.",
        {key, value.dump(-1, ' ', false, Json::error_handler_t::replace), std::to_string(least), std::to_string(most)});
}

Json valuesToJson(const SettingValues& values) {
    Json json = Json::object();
    for (const auto& [key, value] : values) std::visit([&, name = key](const auto& held) { json[name] = held; }, value);
    return json;
}

}  // namespace zscape
