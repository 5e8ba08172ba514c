#include "app/zscape_cli/json_lines.h"

#include "engine/core/paths.h"
#include "engine/recipe/recipe_groups.h"

#include <cmath>

namespace zscape {

namespace {

Json valueJson(const SettingValue& value) {
    return std::visit([](const auto& plain) { return Json(plain); }, value);
}

const char* nameOf(Setting::Type type) {
    switch (type) {
        case Setting::Type::Flag: return "flag";
        case Setting::Type::Integer: return "integer";
        case Setting::Type::Number: return "number";
        case Setting::Type::Choice: return "choice";
        case Setting::Type::Text: return "text";
        case Setting::Type::Curve: return "curve";
    }
    return "";
}

}  // namespace

void setNumber(Json& object, const std::string& key, double value) {
    if (std::isfinite(value)) {
        object[key] = value;
        return;
    }
    object[key] = nullptr;
    object["finite"] = false;
}

Json termsJson(const Terms& terms) {
    Json object = Json::object();
    for (const auto& [name, value] : terms) setNumber(object, name, value);
    return object;
}

Json epochsJson(double epochs) {
    if (epochs == std::floor(epochs)) return static_cast<int64_t>(epochs);
    return epochs;
}

Json settingsJson(const std::vector<Setting>& settings, const SettingValues& values,
                  const std::set<std::string>& chosen) {
    Json list = Json::array();
    for (const Setting& setting : settings) {
        const auto given = values.find(setting.key);
        Json entry{{"key", setting.key},
                   {"value", valueJson(given == values.end() ? setting.value : given->second)},
                   {"type", nameOf(setting.type)}};
        if (setting.type == Setting::Type::Integer || setting.type == Setting::Type::Number) {
            entry["minimum"] = setting.minimum;
            entry["maximum"] = setting.maximum;
        }
        if (!setting.choices.empty()) entry["choices"] = setting.choices;
        if (!setting.unit.empty()) entry["unit"] = setting.unit;
        entry["live"] = setting.live;
        if (setting.automatic) entry["automatic"] = values.empty() || chosen.contains(setting.key);
        entry["sentence"] = setting.sentence;
        list.push_back(std::move(entry));
    }
    return list;
}

Json dataLine(const ImageSet& images, const Split& split) {
    Json unreadable = Json::array();
    for (const UnreadableFile& file : images.unreadable()) {
        unreadable.push_back({{"file", validUtf8(file.file.native())}, {"reason", file.reason.sentence()}});
    }
    return {{"event", "data"},
            {"images", images.count()},
            {"found", images.found()},
            {"unreadable", std::move(unreadable)},
            {"size", images.size()},
            {"channels", images.channels()},
            {"labels", images.labelNames()},
            {"unlabelled", images.importReport().unlabelled},
            {"own_split", images.hasOwnSplit()},
            {"split", {{"train", split.train.size()}, {"heldout", split.heldOut.size()}, {"test", split.test.size()}}},
            {"duplicates", images.importReport().duplicates}};
}

Json stepLine(int64_t step, int64_t epoch, const Terms& terms, double imagesPerSecond) {
    return {{"event", "step"},
            {"step", step},
            {"epoch", epoch},
            {"terms", termsJson(terms)},
            {"images_per_second", imagesPerSecond}};
}

Json epochLine(int64_t epoch, const Terms& train, const Terms& heldOut) {
    return {{"event", "epoch"}, {"epoch", epoch}, {"train", termsJson(train)}, {"heldout", termsJson(heldOut)}};
}

Json evaluationLine(const Evaluation& evaluation) {
    Json line{{"event", "evaluation"},
              {"images", evaluation.images},
              {"terms", termsJson(evaluation.terms)},
              {"active_units", evaluation.activeUnits}};
    setNumber(line, "mutual_information", evaluation.mutualInformation);
    if (!evaluation.klPerDimension.empty()) line["kl_per_dimension"] = evaluation.klPerDimension;
    setNumber(line, "mse", evaluation.mse);
    setNumber(line, "psnr", evaluation.psnr);
    setNumber(line, "ssim", evaluation.ssim);
    setNumber(line, "decoder_sensitivity", evaluation.decoderSensitivity);
    setNumber(line, "shuffled_z_gap", evaluation.shuffledCodeGap);
    if (evaluation.ownFrechet) {
        Json frechet{{"features", evaluation.ownFeatures}};
        setNumber(frechet, "value", *evaluation.ownFrechet);
        line["own_frechet"] = std::move(frechet);
    }
    if (evaluation.labels)
        line["label_probe"] = {{"accuracy", evaluation.labels->accuracy},
                               {"majority", evaluation.labels->majority},
                               {"images", evaluation.labels->images}};
    if (evaluation.factors) {
        const FactorMeasures& factors = *evaluation.factors;
        line["factors"] = {
            {"mig", factors.mig}, {"sap", factors.sap}, {"dci", factors.dci}, {"factor_vae", factors.factorVae}};
    }
    if (evaluation.nll) {
        Json nll{{"samples", evaluation.nllSamples}};
        setNumber(nll, "value", *evaluation.nll);
        line["nll"] = std::move(nll);
    }
    return line;
}

Json ledgerJson(const std::vector<LedgerLine>& ledger, const ModelSpec& spec) {
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    Json list = Json::array();
    for (const LedgerLine& line : ledger)
        list.push_back({{"term", line.term},
                        {"formula", line.formula},
                        {"unit", line.unit},
                        {"weight", number(line.weight)},
                        {"value", number(line.value)},
                        {"contribution", number(line.contribution)},
                        {"effective_beta", number(effectiveBeta(line))},
                        {"normalised_beta", number(normalisedBeta(line, spec))}});
    return list;
}

Json recipeLine(const Recipe& recipe) {
    return {{"event", "recipe"},
            {"name", recipe.name},
            {"group", titleOf(groupOf(recipe.name))},
            {"title", recipe.title},
            {"sentence", recipe.sentence},
            {"paper", recipe.paper},
            {"settings", settingsJson(recipe.settings, {})}};
}

std::string lineOf(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace zscape
