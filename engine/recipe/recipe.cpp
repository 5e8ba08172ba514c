#include "engine/recipe/recipe.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/image_set.h"
#include "engine/recipe/json_values.h"
#include "engine/recipe/recipe_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace zscape {

namespace {

using Json = nlohmann::json;

struct OrderedRecipe {
    int order = 0;
    Recipe recipe;
};

[[noreturn]] void refuse(const std::filesystem::path& file, std::string what) {
    if (what.ends_with('.')) what.pop_back();  // another error's sentence
    throw Error("recipe.corrupt", "The recipe %1 cannot be read: %2. Mend the file or take it away.",
                {displayName(file), what});
}

OrderedRecipe readRecipe(const std::filesystem::path& file) {
    static const std::vector<std::string> fields = {"order", "title",   "sentence", "paper",
                                                    "parts", "choices", "defaults"};
    std::ifstream stream(file);
    if (!stream) refuse(file, "the file cannot be opened");
    try {
        const Json json = Json::parse(stream);
        for (const auto& [field, value] : json.items())
            if (std::find(fields.begin(), fields.end(), field) == fields.end())
                refuse(file, "it has a field \"" + field + "\" that nothing reads");

        OrderedRecipe read;
        read.order = json.at("order").get<int>();
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

std::vector<Recipe> readAll() {
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
    std::vector<Recipe> all;
    for (auto& one : read) all.push_back(std::move(one.recipe));
    return all;
}

const SettingValue& valueOf(const ModelSpec& spec, const std::string& key) {
    const auto found = spec.values.find(key);
    if (found == spec.values.end()) throw std::logic_error("the recipe " + spec.recipe.name + " has no setting " + key);
    return found->second;
}

}  // namespace

const std::vector<Recipe>& recipes() {
    static const std::vector<Recipe> all = readAll();
    return all;
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

double ModelSpec::number(const std::string& key) const {
    const SettingValue& value = valueOf(*this, key);
    if (const auto* whole = std::get_if<int64_t>(&value)) return static_cast<double>(*whole);
    return std::get<double>(value);
}

int64_t ModelSpec::integer(const std::string& key) const { return std::get<int64_t>(valueOf(*this, key)); }

bool ModelSpec::flag(const std::string& key) const { return std::get<bool>(valueOf(*this, key)); }

const std::string& ModelSpec::text(const std::string& key) const { return std::get<std::string>(valueOf(*this, key)); }

bool ModelSpec::has(const std::string& key) const { return values.contains(key); }

const std::string& ModelSpec::part(const std::string& role) const {
    for (const auto& [known, kind] : recipe.parts)
        if (known == role) return kind;
    throw std::logic_error("the recipe " + recipe.name + " names no " + role);
}

bool ModelSpec::hasPart(const std::string& role) const {
    return std::any_of(recipe.parts.begin(), recipe.parts.end(), [&](const auto& part) { return part.first == role; });
}

int64_t ModelSpec::encoderChannels() const { return shape.channels + (conditional() ? 1 : 0); }

int64_t ModelSpec::decoderInputs() const { return codeSize() + (conditional() ? shape.labels : 0); }

double ModelSpec::priorSigma() const { return has("prior_sigma") ? number("prior_sigma") : 1; }

int64_t ModelSpec::codeSize() const {
    const int64_t fixed = findPart("decoder", part("decoder")).codeSize;
    return fixed > 0 ? fixed : integer("latent_dimensions");
}

DataShape shapeOf(const ImageSet& images) {
    DataShape shape;
    shape.channels = images.channels();
    shape.size = images.size();
    shape.labelNames = images.labelNames();
    shape.labels = static_cast<int64_t>(shape.labelNames.size());
    if (shape.labels > 0)
        for (int64_t i = 0; i < images.count(); ++i) shape.unlabelled += images.labelOf(i) < 0 ? 1 : 0;
    shape.images = images.count();
    return shape;
}

bool hasLearnedPrior(const ModelSpec& spec) { return spec.part("prior") == "learned-from-seen"; }

bool augments(const ModelSpec& spec) {
    return spec.has("mirror") && (spec.flag("mirror") || spec.integer("shift") > 0 || spec.number("colour") > 0);
}

bool hasCodeTable(const ModelSpec& spec) { return spec.part("encoder").starts_with("table"); }

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
