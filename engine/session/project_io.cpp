#include "engine/session/project_io.h"

#include "engine/core/paths.h"
#include "engine/core/run_limits.h"
#include "engine/data/import_settings.h"
#include "engine/recipe/json_values.h"
#include "engine/session/run_end.h"
#include "engine/training/checkpoint.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace zscape {
namespace {

using Json = nlohmann::json;

[[noreturn]] void damaged(const std::string& what, std::string why) {
    if (why.ends_with('.')) why.pop_back();  // another error's sentence
    throw Error("project.corrupt", "The project's %1 cannot be read: %2. Open an older copy of the project.",
                {what, validUtf8(why)});
}

SettingValue settingFromJson(const Json& object, const std::string& key) {
    const Json& value = object.at(key);
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_integer())
        return wholeFromJson(object, key, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
    if (value.is_number()) return value.get<double>();
    return value.get<std::string>();
}

std::string oneOf(const Json& object, const char* key, std::initializer_list<const char*> known) {
    const std::string value = object.at(key).get<std::string>();
    if (std::find(known.begin(), known.end(), value) == known.end())
        throw Error("json.choice", "\"%1\" is \"%2\", which it cannot be.", {key, value});
    return value;
}

CollapseReading toReading(const StoredMetric& metric) {
    if (metric.row.size() != 6) damaged("readings of the codes", "a row has another length");
    constexpr double kMostUnits = 1e6;
    if (!(metric.row[5] >= 0 && metric.row[5] <= kMostUnits))
        damaged("readings of the codes", "a number of active units is out of range");
    return {static_cast<int64_t>(metric.row[0]), metric.row[1], metric.row[3], metric.row[4],
            static_cast<int>(metric.row[5])};
}

/// What of a project is not shown when its current run is.
void warnOfOthers(const Project& project, StoredContents& stored) {
    const RunSummary newest = project.runs().back();
    const int64_t run = stored.run.value().id;
    if (newest.id != run && newest.step <= 0)
        stored.warnings.push_back(
            {"project.newer-run",
             "The project's newest run, number %1, was never trained: the one that was saved last is opened, number "
             "%2.",
             {std::to_string(newest.id), std::to_string(run)}});
    if (const std::optional<StoredData> images = project.data();
        images && !images->sources.empty() && images->sources != stored.data.sources)
        stored.warnings.push_back(
            {"project.images-only",
             "The project also keeps images without a run, %1. Its run number %2 is opened with its own; open the "
             "images themselves to see them.",
             {displayName(images->sources.front()), std::to_string(run)}});
}

/// They are a convenience: without them a run is as good as it was.
void readCodes(const Project& project, StoredContents& stored) {
    try {
        const CheckpointBytes& checkpoint = stored.checkpoint.value();
        const auto dimensions = static_cast<int>(readCheckpointInfo(checkpoint.bytes).spec.codeSize());
        const auto file = project.codes(stored.run.value().id, judgeOfCodes(stored.data.images, dimensions));
        if (file) stored.codes = codesFromFile(*file, checkpoint.step);
    } catch (const std::exception&) {
        stored.warnings.push_back(describeCurrentException());
    }
}

}  // namespace

ImportSettings resolvedSettings(const ImportRequest& request, const ImageSet& images) {
    ImportSettings settings = settingsOf(images);
    settings.sampleCount = request.settings.sampleCount;
    settings.sampleSeed = request.settings.sampleSeed;
    return settings;
}

std::string runConfigToJson(const RunConfig& config) {
    const Json json{{"recipe", config.recipe},       {"overrides", valuesToJson(config.overrides)},
                    {"seed", config.seed},           {"device", config.device},
                    {"precision", config.precision}, {"threads", config.threads}};
    return json.dump();
}

