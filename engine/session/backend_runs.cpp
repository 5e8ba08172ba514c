#include "engine/session/engine_backend.h"
#include "engine/session/run_weights.h"
#include "engine/session/threads/run_machine.h"

#include <algorithm>

/// The project's runs: another one is shown, a new one is begun beside them, what is known of one is changed; and a
/// run's best weights beside its last.
namespace zscape {
namespace {

/// Copies of the best weights may take this share of the time that is trained, and so many seconds at first.
constexpr double kShareOfBest = 0.005;
constexpr double kFirstSecondsOfBest = 0.25;

/// As a project would keep them.
StoredCodes storedOf(const CodesSnapshot& codes) {
    StoredCodes stored;
    stored.dimensions = codes.dimensions;
    stored.mu.assign(static_cast<size_t>(codes.count * codes.dimensions), 0.0F);
    stored.stamps.resize(static_cast<size_t>(codes.count));
    for (int64_t image = 0; image < codes.count; ++image) {
        const float* code = codes.codeOf(image);
        if (!code) continue;
        std::copy_n(code, codes.dimensions, stored.mu.begin() + image * codes.dimensions);
        stored.stamps[static_cast<size_t>(image)] = codes.stampOf(image);
    }
    return stored;
}

std::string checkedName(const std::string& name) {
    constexpr size_t kLongest = 200;  // bytes
    if (name.size() > kLongest)
        throw Error("run.name",
                    "The name of a run has at most %1 bytes. Give it a shorter one, and say more in its note.",
                    {std::to_string(kLongest)});
    return name;
}

}  // namespace

void EngineBackend::keepCurrent() {
    // What is only read is as it was stored; so is a run without a trainer.
    if (!trainer_ || !images_ || project_.whyOnlyRead()) return;
    if (project_.place().empty() && options_.unsavedFolder.empty()) return;
    withLastWeights([&] {
        collectRows(true, Clock::now());
        project_.save({}, content());
    });
    tellNotice();
    autosaveFailure_.clear();
}

std::optional<OpenRequest> EngineBackend::opensFor(const ShowRequest& request) {
    if (request.what != ShowRequest::What::Run || request.run == 0 || request.run == project_.run(build_))
        return std::nullopt;
    const auto runs = shared_.runs.get();
    const RunRow* row = runs->find(request.run);
    const bool shows = images_ && !imagesGone_ && (!row || row->sameImages);
    if (shows) return std::nullopt;
    keepCurrent();
    OpenRequest opened;
    opened.project = project_.place();
    opened.run = request.run;
    return opened;
}

bool EngineBackend::show(const ShowRequest& request) {
    using What = ShowRequest::What;
    if (state_ == RunState::Running) {
        if (request.what != What::Run) throw Error(verdictOn(state_, CommandKind::Configure).reason);
        viewRun(request.run);
        publishInfo();
        return true;
    }
    if (request.what == What::Weights) {
        showWeights(request.weights);
    } else {
        showRun(request.run);
        if (request.what == What::StartOver) startOver(request.seed);
        if (request.what == What::Branch) branchOff();
    }
    publishInfo();
    return stepsDone() > 0;
}

void EngineBackend::showRun(int64_t id) {
    if (id == 0 || id == project_.run(build_)) return;
    if (!images_) throw Error(imagesGone_.value());
    keepCurrent();
    StoredContents stored = project_.read(id);
    OpenedRun opened = openRun(stored, images_, heldOutSources_);
    for (ErrorInfo& warning : stored.warnings) shared_.events.push(event::Warning{std::move(warning)});
    for (const ErrorInfo& warning : opened.warnings) shared_.events.push(event::Warning{warning});
    if (opened.built) {
        for (const ErrorInfo& said : leftOutOf(*opened.built, heldOutImages_.get()))
            shared_.events.push(event::Warning{said});
        // The trainer is restored already: its codes and weights are of its step.
        take(std::move(*opened.built));
    } else {
        split_ = nullptr;
        shared_.split.put(nullptr);
        tooLarge_ = opened.warnings.back();
        take(std::move(opened.explored.value()), codesFor(stored, images_.get()));
    }
    restore(stored);
    remembered_ = config_;
    remembered_.origin.reset();
    project_.show(openedFrom(stored));
}

void EngineBackend::viewRun(int64_t id) {
    if (id == 0 || id == project_.run(build_)) return endView();
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
    describe(*info, model, record, std::max<int64_t>(stored.run->epochsPlanned, 1));
    info->run = id;
    info->endedBy = stored.endedBy;
    info->secondsPerEpoch = -1;
    info->bestKept = -1;
    info->encoderLeads = false;
    for (ErrorInfo& warning : stored.warnings) shared_.events.push(event::Warning{std::move(warning)});
    view_ = View{id, {std::move(info), own.metrics.get(), own.marks.get(), own.codes.get()}};
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
    auto shown = std::make_shared<ShownRun>(view_->shown);
    shown->info = std::move(info);
    shared_.shown.put(std::move(shown));
}

void EngineBackend::startOver(std::optional<uint64_t> seed) {
    if (!images_) throw Error(imagesGone_.value());
    RunConfig config = config_;
    config.origin.reset();
    if (seed) config.seed = *seed;
    BuiltRun run = buildRun(images_, heldOutImages_ != nullptr, config);
    keepCurrent();
    take(std::move(run));
    remembered_ = config_;
}

void EngineBackend::branchOff() {
    if (const auto why = whyNoTraining()) throw Error(*why);
    if (!trainer_)
        throw Error("model.none", "There is no model yet. Add images, and choose a recipe that can work with them.");
    RunConfig config = config_;
    config.origin.reset();
    // As it is, and not as it began: what was changed while it trained goes along.
    for (const Mark& mark : record_->marks())
        if (trainer_->spec().has(mark.key)) config.overrides[mark.key] = trainer_->spec().values.at(mark.key);
    BuiltRun run = buildRun(images_, heldOutImages_ != nullptr, config);
    keepCurrent();
    run.config.origin = BranchOrigin{config_.recipe, trainer_->step(), run.trainer->carryWeightsFrom(*trainer_) > 0,
                                     project_.run(build_)};
    take(std::move(run));
    remembered_ = config_;
    remembered_.origin.reset();
}

void EngineBackend::edit(const RunEdit& edit) {
    int64_t run = edit.run != 0 ? edit.run : project_.run(build_);
    if (edit.deleted) {
        if (*edit.deleted && run == project_.run(build_))
            throw Error("run.current", "This run is the one that is shown. Go to another one first, then delete it.",
                        {});
        if (*edit.deleted && view_ && run == view_->run) endView();
        if (*edit.deleted) project_.remove(run);
        else project_.bringBack(run);
    }
    if ((edit.name || edit.note) && run == 0) {
        save({});
        run = project_.run(build_);
    }
    if (edit.name) project_.rename(run, checkedName(*edit.name));
    if (edit.note) project_.setNote(run, *edit.note);
    publishInfo();
}

// ---- the best weights ----

void EngineBackend::forgetBest() {
    best_ = nullptr;
    bestKept_ = -1;
    bestSeconds_ = bestSpent_ = 0;
    last_.reset();
    otherCodes_.reset();
}

void EngineBackend::keepBest() {
    // What is kept stays until there is time for a better one.
    if (best_ && bestSpent_ + bestSeconds_ > kShareOfBest * record_->seconds() + kFirstSecondsOfBest) return;
    const auto began = Clock::now();
    CheckpointBytes state = trainer_->checkpoint();
    bestKept_ = state.step;
    best_ = std::make_shared<const std::vector<uint8_t>>(std::move(state.bytes));
    bestSeconds_ = std::chrono::duration<double>(Clock::now() - began).count();
    bestSpent_ += bestSeconds_;
}

void EngineBackend::swapWeights(const std::vector<uint8_t>& checkpoint) {
    const auto codes = shared_.codes.get();
    std::optional<StoredCodes> leaving;
    if (codes && codes->encoded > 0) leaving = storedOf(*codes);
    trainer_->restore(checkpoint);
    codes_.begin(*images_, *split_, trainer_->latentDimensions());
    if (otherCodes_) codes_.restore(*otherCodes_, trainer_->step());
    otherCodes_ = std::move(leaving);
    sides_.forget();
    publishWeights();
}

void EngineBackend::showWeights(RunWeightsShown weights) {
    const bool best = weights == RunWeightsShown::Best;
    if (best == last_.has_value()) return;
    if (!best) {
        const CheckpointBytes last = std::move(*last_);
        last_.reset();
        swapWeights(last.bytes);
        return;
    }
    if (state_ == RunState::Paused)
        throw Error("run.paused", "The run is paused, and its weights stay as they are. Stop it first.", {});
    if (!trainer_ || bestKept_ < 0)
        throw Error("run.best", "No best weights are kept of this run: no held-out loss was measured while it trained.",
                    {});
    if (!best_) best_ = std::make_shared<const std::vector<uint8_t>>(project_.readBest(project_.run(build_)));
    collectRows(true, Clock::now());
    CheckpointBytes last = trainer_->checkpoint();
    swapWeights(*best_);
    last_ = std::move(last);
}

void EngineBackend::withLastWeights(const std::function<void()>& work) {
    if (!last_) return work();
    trainer_->restore(last_->bytes);
    try {
        work();
    } catch (...) {
        trainer_->restore(*best_);
        throw;
    }
    trainer_->restore(*best_);
}

// ---- the list ----

RunRow EngineBackend::currentRow() const {
    RunRow row;
    row.current = true;
    const ModelSpec& spec = trainer_->spec();
    row.recipe = spec.recipe.name;
    row.title = spec.recipe.title;
    row.config = config_;
    row.differences = differencesOf(spec, nullptr);
    row.step = stepsOfRun();
    row.seconds = record_->seconds();
    row.parent = config_.origin ? config_.origin->run : 0;
    const RunMetrics& metrics = record_->metrics();
    row.terms.assign(metrics.terms.begin() + 1, metrics.terms.end());
    row.best = heldOutLossAt(metrics.heldOut, record_->best().step);
    if (metrics.heldOut.size() > 0)
        row.last = heldOutLossAt(
            metrics.heldOut, static_cast<int64_t>(metrics.heldOut.at(metrics.heldOut.size() - 1, RunMetrics::kStep)));
    row.curve = curveOf(metrics.heldOut);
    row.bestKept = bestKept_;
    return row;
}

void EngineBackend::publishRuns() {
    auto list = std::make_shared<RunList>();
    list->place = project_.place();
    try {
        list->rows = project_.rows([this] {
            return images_ ? storedDataOf(*images_, request_, heldOutImages_.get(), heldOutSources_) : StoredData();
        });
    } catch (const Error&) {
        list->rows.clear();  // a project that cannot be read any more says so where it is saved or opened
    }
    const int64_t id = project_.run(build_);
    const auto stored =
        std::find_if(list->rows.begin(), list->rows.end(), [&](const RunRow& row) { return id != 0 && row.id == id; });
    if (trainer_) {
        RunRow row = currentRow();
        row.id = id;
        row.trains = state_ == RunState::Running || state_ == RunState::Stopping;
        row.current = !view_;
        if (stored != list->rows.end()) {
            row.name = stored->name;
            row.note = stored->note;
            row.parent = stored->parent;
            if (row.parent != 0) row.differences = stored->differences;
            *stored = std::move(row);
        } else {
            list->rows.push_back(std::move(row));
        }
    } else if (stored != list->rows.end()) {
        stored->current = true;
    }
    for (RunRow& row : list->rows)
        if (view_ && row.id == view_->run) row.current = true;
    shared_.runs.put(std::move(list));
}

}  // namespace zscape
