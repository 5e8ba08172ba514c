#include "engine/recipe/settings_in_force.h"

#include "engine/recipe/recipe_reader.h"

#include <algorithm>
#include <array>

namespace zscape {

namespace {

/// `key` makes a difference only where another setting of the same part is `value`, or is another one.
struct Condition {
    const char* key;
    const char* of;
    const char* value;
    bool equal;
};

constexpr std::array<Condition, 3> kConditions{{
    {"corruption_strength", "corruption", "none", false},
    {"sparsity_rho", "sparsity", "kl", true},
    {"binarisation_threshold", "binarisation", "static", true},
}};

std::set<std::string> inForce(const Recipe& recipe, const SettingValues& values) {
    std::set<std::string> keys;
    const Choices offered = offeredChoices(recipe.settings);
    for (const auto& [key, choices] : offered) keys.insert(key);
    const auto add = [&](const std::string& role, const std::string& kind) {
        for (const Setting& setting : findPart(role, kind).settings) keys.insert(setting.key);
    };
    for (const auto& [role, kind] : recipe.parts) {
        if (kind != "auto") {
            add(role, kind);
            continue;
        }
        for (const Selector& selector : selectors())
            if (std::find(selector.roles.begin(), selector.roles.end(), role) != selector.roles.end())
                for (const std::string& choice : offered.at(selector.setting.key))
                    if (choice != "auto") add(role, choice);
    }
    for (const Condition& condition : kConditions) {
        const auto value = values.find(condition.of);
        if (value == values.end()) continue;
        const auto* chosen = std::get_if<std::string>(&value->second);
        if (chosen && (*chosen == condition.value) != condition.equal) keys.erase(condition.key);
    }
    return keys;
}

}  // namespace

std::set<std::string> settingsInForce(const ModelSpec& spec) { return inForce(spec.recipe, spec.values); }

std::set<std::string> settingsInForce(const Recipe& recipe) {
    SettingValues values;
    for (const Setting& setting : recipe.settings) values[setting.key] = setting.value;
    return inForce(recipe, values);
}

}  // namespace zscape