RunConfig runConfigFromJson(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        RunConfig config;
        config.recipe = json.at("recipe").get<std::string>();
        for (const auto& [key, value] : json.at("overrides").items())
            config.overrides[key] = settingFromJson(json.at("overrides"), key);
        if (!json.at("seed").is_number_unsigned()) damaged("configuration", "its seed is no whole number from 0");
        config.seed = json.at("seed").get<uint64_t>();
        config.device = oneOf(json, "device", {"auto", "cpu", "cuda"});
        config.precision = oneOf(json, "precision", {"auto", "fp32", "bf16"});
        config.threads = static_cast<int>(wholeFromJson(json, "threads", 0, kMostThreads));
        return config;
    } catch (const Error& error) {
        if (error.code() == "project.corrupt") throw;
        damaged("configuration", error.info().sentence());
    } catch (const std::exception& error) {
        damaged("configuration", error.what());
    }
}

std::string endToJson(const ErrorInfo& why) {
    if (why.code.empty()) return {};
    return Json{{"code", why.code}, {"arguments", why.arguments}}.dump();
}

ErrorInfo endFromJson(const std::string& text) {
    if (text.empty()) return {};
    try {
        const Json json = Json::parse(text);
        return reasonOfEnd(json.at("code").get<std::string>(), json.at("arguments").get<std::vector<std::string>>());
    } catch (const nlohmann::json::exception& error) {
        damaged("reason for the end of the run", error.what());
    }
}

StoredSession readProject(const std::filesystem::path& folder, int64_t run) {
    Project project = Project::openAsFarAsPossible(folder);
    StoredContents contents = readContents(project, run);
    auto selections = std::make_shared<const StoredSelections>(project.selections());
    return {std::move(contents), std::move(project), std::move(selections)};
}

StoredContents readContents(const Project& project, int64_t run) {
    StoredContents stored;
    stored.run = project.run(run);
    const std::optional<StoredData> data = project.data(stored.run ? stored.run->id : 0);
    if (!data)
        throw Error("project.empty",
                    "The project %1 holds no images: its first save was not completed. Open the images themselves.",
                    {displayName(project.folder())});
    stored.data = *data;
    if (data->sources.empty()) damaged("list of images", "it is empty");
    for (const auto* list : {&data->sources, &data->heldOutSources})
        if (std::find(list->begin(), list->end(), std::string()) != list->end())
            damaged("list of images", "it holds an empty name");
    stored.request = {data->sources, importSettingsFromJson(data->importSettings)};
    if (!stored.run) return stored;
    if (run == 0) warnOfOthers(project, stored);
    stored.config = runConfigFromJson(stored.run->config);
    stored.config.heldOutSources = data->heldOutSources;
    if (const auto& parent = stored.run->parent)
        stored.config.origin = BranchOrigin{parent->recipe, parent->step, parent->weightsCarried, parent->run};
    try {
        stored.ledger = ledgerFromJson(stored.run->ledger);
    } catch (const std::exception& error) {
        damaged("loss ledger", error.what());
    }
    int64_t step = 0;
    if (auto checkpoint = project.newestCheckpoint(stored.run->id, {requireCheckpoint, requireFiniteWeights})) {
        step = checkpoint->step;
        stored.checkpoint = CheckpointBytes{step, std::move(checkpoint->bytes)};
        stored.lost = std::move(checkpoint->lost);
        if (stored.lost) stored.warnings.push_back(stored.lost->what);
        else stored.endedBy = endFromJson(stored.run->endedBy);
        readCodes(project, stored);
        if (const int64_t best = project.bestStep(stored.run->id); best <= step) stored.bestStep = best;
    }
    stored.metrics = project.metrics(stored.run->id);
    if (stored.lost) stored.lostMetrics = stored.metrics;
    std::erase_if(stored.metrics,
                  [step](const StoredMetric& metric) { return metric.row.front() > static_cast<double>(step); });
    for (const StoredMetric& metric : stored.metrics)
        if (metric.kind == StoredMetric::Kind::Reading) stored.readings.push_back(toReading(metric));
    std::erase_if(stored.metrics,
                  [](const StoredMetric& metric) { return metric.kind == StoredMetric::Kind::Reading; });
    for (const StoredMark& mark : project.marks(stored.run->id))
        if (mark.step <= step) stored.marks.push_back({mark.step, mark.epoch, mark.key, mark.value});
    return stored;
}

}  // namespace zscape
