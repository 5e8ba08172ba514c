#include "engine/recipe/spec.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/core/run_limits.h"
#include "engine/data/image_set.h"
#include "engine/recipe/json_values.h"
#include "engine/recipe/recipe_reader.h"
#include "engine/recipe/size_rule.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace zscape {

namespace {

using Json = nlohmann::json;

constexpr int kSpecFormat = 1;
constexpr int64_t kLargestPicture = 4096;  // pixels a side: far more than an import makes

/// What a penalty reads must be there.
void checkPenalty(const ModelSpec& spec, const std::string& penalty) {
    const auto refuse = [&](const std::string& needs) {
        throw Error("model.parts", "The recipe \"%1\" mixes parts that do not fit: the penalty %2 needs %3.",
                    {spec.recipe.shownName(), penalty, needs});
    };
    if (spec.part("bound") == "iwae") refuse("the bound elbo or reconstruction");
    if (penalty == "total-correlation" && spec.part("latent") != "gaussian") refuse("the latent gaussian");
    const bool comparesViews = penalty == "contrast" || penalty == "consistency";
    if (comparesViews != (spec.part("views") == "two-views"))
        refuse(comparesViews ? "the views two-views" : "the views pictures");
    if (penalty == "consistency" && spec.part("latent") != "gaussian") refuse("the latent gaussian");
    if (penalty == "guess" && spec.part("prior") != "learned-from-seen") refuse("the prior learned-from-seen");
    if (penalty == "sparsity" && spec.part("latent") != "sparse") refuse("the latent sparse");
}

/// Pictures of which some pixels count alone, and the prior that reads the others.
void checkCompletion(const ModelSpec& spec) {
    const auto refuse = [&](const std::string& what) {
        throw Error("model.parts", "The recipe \"%1\" mixes parts that do not fit: %2.",
                    {spec.recipe.shownName(), what});
    };
    const std::string& likelihood = spec.part("likelihood");
    if (spec.part("views") == "quadrants" && likelihood != "bce" && likelihood != "bernoulli")
        refuse("the views quadrants are measured by the hidden pixels alone, which the likelihood " + likelihood +
               " cannot do. Use bce or bernoulli");
    if (!hasLearnedPrior(spec)) return;
    using Need = std::pair<std::string, std::string>;
    for (const auto& [role, kind] :
         {Need{"views", "quadrants"}, {"encoder", "dense"}, {"regulariser", "kl-qp"}, {"penalty", "guess"}})
        if (!spec.hasPart(role) || spec.part(role) != kind)
            refuse(std::string("the prior learned-from-seen needs the ").append(role).append(" ").append(kind));
    if (spec.conditional()) refuse("the prior learned-from-seen is told no labels");
}

void check(const ModelSpec& spec) {
    for (const auto& [role, kind] : spec.recipe.parts)
        if (const PartDeclaration& part = findPart(role, kind); part.check) part.check(spec);
    // z = mu is what a point latent gives; a bound with a KL term needs the variance, and the other way round.
    const std::string& latent = spec.part("latent");
    const bool hasVariance = latent != "point" && latent != "sparse";
    if (latent == "scale" && spec.part("bound") == "iwae")
        throw Error(
            "model.parts",
            "The recipe \"%1\" mixes parts that do not fit: codes of the latent scale have no density that iwae "
            "could weigh.",
            {spec.recipe.shownName()});
    const bool hasRegulariser = spec.hasPart("regulariser");
    if ((spec.part("bound") == "elbo") != hasRegulariser || hasRegulariser != spec.hasPart("weighting") ||
        hasVariance != (spec.part("bound") != "reconstruction"))
        throw Error(
            "model.parts",
            "The recipe \"%1\" mixes parts that do not fit: a gaussian latent, the bound elbo, a regulariser and its "
            "weighting go together, or a gaussian latent and the bound iwae, or points and the bound reconstruction.",
            {spec.recipe.shownName()});
    checkCompletion(spec);
    if (spec.hasPart("penalty")) checkPenalty(spec, spec.part("penalty"));
    const bool fits = spec.part("decoder") == "inverse-lipschitz" ? spec.part("encoder") == "dense"
                                                                  : spec.part("encoder") == spec.part("decoder");
    if (!fits && !hasCodeTable(spec))
        throw Error("model.parts",
                    "The recipe \"%1\" mixes parts that do not fit: the encoder is %2 and the decoder %3.",
                    {spec.recipe.shownName(), spec.part("encoder"), spec.part("decoder")});
}

[[noreturn]] void damagedSpec(std::string what) {
    if (what.ends_with('.')) what.pop_back();  // another error's sentence
    throw Error("model.spec", "The description of the model is damaged: %1. Open an earlier save of the project.",
                {validUtf8(what)});
}

const SettingValue& valueOf(const ModelSpec& spec, const std::string& key) {
    const auto found = spec.values.find(key);
    if (found == spec.values.end()) throw std::logic_error("the recipe " + spec.recipe.name + " has no setting " + key);
    return found->second;
}

}  // namespace

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

