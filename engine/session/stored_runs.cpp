#include "engine/session/stored_runs.h"

#include "engine/data/import_settings.h"
#include "engine/project/project.h"
#include "engine/session/project_io.h"

#include <algorithm>
#include <map>

namespace zscape {
namespace {

std::vector<Mark> marksOf(const Project& project, int64_t run) {
    std::vector<Mark> marks;
    for (const StoredMark& mark : project.marks(run)) marks.push_back({mark.step, mark.epoch, mark.key, mark.value});
    return marks;
}

/// Rows that are not as long as the terms say cannot be told apart.
void append(MetricStore& store, const std::vector<double>& row) {
    if (row.size() == store.columns()) store.append(row);
}

std::string quoted(const std::string& word) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) || std::string_view("_-./:=,@%+").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

}  // namespace

std::vector<RunRow> runsOf(const Project& project) {
    const std::vector<RunSummary> summaries = project.runs();
    std::map<int64_t, ModelSpec> specs;
    for (const RunSummary& summary : summaries) {
        try {
            specs.emplace(summary.id, specFromJson(summary.spec));
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
            // Of another version, or damaged: its number and name can still be told.
        }
    }
    std::vector<RunRow> rows;
    for (const RunSummary& summary : summaries) {
        RunRow row;
        row.id = summary.id;
        row.name = summary.name;
        row.note = summary.note;
        row.step = summary.step;
        row.seconds = summary.seconds;
        row.bestKept = summary.bestStep;
        row.parent = summary.parent ? summary.parent->run : 0;
        if (const auto spec = specs.find(summary.id); spec != specs.end()) {
            row.recipe = spec->second.recipe.name;
            row.title = spec->second.recipe.title;
            const auto parent = specs.find(row.parent);
            const bool sameRecipe = parent != specs.end() && parent->second.recipe.name == spec->second.recipe.name;
            row.differences = differencesOf(spec->second, sameRecipe ? &parent->second : nullptr);
        }
        try {
            row.config = runConfigFromJson(summary.config);
            row.config.heldOutSources = project.data(summary.id).value_or(StoredData()).heldOutSources;
            if (row.recipe.empty()) row.recipe = row.config.recipe;
            const StoredRun run = project.run(summary.id).value();
            if (!run.terms.empty()) {
                row.terms.assign(run.terms.begin() + 1, run.terms.end());
                MetricStore heldOut(RunMetrics::kFixedColumns + run.terms.size());
                for (const StoredMetric& metric : project.metrics(summary.id, StoredMetric::Kind::HeldOut))
                    if (metric.row.front() <= static_cast<double>(std::max<int64_t>(0, summary.step)))
                        append(heldOut, metric.row);
                row.curve = curveOf(heldOut);
                const auto stepAt = [&](int64_t at) {
                    return at < 0 ? -1 : static_cast<int64_t>(heldOut.at(at, RunMetrics::kStep));
                };
                row.best = heldOutLossAt(heldOut, summary.bestStep);
                if (!row.best)
                    row.best = heldOutLossAt(heldOut, stepAt(bestHeldOutRow(heldOut, marksOf(project, summary.id))));
                row.last = heldOutLossAt(heldOut, stepAt(heldOut.size() - 1));
            }
        } catch (const Error& error) {
            if (error.code() != "project.corrupt") throw;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string commandOf(const RunConfig& config, const ImportRequest& images, const std::string& project) {
    std::string command = "zscape-cli train";
    for (const std::string& source : images.sources) command += " " + quoted(source);
    command += " --recipe " + quoted(config.recipe) + " --seed " + std::to_string(config.seed);
    const SettingValues usual = importSettingValues({});
    for (const auto& [key, value] : importSettingValues(images.settings))
        if (const auto found = usual.find(key); found == usual.end() || found->second != value)
            command += " --set " + quoted(key + "=" + formatSetting(value));
    for (const auto& [key, value] : config.overrides) command += " --set " + quoted(key + "=" + formatSetting(value));
    if (!config.heldOutSources.empty()) command += " --heldout " + quoted(config.heldOutSources.front());
    if (config.device != "auto") command += " --device " + config.device;
    if (config.precision != "auto") command += " --precision " + config.precision;
    if (config.threads > 0) command += " --threads " + std::to_string(config.threads);
    return command + " --project " + quoted(project);
}

}  // namespace zscape
