#include "engine/recipe/recipe.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/recipe/json_values.h"
#include "engine/recipe/recipe_groups.h"
#include "engine/recipe/recipe_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace zscape {

namespace {

using Json = nlohmann::json;

struct OrderedRecipe {
    int order = 0;
    RecipeGroup group = RecipeGroup::StartHere;
    Recipe recipe;
};

/// As files name them, in the order of RecipeGroup.
constexpr std::array<const char*, kRecipeGroups> kGroupNames{
    "start-here", "sharper", "disentangle", "against-collapse", "with-labels", "without-encoder", "published"};

[[noreturn]] void refuse(const std::filesystem::path& file, std::string what) {
    if (what.ends_with('.')) what.pop_back();  // another error's sentence
    throw Error("recipe.corrupt", "The recipe %1 cannot be read: %2. Mend the file or take it away.",
                {displayName(file), what});
}

RecipeGroup groupNamed(const std::filesystem::path& file, const std::string& name) {
    const auto found = std::find(kGroupNames.begin(), kGroupNames.end(), name);
    if (found == kGroupNames.end()) refuse(file, "no group is called \"" + name + "\"");
    return static_cast<RecipeGroup>(found - kGroupNames.begin());
}

OrderedRecipe readRecipe(const std::filesystem::path& file) {
    static const std::vector<std::string> fields = {"order", "group", "title",   "sentence",
                                                    "paper", "parts", "choices", "defaults"};
    std::ifstream stream(file);
    if (!stream) refuse(file, "the file cannot be opened");
    try {
        const Json json = Json::parse(stream);
        for (const auto& [field, value] : json.items())
            if (std::find(fields.begin(), fields.end(), field) == fields.end())
                refuse(file, "it has a field \"" + field + "\" that nothing reads");

        OrderedRecipe read;
        read.order = json.at("order").get<int>();
        read.group = groupNamed(file, json.at("group").get<std::string>());
        Recipe& recipe = read.recipe;
        recipe.name = file.stem().string();
        recipe.title = json.at("title").get<std::string>();
        recipe.sentence = json.at("sentence").get<std::string>();
        recipe.paper = json.at("paper").get<std::string>();
        for (const auto& [role, kind] : json.at("parts").items())
            recipe.parts.emplace_back(role, kind.get<std::string>());
        const auto choices = json.value("choices", Choices());
        for (const auto& [role, kind] : recipe.parts) findPart(role, kind);
        recipe.settings = collectSettings(recipe.parts, choices);
        applyDefaults(recipe.settings, valuesFromJson(json.at("defaults"), recipe.settings));

        SettingValues values;
        for (const auto& setting : recipe.settings) values[setting.key] = setting.value;
        setChosenParts(recipe.parts, recipe.settings, values);
        return read;
    } catch (const Json::exception& exception) {
        refuse(file, exception.what());
    } catch (const Error& error) {
        if (error.code() == "recipe.corrupt") throw;
        refuse(file, error.what());
    }
}

struct ReadRecipes {
    std::vector<Recipe> recipes;
    std::vector<RecipeGroup> groups;  ///< of each
};

ReadRecipes readAll() {
    const std::filesystem::path folder = resourcesFolder() / "recipes";
    std::vector<OrderedRecipe> read;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure))
        if (entry.path().extension() == ".json") read.push_back(readRecipe(entry.path()));
    if (failure || read.empty())
        throw Error(
            "recipe.missing",
            "There are no recipes in %1. Install Zscape again, or set ZSCAPE_RESOURCES to its resources folder.",
            {displayName(folder)});
    std::sort(read.begin(), read.end(), [](const OrderedRecipe& a, const OrderedRecipe& b) {
        return std::pair(a.order, a.recipe.name) < std::pair(b.order, b.recipe.name);
    });
    ReadRecipes all;
    all.recipes.reserve(read.size());
    for (auto& one : read) {
        all.recipes.push_back(std::move(one.recipe));
        all.groups.push_back(one.group);
    }
    return all;
}

const ReadRecipes& readOnce() {
    static const ReadRecipes all = readAll();
    return all;
}

}  // namespace

const std::vector<Recipe>& recipes() { return readOnce().recipes; }

const char* titleOf(RecipeGroup group) {
    switch (group) {
        case RecipeGroup::StartHere: return "Start here";
        case RecipeGroup::Sharper: return "Sharper";
        case RecipeGroup::Disentangle: return "Disentangle";
        case RecipeGroup::AgainstCollapse: return "Against collapse";
        case RecipeGroup::WithLabels: return "With labels";
        case RecipeGroup::WithoutEncoder: return "Without an encoder";
        case RecipeGroup::Published: return "Published";
    }
    return "";
}

RecipeGroup groupOf(const std::string& recipe) {
    const auto at = static_cast<size_t>(&findRecipe(recipe) - recipes().data());
    return readOnce().groups[at];
}

RecipeNeeds needsOf(const Recipe& recipe) {
    const auto has = [&](const std::string& role, const std::string& kind) {
        return std::find(recipe.parts.begin(), recipe.parts.end(), std::pair(role, kind)) != recipe.parts.end();
    };
    if (has("encoder", "conv-ae-32")) return RecipeNeeds::Colour32;
    if (has("condition", "label")) return RecipeNeeds::Labels;
    return has("decoder", "conv") || has("decoder", "residual") ? RecipeNeeds::Convolvable : RecipeNeeds::AnyImages;
}

const Recipe& findRecipe(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& recipe : recipes()) {
        if (recipe.name == name) return recipe;
        names.push_back(recipe.name);
    }
    if (const std::string near = nearestWord(name, names); !near.empty())
        throw Error("recipe.unknown", "There is no recipe \"%1\". Did you mean %2?", {name, near});
    std::string list;
    for (const auto& known : names) list += (list.empty() ? "" : ", ") + known;
    throw Error("recipe.unknown", "There is no recipe \"%1\". There are: %2.", {name, list});
}

}  // namespace zscape
