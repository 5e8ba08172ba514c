#include "app/zscape_cli/resume_check.h"

#include "app/zscape_cli/set_options.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/recipe/size_rule.h"
#include "engine/project/project.h"

#include <filesystem>

namespace zscape {

namespace {

bool sameSource(const std::string& a, const std::string& b) {
    std::error_code ignored;
    return a == b || std::filesystem::equivalent(a, b, ignored);
}

/// Empty where `asked` is where they were: else the place to look for them.
std::string elsewhere(const std::vector<std::string>& stored, const std::string& asked) {
    return asked.empty() || (stored.size() == 1 && sameSource(stored.front(), asked)) ? std::string() : asked;
}

/// A guess, which the run has made already: asking for one again asks for the same.
bool isGuess(const std::string& key, const SettingValue& value) {
    if (value == SettingValue(std::string())) return true;
    if (key == "size") return value == SettingValue(int64_t{0});
    return (key == "channels" || key == "fit" || key == "background") && value == SettingValue(std::string("guess"));
}

/// The same file, named from the images' folder or from elsewhere.
bool sameTable(const std::string& stored, const std::string& asked) { return asked.ends_with("/" + stored); }

[[noreturn]] void fixed(const std::string& key, const SettingValue& stored, const SettingValue& asked) {
    throw Error("resume.setting",
                "%1 was %2 when this run began and cannot become %3 now. Leave it out with --resume, or train into a "
                "new project.",
                {key, formatSetting(stored), formatSetting(asked)});
}

}  // namespace

ResumePlan checkResume(const TrainOptions& options) {
    const Project project = Project::openForReading(options.project);
    const std::optional<StoredRun> run = project.run(project.runCalled(options.run));
    const std::optional<StoredData> data = project.data(run ? run->id : 0);
    if (!run || !data)
        throw Error("resume.nothing", "The project %1 holds no run to go on with. Leave --resume out to begin one.",
                    {displayName(options.project)});
    const ModelSpec spec = specFromJson(run->spec);
    if (!options.recipe.empty() && options.recipe != spec.recipe.name) {
        throw Error(
            "resume.recipe",
            "The project's run has the recipe %1, not %2. Leave it out with --resume, or train into a new project.",
            {spec.recipe.name, options.recipe});
    }
    ResumePlan plan;
    plan.request.project = options.project;
    plan.request.run = options.run.empty() ? 0 : run->id;
    plan.request.images = elsewhere(data->sources, options.data);
    plan.request.heldOut = elsewhere(data->heldOutSources, options.heldOut);
    if (!plan.request.heldOut.empty() && data->heldOutSources.empty())
        throw Error("resume.data",
                    "The run measures on images that were split off, not on %1. Leave --heldout out with --resume, or "
                    "train into a new project.",
                    {displayName(options.heldOut)});
    if (options.device != "auto") plan.request.device = options.device;
    if (options.precision != "auto") plan.request.precision = options.precision;
    if (options.threads > 0) plan.request.threads = options.threads;

    const SetOptions sets = parseSetOptions(spec.recipe, options.sets);
    const SettingValues storedImport = importSettingValues(importSettingsFromJson(data->importSettings));
    const SettingValues askedImport = importSettingValues(importSettingsFrom(sets.import));
    for (const auto& [key, value] : sets.import) {
        const SettingValue &stored = storedImport.at(key), &asked = askedImport.at(key);
        if (stored != asked && !isGuess(key, asked) &&
            !(key == "table" && sameTable(std::get<std::string>(stored), std::get<std::string>(asked))))
            fixed(key, stored, asked);
    }
    for (const auto& [key, asked] : sets.model) {
        const Setting& setting = findSetting(spec.recipe.settings, key);
        const bool chosen = setting.automatic && asked == SettingValue(int64_t{0});
        const SettingValue value = chosen ? SettingValue(chosenBySize(spec, key)) : asked;
        if (spec.values.at(key) == value) continue;
        if (!setting.live) fixed(key, spec.values.at(key), value);
        plan.changed[key] = value;
    }
    return plan;
}

}  // namespace zscape
