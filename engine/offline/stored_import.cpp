#include "engine/offline/stored_import.h"

#include "engine/core/paths.h"

#include <nlohmann/json.hpp>

namespace zscape {

NLOHMANN_JSON_SERIALIZE_ENUM(Fit, {{Fit::Crop, "crop"}, {Fit::Pad, "pad"}, {Fit::Stretch, "stretch"}})

ImportSettings storedImportSettings(const std::string& text) {
    ImportSettings settings;
    try {
        const nlohmann::json json = nlohmann::json::parse(text);
        settings.size = json.at("size").get<int>();
        settings.channels = json.at("channels").get<int>();
        settings.fit = json.at("fit").get<Fit>();
        settings.guessFit = json.at("guess_fit").get<bool>();
        settings.background = json.at("background").get<std::array<uint8_t, 3>>();
        settings.sampleCount = json.at("sample_count").get<int64_t>();
        settings.sampleSeed = json.at("sample_seed").get<uint64_t>();
    } catch (const nlohmann::json::exception& error) {
        throw Error("project.corrupt", "The project's import settings cannot be read: %1. Open an older copy of the project.", {validUtf8(error.what())});
    }
    return settings;
}

}  // namespace zscape
