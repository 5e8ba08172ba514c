#pragma once

#include "engine/project/project.h"
#include "engine/session/diagnostics.h"
#include "engine/session/metrics_recorder.h"
#include "engine/session/run_list.h"
#include "engine/session/stored_codes.h"
#include "engine/session/types.h"
#include "engine/training/trainer.h"

#include <array>
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <span>
#include <thread>

namespace zscape {

/// What a project keeps of a run, read back.
struct StoredContents {
    StoredData data;
    ImportRequest request;
    RunConfig config;
    std::optional<StoredRun> run;  ///< none: images only
    std::optional<CheckpointBytes> checkpoint;
    std::vector<StoredMetric> metrics;      ///< up to the checkpoint's step, those of a MetricsRecorder
    std::vector<CollapseReading> readings;  ///< up to the checkpoint's step
    std::vector<Mark> marks;
    std::vector<LedgerLine> ledger;      ///< of the last step before the save
    std::optional<StoredCodes> codes;    ///< of steps up to the checkpoint's
    ErrorInfo endedBy;                   ///< why it ended by itself, at the checkpoint's step; code empty: it did not
    std::vector<ErrorInfo> warnings;     ///< what of it is lost, or is not shown
    int64_t bestStep = -1;               ///< of its best weights that are kept, up to the checkpoint's step
    std::optional<LostCheckpoint> lost;  ///< newer than the checkpoint, and damaged
    std::vector<StoredMetric> lostMetrics;  ///< only with `lost`: all of the run's, those of the lost steps too
};

struct StoredSession : StoredContents {
    Project project;
    std::shared_ptr<const StoredSelections> selections;  ///< never null
};

/// One run of a project that is open. \param run its number; 0: Project::currentRun()
/// \throws Error "project.*", "checkpoint.*", "model.spec"
StoredContents readContents(const Project& project, int64_t run = 0);

/// The project is open for writing where that can be: see Project::openAsFarAsPossible().
/// \param run its number; 0: Project::currentRun(). \throws Error "project.*", "checkpoint.*", "model.spec"
StoredSession readProject(const std::filesystem::path& folder, int64_t run = 0);

/// The import's settings with what was guessed filled in: the same images are made again of the same files.
ImportSettings resolvedSettings(const ImportRequest& request, const ImageSet& images);

/// What a project keeps of these images.
StoredData storedDataOf(const ImageSet& images, const ImportRequest& request, const ImageSet* heldOut,
                        const std::vector<std::string>& heldOutSources);

/// All but held-out sources and origin, which a project keeps apart.
std::string runConfigToJson(const RunConfig& config);
/// \throws Error "project.corrupt"
RunConfig runConfigFromJson(const std::string& json);

/// Why a run ended by itself, without its sentence; empty text: code empty.
std::string endToJson(const ErrorInfo& why);
/// \throws Error "project.corrupt"
ErrorInfo endFromJson(const std::string& json);

/// The project that this session is saved in, if it is. Belongs to the run thread; keep() alone writes on another one.
///
/// A run that a person has given no place lies among the unsaved ones meanwhile, if there is a folder for them: as the
/// same project, which a save then moves. It is not counted as saved.
class ProjectFile {
public:
    struct Content {
        uint64_t build = 0;  ///< the model that is saved: another one is another run of the project
        const ImageSet& images;
        const ImportRequest& request;
        const RunConfig& config;
        int64_t epochsPlanned = 0;
        Trainer* trainer = nullptr;  ///< null: images only
        const MetricsRecorder* record = nullptr;
        std::span<const CollapseReading> readings = {};
        const ImageSet* heldOut = nullptr;  ///< with config.heldOutSources
        ErrorInfo endedBy = {};             ///< code empty: it has not ended by itself
        /// As they were shown last; null: none is. Saved with the rest where they are others than those that are saved.
        std::shared_ptr<const CodesSnapshot> codes = nullptr;
        bool codesSettled = false;  ///< the run rests, and all codes are of its step
        bool trains = false;
        /// The file of the best weights, and their step; null: none were kept since the run was opened.
        std::shared_ptr<const std::vector<uint8_t>> best = nullptr;
        int64_t bestStep = -1;  ///< below 0: there are none
        /// That a person named; null: as in SavedState.
        std::shared_ptr<const StoredSelections> selections = nullptr;
    };
    /// What an opened project says of itself.
    struct Opened {
        uint64_t build = 0;
        int64_t run = 0;
        int64_t step = 0;
        int64_t epochsPlanned = 0;
        const MetricsRecorder* record = nullptr;  ///< null: images only
        std::span<const CollapseReading> readings = {};
        ErrorInfo endedBy = {};
        std::shared_ptr<const CodesSnapshot> codes = nullptr;
        int64_t bestStep = -1;
    };
    /// While a run trains its codes are saved with it up to this size: on two cores that is under a thousandth of their
    /// time each minute. Larger ones wait until it rests.
    static constexpr int64_t kCodesWhileTraining = int64_t{32} << 20;

