#include "app/zscape_cli/train_command.h"

#include "app/zscape_cli/resume_check.h"
#include "app/zscape_cli/set_options.h"
#include "app/zscape_cli/training_run.h"
#include "engine/core/paths.h"
#include "engine/data/import_settings.h"

#include <algorithm>
#include <csignal>

namespace zscape {

namespace {

constexpr uint64_t kDefaultSeed = 1;

/// How much is still to be trained; both 0: what the session has planned.
struct Remaining {
    int64_t epochs = 0;
    int64_t steps = 0;
    bool nothing = false;
};

/// Another run would come before the one that is there, and no command without --run would reach that one any more.
void requireNoTrainedRun(const TrainOptions& options) {
    if (options.startNew || !Project::isProject(options.project)) return;
    const Project project = Project::openForReading(options.project);
    for (const RunSummary& run : project.runs()) {
        if (run.step <= 0) continue;
        throw Error("usage.run",
                    "The project %1 holds a run that was trained for %2 steps. Go on with it by --resume, or begin "
                    "another one beside it by --new.",
                    {displayName(options.project), countText(run.step)});
    }
}

Remaining beginNew(const TrainOptions& options, TrainingRun& run) {
    Project::requirePlace(options.project);
    requireNoTrainedRun(options);
    const SetOptions sets = parseSetOptions(findRecipe(options.recipe), options.sets);
    RunConfig config;
    config.recipe = options.recipe;
    config.overrides = sets.model;
    config.seed = options.seed.value_or(kDefaultSeed);
    config.device = options.device;
    config.precision = options.precision;
    config.threads = options.threads;
    if (!options.heldOut.empty()) config.heldOutSources = {options.heldOut};
    run.settle(run.session().configure(config));
    run.settle(run.session().load({{options.data}, importSettingsFrom(sets.import)}));
    return {options.epochs, options.steps, false};
}

/// The session opens to look at what cannot be trained; here that is no use.
void requireTrainable(const RunInfo& info, const std::string& project) {
    if (!info.imagesGone.empty() && info.noTraining->code != "project.images-gone")
        throw Error("resume.images", "The run cannot go on. %1", {info.noTraining->sentence()});
    if (!info.imagesGone.empty())
        throw Error("resume.images",
                    "The run cannot go on without its images: %1 is not where it was. Say where it is now: zscape-cli "
                    "train FOLDER --resume --project %2",
                    {displayName(info.imagesGone.front()), displayName(project)});
    if (info.readOnly)
        throw Error("resume.reading",
                    "The run in %1 cannot go on there. %2 Copy the project to a place of your own, or wait, and resume "
                    "it then.",
                    {displayName(project), info.readOnly->sentence()});
}

/// --epochs and --steps mean the run's whole length: the same command with --resume goes on to where it wanted to go.
Remaining goOn(const TrainOptions& options, TrainingRun& run) {
    const auto [request, changed] = checkResume(options);
    run.settle(run.session().open(request));
    requireTrainable(*run.session().info(), options.project);
    if (const uint64_t seed = run.session().info()->config.seed; options.seed && *options.seed != seed) {
        throw Error("resume.seed",
                    "The run began with the seed %1, not %2. Leave it out with --resume, or train into a new project.",
                    {std::to_string(seed), std::to_string(*options.seed)});
    }
    for (const auto& [key, value] : changed) {
        const auto* whole = std::get_if<int64_t>(&value);
        run.settle(run.session().adjust(key, whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value)));
    }
    const auto info = run.session().info();
    if (options.epochs <= 0 && options.steps <= 0)
        return {0, 0, info->epochsPlanned * info->stepsPerEpoch <= info->step};
    const int64_t target = options.steps > 0 ? options.steps : options.epochs * info->stepsPerEpoch;
    return {0, std::max<int64_t>(0, target - info->step), target <= info->step};
}

/// The held-out loss of the saved weights. The run has it when it ended with an epoch.
Terms finalHeldOut(TrainingRun& run, const std::string& project, Output& output) {
    const int64_t step = run.session().info()->step;
    if (const Terms known = run.rowAt(run.session().metrics()->heldOut, step); !known.empty()) return known;
    const int64_t number = run.session().info()->run;
    run.settle(run.session().clear());  // lets go of the project
    TrainedModel model = TrainedModel::open(project, number);
    const TrainedModel::Selection heldOut = model.heldOut(output.sink(), {});
    if (heldOut.indices.empty()) return {};
    return model.terms(*heldOut.images, heldOut.indices, output.sink(), {});
}

/// Of a run that was asked to stop. A reader that left is no signal to whoever called, who waits for what the work came
/// to.
int statusOf(const TrainingRun& run, Output& output) {
    if (run.interrupted() != SIGPIPE) return exitStatusOf(run.interrupted());
    output.error("Nobody reads standard output any more, and the run was stopped there. Go on with --resume.");
    return 1;
}

}  // namespace

int runTrain(const TrainOptions& options, Output& output) {
    InterruptPipe pipe;
    TrainingRun run(output, pipe);
    try {
        const Remaining remaining = options.resume ? goOn(options, run) : beginNew(options, run);
        std::string project = absolutePath(options.project);
        if (run.session().metrics() != nullptr && !options.resume) {
            // Before the work: a project that cannot be written is told now, not after hours of training.
            run.settle(run.session().save(project));
        }
        if (remaining.nothing)
            output.say("Nothing is left to train: the run is at step " + countText(run.session().info()->step) +
                       ". Ask for more with --epochs.");
        else project = run.train(remaining.epochs, remaining.steps, project).string();

        const auto info = run.session().info();
        const double perSecond =
            run.secondsTrained() > 0 ? static_cast<double>(run.imagesTrained()) / run.secondsTrained() : 0;
        const Terms heldOut = finalHeldOut(run, project, output);
        Json done{{"event", "done"},
                  {"steps", info->step},
                  {"epochs", epochsJson(info->epoch)},
                  {"seconds", run.secondsTrained()},
                  {"images_per_second", perSecond},
                  {"heldout", termsJson(heldOut)},
                  {"project", validUtf8(project)}};
        if (run.interrupted() != 0) done["interrupted"] = true;
        if (const std::string reason = run.endedReason(); !reason.empty()) done["ended_by"] = reason;
        output.line(done);
        output.say(countText(info->step) + (info->step == 1 ? " step in " : " steps in ") +
                   clockText(run.secondsTrained()) + " on " + info->device + ", " + std::to_string(info->threads) +
                   " threads, " + info->precision + "; saved in " + displayName(project));
        if (!heldOut.empty() && !output.json()) output.say("held out: " + termsText(heldOut));
        return run.interrupted() != 0 ? statusOf(run, output) : 0;
    } catch (const Cancelled&) {
        const bool saved = run.session().info()->savedStep >= 0;
        output.say(saved ? "Stopped before training began; " + displayName(options.project) +
                               " holds the run as it was. Go on with --resume."
                         : "Stopped before training began; nothing was changed.");
        return statusOf(run, output);
    }
}

}  // namespace zscape
