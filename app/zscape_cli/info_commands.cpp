#include "app/zscape_cli/info_commands.h"

#include "app/zscape_cli/interruption.h"
#include "app/zscape_cli/output.h"
#include "app/zscape_cli/picture_files.h"
#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/session/run_curves.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace zscape {

namespace {

/// step, epoch, seconds: what stands before a row's terms.
constexpr size_t kFixedColumns = 3;

struct Progressed {
    double step = 0;
    double epochs = 0;
    Terms heldOut;
};

/// How far the run is by its metrics up to `savedStep`.
Progressed progressOf(const Project& project, const StoredRun& run, int64_t savedStep) {
    Progressed progressed;
    for (const StoredMetric& metric : project.metrics(run.id)) {
        if (metric.row[0] > static_cast<double>(savedStep)) continue;
        if (metric.row[0] >= progressed.step) {
            progressed.step = metric.row[0];
            progressed.epochs = metric.row[1];
        }
        if (metric.kind != StoredMetric::Kind::HeldOut) continue;
        progressed.heldOut.clear();
        for (size_t i = 0; i < std::min(run.terms.size(), metric.row.size() - kFixedColumns); ++i) {
            progressed.heldOut.emplace_back(run.terms[i], metric.row[kFixedColumns + i]);
        }
    }
    return progressed;
}

/// A project of before there was a ledger holds none: the formulas are the model's then, and nothing is measured.
std::vector<LedgerLine> ledgerOf(const StoredRun& run, const TrainedModel& model) {
    std::vector<LedgerLine> stored;
    try {
        stored = ledgerFromJson(run.ledger);
    } catch (const std::exception& error) {
        throw Error("project.corrupt",
                    "The project's loss ledger cannot be read: %1. Open an older copy of the project.",
                    {validUtf8(error.what())});
    }
    return stored.empty() ? model.ledger() : stored;
}

std::string shortText(double number) {
    std::ostringstream text;
    text << std::setprecision(5) << number;
    return text.str();
}

void sayLedger(Output& output, const std::vector<LedgerLine>& ledger, const ModelSpec& spec) {
    output.say(
        "ledger      sums over pixels and dimensions, means over images; the contributions add up to the total; at the "
        "last step");
    for (const LedgerLine& line : ledger) {
        if (std::isfinite(line.value)) {
            std::string text = "  " + line.term + ": " + shortText(line.value) + " " + line.unit + ", weight " +
                               shortText(line.weight) + ", adds " + shortText(line.contribution);
            if (const double beta = effectiveBeta(line); std::isfinite(beta))
                text += "; effective beta " + shortText(beta) + " (" + shortText(normalisedBeta(line, spec)) +
                        " between means over pixels and dimensions)";
            output.say(text);
        } else {
            output.say("  " + line.term + ": not measured yet, in " + line.unit);
        }
        output.say("      " + line.formula);
    }
}

/// A run whose description is damaged is listed all the same.
std::string recipeOf(const RunSummary& run) {
    try {
        return specFromJson(run.spec).recipe.name;
    } catch (const Error&) {
        return "damaged";
    }
}

Json runsJson(const std::vector<RunSummary>& runs) {
    Json list = Json::array();
    for (const RunSummary& run : runs) {
        list.push_back({{"run", run.id}, {"recipe", recipeOf(run)}, {"steps", run.step < 0 ? Json() : Json(run.step)}});
        if (run.parent)
            list.back()["parent"] = {{"run", run.parent->run == 0 ? Json() : Json(run.parent->run)},
                                     {"step", run.parent->step},
                                     {"weights_carried", run.parent->weightsCarried}};
    }
    return list;
}

/// ", from run 1 at step 1,200, weights carried"; empty for one that took up none.
std::string parentText(const RunSummary& run) {
    if (!run.parent) return "";
    const StoredParent& parent = *run.parent;
    return ", from " +
           (parent.run != 0 ? "run " + std::to_string(parent.run)
                            : "a run of " + validUtf8(parent.recipe) + " that is not in this project") +
           " at step " + countText(parent.step) + (parent.weightsCarried ? ", weights carried" : "");
}

void sayRuns(Output& output, const std::vector<RunSummary>& runs, int64_t shown) {
    if (runs.size() < 2) return;
    for (const RunSummary& run : runs)
        output.say("run " + std::to_string(run.id) + "       " + recipeOf(run) + ", " +
                   (run.step < 0 ? "no saved weights" : countText(run.step) + " steps") + parentText(run) +
                   (run.id == shown ? "; this one" : "; see --run " + std::to_string(run.id)));
}

/// What decode writes into a TIFF or an array, or why it does not.
std::string valuesOf(const TrainedModel& model) {
    try {
        return valuesText({model.valueScale()});
    } catch (const Error& error) {
        return error.info().sentence();
    }
}

void sayInfo(Output& output, const TrainedModel& model, const Progressed& progressed,
             const std::vector<LedgerLine>& ledger) {
    const ModelSpec& spec = model.spec();
    output.say("recipe      " + spec.recipe.name + " (" + spec.recipe.title + ")");
    for (const std::string& source : model.data().sources) output.say("images      " + displayName(source));
    for (const std::string& source : model.data().heldOutSources) output.say("held out    " + displayName(source));
    output.say("size        " + std::to_string(spec.shape.size) + "x" + std::to_string(spec.shape.size) +
               channelsAfterSize(spec.shape.channels) + ", " + countText(model.data().images) + " images");
    output.say("values      " + valuesOf(model));
    output.say("model       " + countText(model.parameterCount()) + " parameters, " +
               std::to_string(model.latentDimensions()) + " latent dimensions");
    output.say("trained     " + countText(model.step()) + " steps, " + formatSetting(progressed.epochs) + " epochs");
    if (!progressed.heldOut.empty()) output.say("held out    " + termsText(progressed.heldOut));
    sayLedger(output, ledger, spec);
    for (const Setting& setting : spec.recipe.settings) {
        output.say("  " + setting.key + " = " + formatSetting(spec.values.at(setting.key)) +
                   (setting.unit.empty() ? "" : " " + setting.unit) +
                   (spec.automatic.contains(setting.key) ? " (by the number of images)" : ""));
    }
}

}  // namespace