    ~ProjectFile() { finish(); }

    /// \param folder where runs without a place are kept; empty: nowhere
    void setUnsavedFolder(const std::filesystem::path& folder);

    /// Writes what is new, after a running save. An empty folder: where it is kept already, or else among the
    /// unsaved ones.
    /// \throws Error "project.*", "write.*"; what was saved before stays readable, and is still what counts as saved
    void save(const std::filesystem::path& folder, const Content& content);

    /// Copies what is new, and writes it on another thread. Does nothing while that goes on, or without a place.
    /// `written` is called there at the end. \throws Error when the place cannot be made
    void keep(const Content& content, std::function<void()> written);
    bool isWriting() const { return writing_.has_value(); }
    /// Takes over what keep() has written, if it is through. \throws Error as save() would
    void takeOver();
    /// Waits for a running save, and does not ask what came of it.
    void finish() noexcept;
    /// Whether anything that a save writes has changed since the last one.
    bool isBehind(const Content& content) const {
        return !(stampOf(content) == kept_) || (content.codesSettled && !codesSettled_) ||
               content.selections != savedSelections_;
    }

    /// An opened project becomes this session's; all of `opened` was read from it, and so were `selections`.
    void adopt(Project project, const Opened& opened, std::shared_ptr<const StoredSelections> selections);
    /// Writes them where it lies; where it lies nowhere, or cannot be written, the next save does.
    /// \throws Error "project.*", "write.*"
    void setSelections(std::shared_ptr<const StoredSelections> selections);
    /// Lets go of the folder, so that it can be opened again; a save to it still goes on with the same run.
    void release();
    /// The session's idea of a project is gone, and with it what lay among the unsaved ones; but not `except`.
    void forget(const std::filesystem::path& except = {});

    // ---- its runs (project_runs.cpp) ----
    /// As they were saved, without those that were removed. `current`: what their images are compared with.
    const std::vector<RunRow>& rows(const std::function<StoredData()>& current);
    /// Runs that were trained lie among the unsaved ones, besides that of `build`.
    bool holdsOthers(uint64_t build) const;
    /// One of them. \throws Error "project.*", "checkpoint.*"
    StoredContents read(int64_t run);
    std::vector<uint8_t> readBest(int64_t run);
    /// The session goes on with another of its runs; all of `opened` was read from it. The current one of the project
    /// from now on.
    void show(const Opened& opened);
    /// The run's model was built anew, not trained yet: it is still the same run.
    void rebuilt(uint64_t build);
    void rename(int64_t run, const std::string& name);
    void setNote(int64_t run, const std::string& note);
    /// Off the list at once; its files go when the project is let go of. \throws Error "project.run"
    void remove(int64_t run);
    /// \throws Error "project.run" where it is gone for good
    void bringBack(int64_t run);
    /// What was removed goes for good.
    void purge() noexcept;
    /// RunList::numbering
    uint64_t numbering() const { return numbering_; }

