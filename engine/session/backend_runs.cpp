#include "engine/session/engine_backend.h"
#include "engine/session/threads/run_machine.h"

#include <algorithm>
#include <utility>

/// The project's runs: another one is shown, a new one is begun beside them, what is known of one is changed.
namespace zscape {
namespace {

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
    noteSaved();
}

void EngineBackend::noteLeft() {
    if (left_ == 0) left_ = shownRun();
}

RunNumbers EngineBackend::takeRunNumbers() { return {std::exchange(left_, 0), shownRun()}; }

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
    noteLeft();
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

void EngineBackend::startOver(std::optional<uint64_t> seed) {
    if (!images_) throw Error(imagesGone_.value());
    RunConfig config = config_;
    config.origin.reset();
    if (seed) config.seed = *seed;
    BuiltRun run = buildRun(images_, heldOutImages_ != nullptr, config);
    keepCurrent();
    noteLeft();
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
    noteLeft();
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
    list->numbering = project_.numbering();
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
