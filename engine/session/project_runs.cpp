#include "engine/data/import_settings.h"
#include "engine/session/project_io.h"
#include "engine/session/stored_runs.h"
#include "engine/training/checkpoint.h"

#include <algorithm>
#include <map>

/// The runs of the project that a session is saved in: listed, read, shown, renamed, removed.
namespace zscape {
namespace {

/// The same pixels, split and labels: a run on the one can be shown on the other.
bool isSameData(const StoredData& a, const StoredData& b) {
    if (a.fingerprint.empty() || a.fingerprint != b.fingerprint || a.sources != b.sources ||
        a.heldOutSources != b.heldOutSources || a.heldOutFingerprint != b.heldOutFingerprint)
        return false;
    try {
        return importSettingsToJson(importSettingsFromJson(a.importSettings)) ==
               importSettingsToJson(importSettingsFromJson(b.importSettings));
    } catch (const Error&) {
        return false;  // opened anew, which says what is wrong with them
    }
}

}  // namespace

template <typename Look>
auto ProjectFile::look(const Look& look) {
    finish();
    if (project_) return look(std::as_const(*project_));
    return look(Project::openForReading(place_));
}

Project& ProjectFile::writable() {
    finish();
    if (whyOnlyRead_) throw Error(*whyOnlyRead_);
    leaveMoved(/*savedThere=*/true);
    Project& project = project_ ? *project_ : project_.emplace(Project::open(place_));
    rows_.reset();
    return project;
}

const std::vector<RunRow>& ProjectFile::rows(const std::function<StoredData()>& current) {
    static const std::vector<RunRow> kNone;
    // While it is being written what was read last stands; what comes then is read with the next look.
    if (writing_) return rows_ ? *rows_ : kNone;
    if (rows_ || place_.empty() || !Project::isProject(place_)) return rows_ ? *rows_ : kNone;
    rows_ = look([&](const Project& project) {
        std::vector<RunRow> all = runsOf(project);
        const StoredData now = current();
        for (RunRow& row : all) {
            const std::optional<StoredData> data = project.data(row.id);
            row.sameImages = data && isSameData(*data, now);
        }
        return all;
    });
    std::erase_if(*rows_, [this](const RunRow& row) { return removed_.contains(row.id); });
    for (RunRow& row : *rows_)
        if (removed_.contains(row.parent)) row.parent = 0;
    return *rows_;
}

bool ProjectFile::holdsOthers(uint64_t build) const {
    if (!isUnsaved() || !rows_) return false;
    const int64_t own = run(build);
    return std::any_of(rows_->begin(), rows_->end(), [&](const RunRow& row) { return row.id != own && row.step > 0; });
}

StoredContents ProjectFile::read(int64_t run) {
    if (place_.empty()) throw Error("project.run", "The project %1 has no run %2.", {"", std::to_string(run)});
    return look([&](const Project& project) { return readContents(project, run); });
}

std::vector<uint8_t> ProjectFile::readBest(int64_t run) {
    return look([&](const Project& project) {
        return std::move(
            project.checkpoint(run, StoredWeights::Best, {requireCheckpoint, requireFiniteWeights}).value().bytes);
    });
}

void ProjectFile::show(const Opened& opened) {
    if (!whyOnlyRead_) writable().chooseRun(opened.run);
    noteOpened(opened);
}

void ProjectFile::rebuilt(uint64_t build) {
    finish();
    const int64_t run = run_;
    forgetWritten();
    run_ = run;
    kept_.build = build;
}

void ProjectFile::rename(int64_t run, const std::string& name) { writable().rename(run, name); }

void ProjectFile::setNote(int64_t run, const std::string& note) { writable().setNote(run, note); }

void ProjectFile::setSelections(std::shared_ptr<const StoredSelections> selections) {
    if (place_.empty()) return;
    writable().setSelections(*selections);
    savedSelections_ = std::move(selections);
}

void ProjectFile::remove(int64_t run) {
    (void)writable().run(run);  // there is one
    removed_.insert(run);
}

void ProjectFile::bringBack(int64_t run) {
    if (removed_.erase(run) == 0) (void)look([run](const Project& project) { return project.run(run); });
    rows_.reset();
}

void ProjectFile::purge() noexcept {
    if (removed_.empty()) return;
    try {
        writable().removeRuns({removed_.begin(), removed_.end()});
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
        // They stay in a project that cannot be written any more, where they are listed again.
    }
    removed_.clear();
    rows_.reset();
}

}  // namespace zscape