    int64_t run(uint64_t build) const {
        return build == kept_.build ? run_ : 0;
    }  ///< number of this model's run in the project; 0: not saved
    /// Where a person has saved it; empty: nowhere.
    std::filesystem::path folder() const { return isUnsaved() ? std::filesystem::path() : place_; }
    /// Where it lies, be it among the unsaved ones; empty: nowhere.
    const std::filesystem::path& place() const { return place_; }
    /// Why nothing can be saved into place(); nothing can for as long as it stands.
    const std::optional<ErrorInfo>& whyOnlyRead() const { return whyOnlyRead_; }
    /// That the project was no more where it lay, and was made anew there; once. It is for a person to know that there
    /// are two.
    std::optional<ErrorInfo> takeNotice() { return std::exchange(notice_, std::nullopt); }
    /// What the last save was of, or was to be of: bytes of weights, codes and rows together, about.
    int64_t bytesOfSave() const { return bytesOfSave_; }
    /// Step at which this model was last saved where it lies, be it among the unsaved ones; 0: never.
    int64_t keptStep(uint64_t build) const {
        return run_ != 0 && build == kept_.build ? std::max<int64_t>(kept_.step, 0) : 0;
    }
    /// Step at which a person's project last took this model in; below 0: never.
    int64_t savedStep(uint64_t build) const {
        return run_ != 0 && build == kept_.build && !isUnsaved() ? kept_.step : -1;
    }

private:
    static constexpr size_t kTables = 4;  ///< of a MetricsRecorder, in the order of StoredMetric::Kind
    using Rows = std::array<int64_t, kTables>;
    /// What tells one save from the next.
    struct Stamp {
        uint64_t build = 0;
        int64_t step = -1;
        size_t marks = 0;
        int64_t epochsPlanned = 0;
        std::string endedBy;
        bool operator==(const Stamp&) const = default;
    };
    /// A copy of what is to be written, and where this object stands once it is.
    struct Taken {
        SavedState state;
        Stamp stamp;
        Rows rows{};
        int64_t reading = -1;
        std::shared_ptr<const CodesSnapshot> codes;  ///< null: those that are saved stay
        bool codesSettled = false;
        int64_t bestStep = -1;
        std::shared_ptr<const StoredSelections> selections;

        /// What takes a while longer than copying, and may be done on any thread.
        static void addCodes(SavedState& state, const CodesSnapshot* codes);
    };
    struct Writing {
        Taken taken;  ///< without its state
        std::future<int64_t> run;
        std::jthread thread;
    };

    static std::array<const MetricStore*, kTables> tablesOf(const RunMetrics& metrics) {
        return {&metrics.train, &metrics.heldOut, &metrics.trainEpoch, &metrics.weights};
    }
    static Stamp stampOf(const Content& content);
    /// \param sameProject the project that it will be written to has the rows of before
    Taken take(const Content& content, bool sameProject);
    void settle(const Taken& taken, int64_t run);
    void forgetWritten();
    void noteOpened(const Opened& opened);
    /// The project, to be looked at: nobody writes into it meanwhile.
    template <typename Look>
    auto look(const Look& look);
    Project& writable();
    bool isUnsaved() const {
        return !place_.empty() && !unsavedFolder_.empty() && place_.parent_path() == unsavedFolder_;
    }
    /// Whether all of it lies there already, as an autosave of the same step leaves it.
    bool isWritten(const Content& content) const;
    std::filesystem::path newUnsavedPlace(const ImageSet& images) const;
    void saveInPlace(const Content& content);
    void saveElsewhere(const std::filesystem::path& target, const Content& content);
    /// A project that was moved, renamed or deleted while it was open is let go: what is saved next is made anew, all
    /// of it.
    /// \param savedThere the next save goes to the old place. \throws Error "project.replaced" when something else lies
    /// there now
    void leaveMoved(bool savedThere);

    std::filesystem::path unsavedFolder_;
    std::optional<Project> project_;  ///< while writing_ is there its thread alone uses it
    std::filesystem::path place_;
    std::optional<ErrorInfo> whyOnlyRead_;
    int64_t run_ = 0;
    Stamp kept_;
    Rows savedRows_{};
    int64_t savedReading_ = -1;                                ///< step of the newest that is saved
    std::weak_ptr<const CodesSnapshot> savedCodes_;            ///< expired: others
    std::shared_ptr<const StoredSelections> savedSelections_;  ///< null: not known to be there
    int64_t bytesOfSave_ = 0;
    int64_t savedBest_ = -1;                   ///< step of the best weights that are saved; below 0: none
    std::optional<std::vector<RunRow>> rows_;  ///< none: they are to be read
    std::set<int64_t> removed_;                ///< runs that go with purge()
    uint64_t numbering_ = 0;                   ///< counts the folders whose numbers were not carried along
    /// All were of the run's step when they were saved; also of an opened project, to which nobody has done anything.
    bool codesSettled_ = false;
    std::optional<ErrorInfo> notice_;
    std::optional<Writing> writing_;  ///< last: its thread uses the project
};

}  // namespace zscape