ModelSpec makeSpec(const Recipe& recipe, const SettingValues& overrides, const DataShape& shape) {
    ModelSpec spec;
    spec.recipe = recipe;
    spec.shape = shape;
    for (const auto& setting : recipe.settings)
        spec.values[setting.key] = setting.automatic ? SettingValue(int64_t{0}) : setting.value;
    for (const auto& [key, value] : overrides) {
        const Setting& setting = findSetting(recipe.settings, key);
        spec.values[key] = checkSetting(setting, value);
    }
    SettingValues resolved = spec.values;
    for (const auto& selector : selectors())
        if (spec.has(selector.setting.key))
            resolved[selector.setting.key] = resolveKind(selector.setting.key, spec.text(selector.setting.key), shape);
    setChosenParts(spec.recipe.parts, recipe.settings, resolved);
    chooseBySize(spec);
    check(spec);
    return spec;
}

std::string specToJson(const ModelSpec& spec) {
    SettingValues defaults;
    for (const auto& setting : spec.recipe.settings) defaults[setting.key] = setting.value;
    Json parts = Json::object();
    for (const auto& [role, kind] : spec.recipe.parts) parts[role] = kind;
    const Json json = {
        {"format", kSpecFormat},
        {"recipe", spec.recipe.name},
        {"title", spec.recipe.title},
        {"sentence", spec.recipe.sentence},
        {"paper", spec.recipe.paper},
        {"parts", std::move(parts)},
        {"choices", offeredChoices(spec.recipe.settings)},
        {"defaults", valuesToJson(defaults)},
        {"values", valuesToJson(spec.values)},
        {"automatic", spec.automatic},
        {"shape",
         {{"channels", spec.shape.channels},
          {"size", spec.shape.size},
          {"labels", spec.shape.labels},
          {"images", spec.shape.images},
          {"label_names", spec.shape.labelNames}}},
    };
    return json.dump();
}

ModelSpec specFromJson(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        if (const int64_t format = wholeFromJson(json, "format", 0, std::numeric_limits<int32_t>::max());
            format != kSpecFormat)
            throw Error("model.newer",
                        "This model was made by another version of Zscape (format %1, this one reads %2). Open it with "
                        "that version.",
                        {std::to_string(format), std::to_string(kSpecFormat)});
        Recipe recipe;
        recipe.name = json.at("recipe").get<std::string>();
        recipe.title = json.at("title").get<std::string>();
        recipe.sentence = json.at("sentence").get<std::string>();
        recipe.paper = json.at("paper").get<std::string>();
        for (const auto& [role, kind] : json.at("parts").items()) {
            findPart(role, kind.get<std::string>());
            recipe.parts.emplace_back(role, kind.get<std::string>());
        }
        recipe.settings = collectSettings(recipe.parts, json.at("choices").get<Choices>());
        applyDefaults(recipe.settings, valuesFromJson(json.at("defaults"), recipe.settings));
        const Json& stored = json.at("shape");
        DataShape shape;
        shape.channels = static_cast<int>(wholeFromJson(stored, "channels", 1, kMostChannels));
        shape.size = static_cast<int>(wholeFromJson(stored, "size", 1, kLargestPicture));
        shape.labels = wholeFromJson(stored, "labels", 0, kMostImages);
        shape.images = wholeFromJson(stored, "images", 0, kMostImages);
        shape.labelNames =
            stored.value("label_names", std::vector<std::string>());  // absent before version 1 had conditional models
        if (!shape.labelNames.empty() && std::ssize(shape.labelNames) != shape.labels)
            damagedSpec("it has another number of labels than of their names");
        ModelSpec spec = makeSpec(recipe, valuesFromJson(json.at("values"), recipe.settings), shape);
        // A run keeps the numbers that were once chosen for it; absent before there was a choice.
        spec.automatic = json.value("automatic", std::set<std::string>());
        return spec;
    } catch (const Json::exception& exception) {
        damagedSpec(exception.what());
    } catch (const std::logic_error& error) {  // a part that every model has is not named
        damagedSpec(error.what());
    } catch (const Error& error) {
        // Of what was typed the others would be wrong usage: here it is the file that is wrong.
        if (error.code() == "model.newer" || error.code() == "model.part") throw;
        damagedSpec(error.info().sentence());
    }
}

}  // namespace zscape
