#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/session/project_io.h"
#include "engine/session/session.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace zscape {
namespace {

constexpr size_t kLongestStem = 80;

StoredMetric readingRow(const CollapseReading& reading) {
    return {StoredMetric::Kind::Reading,
            {static_cast<double>(reading.step), reading.epoch, 0, reading.information, reading.klSum,
             static_cast<double>(reading.activeUnits)}};
}

/// "2026-11-28 23.59.07", local time: a person looks for it by when it was.
std::string timeInName() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H.%M.%S", &local);
    return text;
}

}  // namespace

StoredData storedDataOf(const ImageSet& images, const ImportRequest& request, const ImageSet* heldOut,
                        const std::vector<std::string>& heldOutSources) {
    return {absoluteSources(request.sources),
            absoluteSources(heldOutSources),
            importSettingsToJson(resolvedSettings(request, images)),
            images.fingerprint(),
            images.count(),
            heldOut ? heldOut->fingerprint() : std::string()};
}

void ProjectFile::setUnsavedFolder(const std::filesystem::path& folder) {
    unsavedFolder_ = folder.empty() ? folder : std::filesystem::path(absolutePath(folder.string()));
}

ProjectFile::Stamp ProjectFile::stampOf(const Content& content) {
    Stamp stamp{content.build, -1, 0, content.epochsPlanned, content.endedBy.code};
    if (content.trainer) stamp.step = content.trainer->step();
    if (content.record) stamp.marks = content.record->marks().size();
    return stamp;
}

std::filesystem::path ProjectFile::newUnsavedPlace(const ImageSet& images) const {
    std::string stem = "images";
    if (!images.sources().empty()) {
        const std::string& source = images.sources().front();
        const std::filesystem::path path = std::filesystem::path(source).lexically_normal();
        if (source.starts_with("sample:")) stem = source.substr(source.find(':') + 1);
        else if (const auto name = path.has_filename() ? path.stem() : path.parent_path().filename(); !name.empty())
            stem = name.string();
    }
    stem.resize(std::min(stem.size(), kLongestStem));
    stem += " " + timeInName();
    std::filesystem::path place = unsavedFolder_ / (stem + ".zscape");
    std::error_code ignored;
    for (int copy = 2; std::filesystem::exists(place, ignored); ++copy)
        place = unsavedFolder_ / (stem + " " + std::to_string(copy) + ".zscape");
    return place;
}

ProjectFile::Taken ProjectFile::take(const Content& content, bool sameProject) {
    Taken taken;
    taken.stamp = stampOf(content);
    taken.state.data = storedDataOf(content.images, content.request, content.heldOut, content.config.heldOutSources);
    taken.selections = content.selections;
    if (!(sameProject && savedSelections_ == content.selections)) taken.state.selections = content.selections;
    if (!content.trainer) return taken;
    const bool sameRun = sameProject && run_ != 0 && kept_.build == content.build;
    taken.state.run = StoredRun{sameRun ? run_ : 0,
                                specToJson(content.trainer->spec()),
                                runConfigToJson(content.config),
                                content.trainer->terms(),
                                content.epochsPlanned,
                                ledgerToJson(content.record->ledger()),
                                endToJson(content.endedBy),
                                {}};
    // Numbers of runs are this project's.
    if (const auto& origin = content.config.origin)
        taken.state.run->parent =
            StoredParent{origin->recipe, origin->step, origin->weightsCarried, sameProject ? origin->run : 0};
    CheckpointBytes checkpoint = content.trainer->checkpoint();
    taken.state.step = checkpoint.step;
    taken.state.checkpoint = std::move(checkpoint.bytes);

    const auto tables = tablesOf(content.record->metrics());
    for (size_t kind = 0; kind < kTables; ++kind) {
        const MetricStore& store = *tables[kind];
        taken.rows[kind] = store.size();
        for (int64_t row = sameRun ? savedRows_[kind] : 0; row < taken.rows[kind]; ++row) {
            StoredMetric metric{static_cast<StoredMetric::Kind>(kind), {}};
            metric.row.reserve(store.columns());
            for (size_t column = 0; column < store.columns(); ++column) metric.row.push_back(store.at(row, column));
            taken.state.rows.push_back(std::move(metric));
        }
    }
    taken.reading = sameRun ? savedReading_ : -1;
    for (const CollapseReading& reading : content.readings)
        if (reading.step > taken.reading) taken.state.rows.push_back(readingRow(reading));
    if (!content.readings.empty()) taken.reading = content.readings.back().step;
    for (const Mark& mark : content.record->marks())
        taken.state.marks.push_back({mark.step, mark.epoch, mark.key, mark.value});
    const bool waits = content.trains && content.codes && bytesOfCodes(*content.codes) > kCodesWhileTraining;
    if (!waits && !(sameRun && savedCodes_.lock() == content.codes)) taken.codes = content.codes;
    taken.codesSettled = content.codesSettled;
    taken.bestStep = content.bestStep;
    taken.state.bestStep = content.bestStep;
    if (!(sameRun && savedBest_ == content.bestStep)) taken.state.best = content.best;
    bytesOfSave_ = std::ssize(taken.state.checkpoint);
    if (taken.state.best) bytesOfSave_ += std::ssize(*taken.state.best);
    if (taken.codes) bytesOfSave_ += bytesOfCodes(*taken.codes);
    for (const StoredMetric& metric : taken.state.rows)
        bytesOfSave_ += std::ssize(metric.row) * static_cast<int64_t>(sizeof(double));
    return taken;
}

