#include "app/zscape_cli/resume_check.h"

#include "app/zscape_cli/set_options.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/model/size_rule.h"
#include "engine/project/project.h"

#include <filesystem>

namespace zscape {

namespace {

bool sameSource(const std::string& a, const std::string& b) {
    std::error_code ignored;
    return a == b || std::filesystem::equivalent(a, b, ignored);
}

void requireSameSource(const std::vector<std::string>& stored, const std::string& asked, const std::string& what) {
    if (asked.empty() || (stored.size() == 1 && sameSource(stored.front(), asked))) return;
    throw Error("resume.data", "The project was %1 %2, not %3. Leave it out with --resume, or train into a new project.",
                {what, stored.empty() ? "nothing of its own" : displayName(stored.front()), displayName(asked)});
}

[[noreturn]] void fixed(const std::string& key, const SettingValue& stored, const SettingValue& asked) {
    throw Error("resume.setting", "%1 was %2 when this run began and cannot become %3 now. Leave it out with --resume, or train into a new project.",
                {key, formatSetting(stored), formatSetting(asked)});
}

}  // namespace

SettingValues checkResume(const TrainOptions& options) {
    const Project project = Project::open(options.project);
    const std::optional<StoredRun> run = project.currentRun();
    const std::optional<StoredData> data = project.data();
    if (!run || !data) throw Error("resume.nothing", "The project %1 holds no run to go on with. Leave --resume out to begin one.", {displayName(options.project)});
    const ModelSpec spec = specFromJson(run->spec);
    if (!options.recipe.empty() && options.recipe != spec.recipe.name) {
        throw Error("resume.recipe", "The project's run has the recipe %1, not %2. Leave it out with --resume, or train into a new project.", {spec.recipe.name, options.recipe});
    }
    requireSameSource(data->sources, options.data, "trained on");
    requireSameSource(data->heldOutSources, options.heldOut, "measured on");

    const SetOptions sets = parseSetOptions(spec.recipe, options.sets);
    const SettingValues storedImport = importSettingValues(importSettingsFromJson(data->importSettings));
    const SettingValues askedImport = importSettingValues(importSettingsFrom(sets.import));
    for (const auto& [key, value] : sets.import) {
        if (storedImport.at(key) != askedImport.at(key)) fixed(key, storedImport.at(key), askedImport.at(key));
    }
    SettingValues changed;
    for (const auto& [key, asked] : sets.model) {
        const Setting& setting = findSetting(spec.recipe.settings, key);
        const bool chosen = setting.automatic && asked == SettingValue(int64_t{0});
        const SettingValue value = chosen ? SettingValue(chosenBySize(spec, key)) : asked;
        if (spec.values.at(key) == value) continue;
        if (!setting.live) fixed(key, spec.values.at(key), value);
        changed[key] = value;
    }
    return changed;
}

}  // namespace zscape
