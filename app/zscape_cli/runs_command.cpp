#include "app/zscape_cli/runs_command.h"

#include "app/zscape_cli/output.h"
#include "engine/core/paths.h"
#include "engine/project/project.h"
#include "engine/session/stored_runs.h"

#include <algorithm>

namespace zscape {
namespace {

Json settingJson(const SettingValue& value) {
    return std::visit([](const auto& plain) { return Json(plain); }, value);
}

Terms termsOf(const RunRow& run, const HeldOutLoss& loss) {
    Terms terms;
    for (size_t i = 0; i < loss.values.size(); ++i)
        terms.emplace_back(i == 0 ? "total" : i <= run.terms.size() ? run.terms[i - 1] : "", loss.values[i]);
    return terms;
}

Json lossJson(const RunRow& run, const std::optional<HeldOutLoss>& loss) {
    if (!loss) return {};
    return {{"step", loss->step}, {"epoch", epochsJson(loss->epoch)}, {"terms", termsJson(termsOf(run, *loss))}};
}

Json runLine(const RunRow& run) {
    Json differences = Json::array();
    for (const RunDifference& difference : run.differences)
        differences.push_back(
            {{"key", difference.key}, {"from", settingJson(difference.from)}, {"to", settingJson(difference.to)}});
    return {{"event", "run"},
            {"run", run.id},
            {"current", run.current},
            {"name", validUtf8(run.name)},
            {"note", validUtf8(run.note)},
            {"recipe", validUtf8(run.recipe)},
            {"seed", run.config.seed},
            {"differences", differences},
            {"parent", run.parent == 0 ? Json() : Json(run.parent)},
            {"steps", run.step < 0 ? Json() : Json(run.step)},
            {"seconds", run.seconds},
            {"heldout_best", lossJson(run, run.best)},
            {"heldout_last", lossJson(run, run.last)},
            {"best_weights", run.bestKept < 0 ? Json() : Json(run.bestKept)}};
}

/// "run 2 (wide): beta-vae, KL weight β 30 -> 1, seed 1, from run 1; 5,616 steps in 4:31, ..."
std::string textOf(const RunRow& run) {
    std::string text = (run.current ? "* run " : "  run ") + std::to_string(run.id);
    if (!run.name.empty()) text += " (" + run.name + ")";
    text += ": " + (run.recipe.empty() ? "damaged" : run.recipe);
    for (const RunDifference& difference : run.differences)
        text += ", " + difference.label + " " +
                (run.parent != 0 ? formatSetting(difference.from) + " -> " : std::string()) +
                formatSetting(difference.to);
    text += ", seed " + std::to_string(run.config.seed);
    if (run.parent != 0) text += ", from run " + std::to_string(run.parent);
    text += run.step > 0 ? "; " + countText(run.step) + " steps in " + clockText(run.seconds) : "; not trained yet";
    if (run.best)
        text +=
            "; best held out at epoch " + formatSetting(run.best->epoch) + ": " + termsText(termsOf(run, *run.best));
    if (run.last && run.best && run.last->step != run.best->step)
        text += "; last: " + termsText(termsOf(run, *run.last));
    if (!run.note.empty()) text += "; " + run.note;
    return text;
}

}  // namespace

int runRuns(const std::string& folder, Output& output) {
    const Project project = Project::openForReading(folder);
    std::vector<RunRow> runs = runsOf(project);
    const std::optional<StoredRun> current = runs.empty() ? std::nullopt : project.currentRun();
    for (RunRow& run : runs) {
        run.current = current && run.id == current->id;
        output.line(runLine(run));
        output.say(textOf(run));
    }
    if (runs.empty()) output.say("The project holds images, and no run yet.");
    return 0;
}

}  // namespace zscape