void ProjectFile::Taken::addCodes(SavedState& state, const CodesSnapshot* codes) {
    if (!codes) return;
    state.codes = codesToFile(*codes);
    state.codesStep = codes->newestStep;
}

void ProjectFile::forgetWritten() {
    run_ = 0;
    kept_ = {};
    savedRows_ = {};
    savedReading_ = -1;
    savedCodes_.reset();
    codesSettled_ = false;
    savedBest_ = -1;
    rows_.reset();
}

void ProjectFile::settle(const Taken& taken, int64_t run) {
    kept_ = taken.stamp;
    run_ = run;
    savedRows_ = taken.rows;
    savedReading_ = taken.reading;
    if (taken.codes) savedCodes_ = taken.codes;
    codesSettled_ = taken.codesSettled;
    savedBest_ = taken.bestStep;
    savedSelections_ = taken.selections;
    rows_.reset();
}

void ProjectFile::save(const std::filesystem::path& folder, const Content& content) {
    finish();
    std::filesystem::path target = folder.empty() ? place_ : std::filesystem::path(absolutePath(folder.string()));
    leaveMoved(target == place_);
    if (target.empty() && !unsavedFolder_.empty()) target = newUnsavedPlace(content.images);
    if (target == place_ && whyOnlyRead_) throw Error(*whyOnlyRead_);
    if (target.empty())
        throw Error("project.place", "It was not said where to save the project. Choose a folder for it.");
    std::error_code ignored;
    // With all of its runs: moved from the unsaved ones, copied from a place of a person's.
    const bool copies = project_ && target != place_ && !std::filesystem::exists(target, ignored);
    if (copies) {
        const std::filesystem::path before = isUnsaved() ? place_ : std::filesystem::path();
        project_->moveTo(target);
        place_ = target;
        if (!before.empty()) std::filesystem::remove_all(before, ignored);  // where it was copied
    }
    if (!project_ || target != place_) {
        saveElsewhere(target, content);
        return;
    }
    try {
        saveInPlace(content);
    } catch (const Error& error) {
        if (!copies || error.code() != "project.corrupt") throw;
        // A copy of what is damaged takes nothing either: this run goes there alone.
        project_.reset();
        forgetWritten();
        savedSelections_.reset();
        std::filesystem::remove_all(target, ignored);
        saveElsewhere(target, content);
    }
}

void ProjectFile::saveInPlace(const Content& content) {
    if (isWritten(content)) return;
    Taken taken = take(content, true);
    Taken::addCodes(taken.state, taken.codes.get());
    settle(taken, project_.value().save(taken.state));
}

void ProjectFile::leaveMoved(bool savedThere) {
    if (!project_ || project_->isInPlace()) return;
    std::error_code ignored;
    if (savedThere && std::filesystem::exists(place_, ignored) && !std::filesystem::is_empty(place_, ignored))
        throw Error("project.replaced",
                    "%1 is no longer the project that was opened there: that one was moved or deleted, and something "
                    "else lies in its place. Save to another place.",
                    {displayName(place_)});
    // Before another one is made of its name: SQLite takes its log away by name.
    project_.reset();
    ++numbering_;
    forgetWritten();
    savedSelections_.reset();
    if (savedThere)
        notice_ = ErrorInfo{"project.anew",
                            "The project %1 was moved, renamed or deleted while it was open. All of this run is saved "
                            "there anew; the other one stays as it was.",
                            {displayName(place_)}};
}

bool ProjectFile::isWritten(const Content& content) const {
    if (!content.trainer || run_ == 0 || isBehind(content) || !Project::isProject(place_)) return false;
    if (!content.readings.empty() && content.readings.back().step != savedReading_) return false;
    if (content.codes && savedCodes_.lock() != content.codes) return false;
    const auto tables = tablesOf(content.record->metrics());
    return std::equal(tables.begin(), tables.end(), savedRows_.begin(),
                      [](const MetricStore* store, int64_t saved) { return store->size() == saved; });
}

