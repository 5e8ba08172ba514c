#include "engine/session/engine_backend.h"
#include "engine/session/run_weights.h"
#include "engine/training/checkpoint.h"
#include "engine/training/compute_plan.h"

/// A stored run that is looked at while another one trains.
namespace zscape {

void EngineBackend::viewRun(int64_t id) {
    if (id == 0 || id == project_.run(build_)) {
        if (view_) noteLeft();
        return endView();
    }
    const auto runs = shared_.runs.get();
    const RunRow* row = runs->find(id);
    if (row && !row->sameImages)
        throw Error("run.other-images",
                    "This run has other images, and a run is training on those at hand. Stop it first.", {});
    StoredContents stored = project_.read(id);
    if (!stored.checkpoint || stored.checkpoint->step == 0)
        throw Error("run.untrained", "This run is not trained yet, and another one is training. Stop that first.", {});
    ExploredModel model = exploreStored(stored.config, stored.checkpoint->bytes);
    // What a current run would publish is published into nobody's hands, and taken from there.
    SharedState own({});
    MetricsRecorder record(own, model.terms, model.ledger);
    restoreRecord(record, stored, {});
    CodeRefresher codes(own);
    codes.beginWithoutTrainer(static_cast<int>(model.spec.codeSize()), codesFor(stored, images_.get()), model.step);
    auto info = std::make_shared<RunInfo>(*shared_.info.get());
    info->config = stored.config;
    describe(*info, model, record, std::max<int64_t>(stored.run.value().epochsPlanned, 1));
    info->run = id;
    info->endedBy = stored.endedBy;
    info->secondsPerEpoch = -1;
    info->bestKept = -1;
    info->encoderLeads = false;
    for (ErrorInfo& warning : stored.warnings) shared_.events.push(event::Warning{std::move(warning)});
    // By its number one comes back to the run that trains.
    if (project_.run(build_) == 0) keepCurrent();
    noteLeft();
    Split split = splitOfStored(*images_, heldOutImages_ != nullptr, stored.config, model.spec).split;
    const std::vector<uint8_t>& weights = stored.checkpoint->bytes;
    auto inference = std::make_unique<Inference>(Inference::ofCheckpoint(
        readCheckpointInfo(weights), weights, planFor(model.spec, "cpu", "fp32", trainer_->plan().threads)));
    view_.emplace(View{id,
                       {std::move(info), own.metrics.get(), own.marks.get(), own.codes.get(), nullptr},
                       std::move(split),
                       std::move(inference),
                       ReconstructionPreview(shared_)});
    constexpr uint64_t kViews = uint64_t{1} << 63;  // apart from the models that train
    service_.publish(std::make_shared<RunWeights>(kViews + ++views_, model.spec, model.weights, colours()));
}

void EngineBackend::endView() {
    if (!view_) return;
    view_.reset();
    shared_.shown.put(nullptr);
    weightsPublished_ = -1;
    publishWeights();
}

void EngineBackend::requireNoView() const {
    if (view_)
        throw Error("run.elsewhere", "%1 is training, and another run is shown. Go to it first.", {nameOfCurrent()});
}

std::string EngineBackend::nameOfCurrent() const {
    const auto runs = shared_.runs.get();
    for (const RunRow& row : runs->rows)
        if (row.trains) return row.name.empty() ? row.title : row.name;
    return trainer_ ? trainer_->spec().recipe.title : std::string();
}

void EngineBackend::publishView() {
    if (!view_) return;
    const auto trains = shared_.info.get();
    auto info = std::make_shared<RunInfo>(*view_->shown.info);
    info->elsewhere =
        TrainingElsewhere{trains->run, nameOfCurrent(), trains->epoch, trains->epochsPlanned, trains->secondsLeft};
    info->noTraining = ErrorInfo{"run.training", "%1 is training.", {info->elsewhere->name}};
    info->imagesPerSecond = trains->imagesPerSecond;
    info->unsavedWork = trains->unsavedWork;
    info->notSaved = trains->notSaved;
    auto shown = std::make_shared<ShownRun>(view_->shown);
    shown->info = std::move(info);
    shared_.shown.put(std::move(shown));
}

bool EngineBackend::viewIsDue() const {
    const View& view = view_.value();
    return view.reconstructions.dueWhileRunning(view.shown.info->step);
}

void EngineBackend::reconstructView() {
    View& view = view_.value();
    view.shown.reconstructions =
        view.reconstructions.make(*view.inference, *images_, view.split, view.shown.info->config.seed);
    publishView();
    shared_.events.notify();
}

}  // namespace zscape
