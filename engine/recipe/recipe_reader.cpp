#include "engine/recipe/recipe_reader.h"

#include <algorithm>

namespace zscape {

void setChosenParts(Parts& parts, const std::vector<Setting>& settings, const SettingValues& values) {
    for (const auto& selector : selectors()) {
        const bool offered = std::any_of(settings.begin(), settings.end(),
                                         [&](const Setting& setting) { return setting.key == selector.setting.key; });
        if (!offered) continue;
        const std::string& kind = std::get<std::string>(values.at(selector.setting.key));
        for (const auto& role : selector.roles) {
            const auto found =
                std::find_if(parts.begin(), parts.end(), [&](const auto& part) { return part.first == role; });
            if (found == parts.end()) parts.emplace_back(role, kind);
            else if (std::count(selector.setting.choices.begin(), selector.setting.choices.end(), found->second))
                found->second = kind;
        }
    }
}

Choices offeredChoices(const std::vector<Setting>& settings) {
    Choices offered;
    for (const auto& selector : selectors())
        for (const auto& setting : settings)
            if (setting.key == selector.setting.key) offered[setting.key] = setting.choices;
    return offered;
}

void applyDefaults(std::vector<Setting>& settings, const SettingValues& defaults) {
    for (const auto& [key, value] : defaults) {
        const Setting& declared = findSetting(settings, key);
        settings[static_cast<size_t>(&declared - settings.data())].value = checkSetting(declared, value);
    }
}

}  // namespace zscape