void ProjectFile::saveElsewhere(const std::filesystem::path& target, const Content& content) {
    std::error_code ignored;
    const bool made = !std::filesystem::exists(target, ignored);
    Taken taken = take(content, target == place_ && Project::isProject(target));
    Taken::addCodes(taken.state, taken.codes.get());
    int64_t run = 0;
    std::optional<Project> next;
    try {
        next.emplace(Project::create(target));
        run = next->save(taken.state);
    } catch (...) {
        next.reset();
        if (made) std::filesystem::remove_all(target, ignored);
        throw;
    }
    // Only now, that the new one stands whole, the old one is let go.
    const std::filesystem::path unsaved = isUnsaved() && place_ != target ? place_ : std::filesystem::path();
    if (place_ != target) purge();
    if (!place_.empty() && place_ != target) ++numbering_;
    project_ = std::move(next);
    place_ = target;
    whyOnlyRead_.reset();
    settle(taken, run);
    if (!unsaved.empty()) std::filesystem::remove_all(unsaved, ignored);
}

void ProjectFile::keep(const Content& content, std::function<void()> written) {
    if (writing_ || whyOnlyRead_) return;
    leaveMoved(/*savedThere=*/true);
    if (!project_) {
        if (place_.empty() && unsavedFolder_.empty()) return;
        const bool isNew = place_.empty();
        const std::filesystem::path place = isNew ? newUnsavedPlace(content.images) : place_;
        try {
            project_.emplace(Project::create(place));
        } catch (...) {
            std::error_code ignored;
            if (isNew) std::filesystem::remove_all(place, ignored);
            throw;
        }
        place_ = place;
    }
    Taken taken = take(content, true);
    std::packaged_task<int64_t()> work(
        [project = &project_.value(), state = std::move(taken.state), codes = taken.codes]() mutable {
            Taken::addCodes(state, codes.get());
            return project->save(state);
        });
    writing_.emplace(Writing{std::move(taken), work.get_future(), {}});
    writing_->thread = std::jthread([work = std::move(work), written = std::move(written)]() mutable {
        work();
        written();
    });
}

void ProjectFile::takeOver() {
    if (!writing_ || writing_->run.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    writing_->thread.join();
    Writing done = std::move(*writing_);
    writing_.reset();
    settle(done.taken, done.run.get());
}

void ProjectFile::finish() noexcept {
    if (!writing_) return;
    writing_->run.wait();
    try {
        takeOver();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
        // Not kept; whoever waits writes it again, or has no more use for it.
    }
}

void ProjectFile::adopt(Project project, const Opened& opened, std::shared_ptr<const StoredSelections> selections) {
    finish();
    if (place_ != project.folder()) ++numbering_;
    place_ = project.folder();
    whyOnlyRead_ = project.whyOnlyRead();
    // What is only read was read: nobody else has to wait for it.
    if (whyOnlyRead_) project_.reset();
    else project_ = std::move(project);
    noteOpened(opened);
    savedSelections_ = std::move(selections);
}

void ProjectFile::noteOpened(const Opened& opened) {
    forgetWritten();
    run_ = opened.run;
    kept_ = {opened.build, opened.step, opened.record ? opened.record->marks().size() : 0, opened.epochsPlanned,
             opened.endedBy.code};
    savedReading_ = opened.readings.empty() ? -1 : opened.readings.back().step;
    savedCodes_ = opened.codes;
    codesSettled_ = true;
    savedBest_ = opened.bestStep;
    if (!opened.record) return;
    const auto tables = tablesOf(opened.record->metrics());
    for (size_t kind = 0; kind < kTables; ++kind) savedRows_[kind] = tables[kind]->size();
}

void ProjectFile::release() {
    finish();
    project_.reset();
}

void ProjectFile::forget(const std::filesystem::path& except) {
    finish();
    const std::filesystem::path unsaved = isUnsaved() ? place_ : std::filesystem::path();
    const bool stays = !except.empty() && place_ == absolutePath(except.string());
    if (!stays && unsaved.empty()) purge();
    if (!stays) removed_.clear();
    if (!stays && !place_.empty()) ++numbering_;
    project_.reset();
    place_.clear();
    whyOnlyRead_.reset();
    forgetWritten();
    savedSelections_.reset();
    std::error_code ignored;
    if (!unsaved.empty() && !stays) std::filesystem::remove_all(unsaved, ignored);
}

}  // namespace zscape
