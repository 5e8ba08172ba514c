#include "engine/session/engine_backend.h"

namespace zscape {

ProjectFile::Content EngineBackend::content() const {
    const bool trains = state_ == RunState::Running || state_ == RunState::Stopping;
    const auto codes = shared_.codes.get();
    return {build_,
            *images_,
            request_,
            trainer_ ? config_ : remembered_,
            epochsPlanned_,
            trainer_.get(),
            record_ ? &*record_ : nullptr,
            diagnostics_.history(),
            heldOutImages_.get(),
            endedBy_,
            codes && codes->encoded > 0 && !last_ ? codes : nullptr,
            trainer_ && !trains && !last_ && codes_.upToDate(trainer_->step()),
            trains,
            best_,
            bestKept_};
}

void EngineBackend::save(const std::filesystem::path& project) {
    // Without its images a run is as it was stored: there is nothing to save.
    if (!images_) throw Error(imagesGone_.value());
    withLastWeights([&] {
        if (trainer_) collectRows(true, Clock::now());
        project_.save(project, content());
    });
    tellNotice();
    autosaveFailure_.clear();
    autosaveDue_ = Clock::now() + options_.autosave;
    publishInfo();
}

void EngineBackend::autosave() {
    const bool writing = project_.isWriting();
    const bool due = options_.autosave.count() > 0 && Clock::now() >= autosaveDue_;
    if (!trainer_ || last_ || (!writing && !due)) return;
    try {
        project_.takeOver();
        if (writing && !project_.isWriting()) {
            autosaveFailure_.clear();
            publishInfo();
        }
        if (!due || project_.isWriting() || trainer_->step() == 0 || !project_.isBehind(content())) return;
        autosaveDue_ = Clock::now() + options_.autosave;
        collectRows(true, Clock::now());
        project_.keep(content(), options_.poke);
        tellNotice();
    } catch (...) {
        // Tried again in a while. It is said once, and not each time.
        const ErrorInfo reason = describeCurrentException();
        if (reason.code == autosaveFailure_) return;
        autosaveFailure_ = reason.code;
        shared_.events.push(event::Warning{
            {"autosave.failed", "What was trained could not be saved, and training goes on: %1", {reason.sentence()}}});
    }
}

void EngineBackend::tellNotice() {
    if (auto notice = project_.takeNotice()) shared_.events.push(event::Warning{std::move(*notice)});
}

std::optional<EngineBackend::Clock::time_point> EngineBackend::wakeAt() const {
    if (options_.autosave.count() <= 0 || !trainer_ || last_ || trainer_->step() == 0 || state_ == RunState::Loading ||
        project_.isWriting())
        return std::nullopt;
    return project_.isBehind(content()) ? std::optional(autosaveDue_) : std::nullopt;
}

void EngineBackend::threadEnding() {
    if (shared_.unsavedForgotten.load() && project_.folder().empty()) project_.forget();
    else project_.purge();
    project_.finish();
}

}  // namespace zscape