int runInfo(const ProjectRun& chosen, Output& output) {
    const TrainedModel model = openChosen(chosen);
    if (model.lost()) output.warn(model.lost()->sentence());
    const Project project = Project::openForReading(chosen.folder);
    const StoredRun run = project.run(model.run()).value();
    const std::vector<RunSummary> runs = project.runs();
    const Progressed progressed = progressOf(project, run, model.step());
    const std::vector<LedgerLine> ledger = ledgerOf(run, model);
    Json sources = Json::array(), heldOutSources = Json::array();
    for (const std::string& source : model.data().sources) sources.push_back(validUtf8(source));
    for (const std::string& source : model.data().heldOutSources) heldOutSources.push_back(validUtf8(source));
    const ModelSpec& spec = model.spec();
    output.line({{"event", "info"},
                 {"project", validUtf8(project.folder().string())},
                 {"recipe", spec.recipe.name},
                 {"title", spec.recipe.title},
                 {"run", run.id},
                 {"runs", runsJson(runs)},
                 {"steps", model.step()},
                 {"epochs", epochsJson(progressed.epochs)},
                 {"epochs_planned", run.epochsPlanned},
                 {"parameters", model.parameterCount()},
                 {"latent_dimensions", model.latentDimensions()},
                 {"size", spec.shape.size},
                 {"channels", spec.shape.channels},
                 {"images", model.data().images},
                 {"sources", sources},
                 {"heldout_sources", heldOutSources},
                 {"terms", run.terms},
                 {"heldout", termsJson(progressed.heldOut)},
                 {"ledger", ledgerJson(ledger, spec)},
                 {"settings", settingsJson(spec.recipe.settings, spec.values, spec.automatic)}});
    if (output.json()) return 0;
    sayRuns(output, runs, run.id);
    sayInfo(output, model, progressed, ledger);
    return 0;
}

int runCurves(const ProjectRun& chosen, const std::string& out, Output& output) {
    if (!out.ends_with(".csv")) throw Error("usage.out", "--out must end in .csv; %1 does not.", {displayName(out)});
    return runInterruptibly([&](std::stop_token stop) {
        const Project project = Project::openForReading(chosen.folder);
        const std::optional<StoredRun> run = project.run(project.runCalled(chosen.run));
        if (!run)
            throw Error("project.no-run", "The project %1 holds no run yet. Train one first.",
                        {displayName(chosen.folder)});
        const RunCurves curves = storedCurves(project, *run);
        writeCurvesCsv(out, *curves.metrics, curves.marks, std::move(stop));
        output.say(countText(curves.metrics->train.size()) + " steps in " + displayName(out));
        return 0;
    });
}

}  // namespace zscape
