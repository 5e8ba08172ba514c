#include "engine/session/run_list.h"

#include "engine/core/atomic_file.h"
#include "engine/data/import_settings.h"
#include "engine/project/project.h"
#include "engine/session/project_io.h"

#include <algorithm>
#include <cmath>
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

bool sameObjective(const std::string& key) {
    return key == "epochs" || key == "patience" || key == "minutes" || key == "learning_rate" ||
           key == "code_learning_rate";
}

int64_t bestHeldOutRow(const MetricStore& heldOut, const std::vector<Mark>& marks,
                       const std::function<bool(int64_t)>& moves) {
    // A mark is set after its step was measured.
    int64_t changed = -1;
    for (const Mark& mark : marks)
        if (!sameObjective(mark.key)) changed = std::max(changed, mark.step);
    int64_t best = -1;
    for (int64_t row = 0; row < heldOut.size(); ++row) {
        const auto step = static_cast<int64_t>(heldOut.at(row, RunMetrics::kStep));
        const double total = heldOut.at(row, RunMetrics::kFixedColumns);
        if (step <= changed || !std::isfinite(total)) continue;
        if (moves && moves(step)) best = -1;
        else if (best < 0 || total < heldOut.at(best, RunMetrics::kFixedColumns)) best = row;
    }
    return best;
}

std::vector<RunDifference> differencesOf(const ModelSpec& to, const ModelSpec* parent) {
    std::vector<RunDifference> differences;
    for (const Setting& setting : to.recipe.settings) {
        const auto own = to.values.find(setting.key);
        if (own == to.values.end() || to.automatic.contains(setting.key)) continue;
        SettingValue from = setting.value;
        if (parent) {
            const auto before = parent->values.find(setting.key);
            if (before != parent->values.end()) from = before->second;
        }
        if (from != own->second) differences.push_back({setting.key, setting.label, setting.unit, from, own->second});
    }
    return differences;
}

std::optional<HeldOutLoss> heldOutLossAt(const MetricStore& heldOut, int64_t step) {
    if (step < 0) return std::nullopt;
    for (int64_t row = heldOut.size() - 1; row >= 0; --row) {
        if (static_cast<int64_t>(heldOut.at(row, RunMetrics::kStep)) != step) continue;
        HeldOutLoss loss{step, heldOut.at(row, RunMetrics::kEpoch), {}};
        for (size_t column = RunMetrics::kFixedColumns; column < heldOut.columns(); ++column)
            loss.values.push_back(heldOut.at(row, column));
        return loss;
    }
    return std::nullopt;
}

std::vector<float> curveOf(const MetricStore& heldOut) {
    const int64_t rows = heldOut.size(), points = std::min<int64_t>(rows, RunRow::kCurvePoints);
    std::vector<float> curve;
    for (int64_t point = 0; point < points; ++point) {
        const int64_t row = points < 2 ? 0 : point * (rows - 1) / (points - 1);
        const double total = heldOut.at(row, RunMetrics::kFixedColumns);
        if (std::isfinite(total)) curve.push_back(static_cast<float>(total));
    }
    return curve;
}

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

StoredCurves curvesOf(const Project& project, int64_t id) {
    const StoredRun run = project.run(id).value();
    auto metrics = std::make_shared<RunMetrics>(run.terms);
    for (const StoredMetric& metric : project.metrics(id)) {
        switch (metric.kind) {
            case StoredMetric::Kind::Train: append(metrics->train, metric.row); break;
            case StoredMetric::Kind::HeldOut: append(metrics->heldOut, metric.row); break;
            case StoredMetric::Kind::TrainEpoch: append(metrics->trainEpoch, metric.row); break;
            case StoredMetric::Kind::Weights: append(metrics->weights, metric.row); break;
            case StoredMetric::Kind::Reading: break;
        }
    }
    return {id, std::move(metrics), marksOf(project, id)};
}

void writeCurves(const std::filesystem::path& file, const RunMetrics& metrics) {
    AtomicFile out(file);
    std::string text = "step,epoch,seconds,measure";
    for (const std::string& term : metrics.terms) text += "," + term;
    text += "\n";
    const std::pair<const char*, const MetricStore*> tables[] = {
        {"training step", &metrics.train}, {"training epoch", &metrics.trainEpoch}, {"held out", &metrics.heldOut}};
    constexpr size_t kWrittenAtOnce = 1 << 20;
    for (const auto& [name, store] : tables) {
        for (int64_t row = 0; row < store->size(); ++row) {
            text += std::to_string(static_cast<int64_t>(store->at(row, RunMetrics::kStep)));
            for (size_t column = RunMetrics::kEpoch; column < store->columns(); ++column) {
                if (column == RunMetrics::kFixedColumns) text += std::string(",") + name;
                char value[32];
                std::snprintf(value, sizeof value, ",%.9g", store->at(row, column));
                text += value;
            }
            text += "\n";
            if (text.size() > kWrittenAtOnce) {
                out.write(text);
                text.clear();
            }
        }
    }
    out.write(text);
    out.commit();
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
