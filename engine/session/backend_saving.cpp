#include "engine/session/engine_backend.h"

#include "engine/core/paths.h"
#include "engine/session/stored_selections.h"

namespace zscape {
namespace {

/// Of the disk that `place` lies on, or would; below 0: not known.
int64_t bytesFreeAt(std::filesystem::path place) {
    std::error_code error;
    while (place.has_relative_path() && !std::filesystem::exists(place, error)) place = place.parent_path();
    const std::filesystem::space_info space = std::filesystem::space(place, error);
    return error ? -1 : static_cast<int64_t>(space.available);
}

}  // namespace

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
            bestKept_,
            selections_};
}

void EngineBackend::save(const std::filesystem::path& project) {
    // Without its images a run is as it was stored: there is nothing to save.
    if (!images_) throw Error(imagesGone_.value());
    try {
        withLastWeights([&] {
            if (trainer_) collectRows(true, Clock::now());
            project_.save(project, content());
        });
    } catch (...) {
        noteNotSaved(project);
        throw;
    }
    tellNotice();
    noteSaved();
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
            // What a person wanted to have in another place is not there for that.
            if (!notSaved_ || notSaved_->place.empty() || notSaved_->place == project_.place()) noteSaved();
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
        noteNotSaved({});
        if (reason.code == autosaveFailure_) return;
        autosaveFailure_ = reason.code;
        shared_.events.push(event::Warning{
            {"autosave.failed", "What was trained could not be saved, and training goes on: %1", {reason.sentence()}}});
    }
}

void EngineBackend::noteSaved() {
    autosaveFailure_.clear();
    notSaved_.reset();
}

void EngineBackend::noteNotSaved(const std::filesystem::path& place) {
    NotSaved failed{describeCurrentException(),
                    place.empty() ? project_.place() : std::filesystem::path(absolutePath(place.string()))};
    failed.sinceStep = failed.place == project_.place() ? project_.keptStep(build_) : 0;
    if (failed.reason.code == "write.full") {
        failed.bytesNeeded = project_.bytesOfSave();
        failed.bytesFree = bytesFreeAt(failed.place.empty() ? options_.unsavedFolder : failed.place);
    }
    notSaved_ = std::move(failed);
    publishInfo();
}

void EngineBackend::tellNotice() {
    if (auto notice = project_.takeNotice()) shared_.events.push(event::Warning{std::move(*notice)});
}

std::optional<ErrorInfo> EngineBackend::takeSelections(std::shared_ptr<const StoredSelections> selections,
                                                       const ImageSet* images) {
    selections_ = std::move(selections);
    auto named = std::make_shared<const NamedImages>(images ? namedAmong(*selections_, *images) : NamedImages());
    const int64_t gone = goneFrom(*named);
    shared_.named.put(std::move(named));
    if (gone == 0) return std::nullopt;
    return ErrorInfo{"selection.gone",
                     "Of the images in named selections %1 are not among these images: they are counted beside each, "
                     "and are there again with their files.",
                     {std::to_string(gone)}};
}

void EngineBackend::nameImages(std::shared_ptr<const NamedImages> named) {
    // Without its images a project is as it was stored.
    if (!images_) throw Error(imagesGone_.value());
    selections_ = std::make_shared<const StoredSelections>(storedSelections(*named, *images_));
    shared_.named.put(std::move(named));
    try {
        if (!project_.place().empty()) project_.setSelections(selections_);
        else if (!options_.unsavedFolder.empty() && !selections_->empty()) save({});
    } catch (...) {
        shared_.events.push(event::Warning{{"selection.unsaved",
                                            "The named selections could not be saved: %1",
                                            {describeCurrentException().sentence()}}});
    }
    publishInfo();
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
