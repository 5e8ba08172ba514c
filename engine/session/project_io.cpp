#include "engine/session/project_io.h"

#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/model/json_values.h"

#include <nlohmann/json.hpp>

namespace zscape {
namespace {

using Json = nlohmann::json;

[[noreturn]] void damaged(const std::string& what, const std::string& why) {
    throw Error("project.corrupt", "The project's %1 cannot be read: %2. Open an older copy of the project.", {what, validUtf8(why)});
}

SettingValue settingFromJson(const Json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_integer()) return value.get<int64_t>();
    if (value.is_number()) return value.get<double>();
    return value.get<std::string>();
}

CollapseReading toReading(const StoredMetric& metric) {
    if (metric.row.size() != 6) damaged("readings of the codes", "a row has another length");
    return {static_cast<int64_t>(metric.row[0]), metric.row[1], metric.row[3], metric.row[4], static_cast<int>(metric.row[5])};
}

}  // namespace

ImportSettings resolvedSettings(const ImportRequest& request, const ImageSet& images) {
    ImportSettings settings = settingsOf(images);
    settings.sampleCount = request.settings.sampleCount;
    settings.sampleSeed = request.settings.sampleSeed;
    return settings;
}

std::string runConfigToJson(const RunConfig& config) {
    Json json{{"recipe", config.recipe},
              {"overrides", valuesToJson(config.overrides)},
              {"seed", config.seed},
              {"device", config.device},
              {"precision", config.precision},
              {"threads", config.threads}};
    if (config.origin)
        json["origin"] = {{"recipe", config.origin->recipe}, {"step", config.origin->step}, {"weights_carried", config.origin->weightsCarried}, {"run", config.origin->run}};
    return json.dump();
}

RunConfig runConfigFromJson(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        RunConfig config;
        config.recipe = json.at("recipe").get<std::string>();
        for (const auto& [key, value] : json.at("overrides").items()) config.overrides[key] = settingFromJson(value);
        config.seed = json.at("seed").get<uint64_t>();
        config.device = json.at("device").get<std::string>();
        config.precision = json.at("precision").get<std::string>();
        config.threads = json.at("threads").get<int>();
        if (const auto origin = json.find("origin"); origin != json.end())
            config.origin = BranchOrigin{origin->at("recipe").get<std::string>(), origin->at("step").get<int64_t>(), origin->at("weights_carried").get<bool>(),
                                         origin->at("run").get<int64_t>()};
        return config;
    } catch (const std::exception& error) {
        damaged("configuration", error.what());
    }
}

StoredSession readProject(const std::filesystem::path& folder) {
    Project project = Project::openAsFarAsPossible(folder);
    const std::optional<StoredData> data = project.data();
    if (!data)
        throw Error("project.empty", "The project %1 holds no images: its first save was not completed. Open the images themselves.", {displayName(folder)});
    StoredSession stored{std::move(project), *data, {}, {}, {}, {}, {}, {}, {}, {}};
    stored.request = {data->sources, importSettingsFromJson(data->importSettings)};
    stored.run = stored.project.currentRun();
    if (!stored.run) return stored;
    stored.config = runConfigFromJson(stored.run->config);
    stored.config.heldOutSources = data->heldOutSources;
    try {
        stored.ledger = ledgerFromJson(stored.run->ledger);
    } catch (const std::exception& error) {
        damaged("loss ledger", error.what());
    }
    int64_t step = 0;
    if (auto checkpoint = stored.project.newestCheckpoint(stored.run->id)) {
        step = checkpoint->first;
        stored.checkpoint = CheckpointBytes{step, std::move(checkpoint->second)};
    }
    stored.metrics = stored.project.metrics(stored.run->id);
    std::erase_if(stored.metrics, [step](const StoredMetric& metric) { return metric.row.front() > static_cast<double>(step); });
    for (const StoredMetric& metric : stored.metrics)
        if (metric.kind == StoredMetric::Kind::Reading) stored.readings.push_back(toReading(metric));
    std::erase_if(stored.metrics, [](const StoredMetric& metric) { return metric.kind == StoredMetric::Kind::Reading; });
    for (const StoredMark& mark : stored.project.marks(stored.run->id))
        if (mark.step <= step) stored.marks.push_back({mark.step, mark.epoch, mark.key, mark.value});
    return stored;
}

}  // namespace zscape
