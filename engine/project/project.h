#pragma once

#include "engine/core/error.h"
#include "engine/project/listed_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A project on disk, NAME.zscape/: project.db (SQLite, WAL), checkpoints/RUN/STEP.safetensors,
/// best/RUN.safetensors and codes/RUN.safetensors. No LibTorch here: weights and codes pass as bytes. Nothing in a
/// project is executed on loading.
namespace zscape {

struct StoredMetric {
    enum class Kind { Train = 0, HeldOut = 1, TrainEpoch = 2, Weights = 3, Reading = 4 };
    static constexpr int kKinds = 5;
    Kind kind;
    /// step, epoch, seconds, then the run's terms (Weights: without the first, which is the total; Reading: what the
    /// codes say, in the order of CollapseReading, and no seconds: 0)
    std::vector<double> row;
};

struct StoredMark {
    int64_t step;
    double epoch;
    std::string key;
    double value;
};

/// Where a run began that took up another one.
struct StoredParent {
    std::string recipe;  ///< of the run before
    int64_t step = 0;    ///< of the run before, when it was left
    bool weightsCarried = false;
    int64_t run = 0;  ///< its number; 0: it is none of this project's
};

/// One run as the database knows it.
struct StoredRun {
    int64_t id = 0;
    std::string spec;    ///< specToJson
    std::string config;  ///< JSON of recipe, overrides, seed, device, precision, threads
    std::vector<std::string> terms;
    int64_t epochsPlanned = 0;
    std::string ledger = "[]";           ///< ledgerToJson, as it was at the last save
    std::string endedBy;                 ///< endToJson; empty: it has not ended by itself
    std::optional<StoredParent> parent;  ///< written with a new run alone: it never changes
};

/// One line of a list of runs.
struct RunSummary {
    int64_t id = 0;
    std::string spec;   ///< specToJson
    int64_t step = -1;  ///< of its newest saved weights; below 0: it has none
    std::optional<StoredParent> parent;
    std::string config;     ///< as in StoredRun
    std::string name;       ///< that a person gave it; empty: none
    std::string note;       ///< the same
    double seconds = 0;     ///< trained, as far as it was saved
    int64_t bestStep = -1;  ///< of its best weights that are kept; below 0: none are
    int64_t data = 0;       ///< equal for runs on the same images; 0: of none
};

/// What of a run's saved weights cannot be used.
struct LostCheckpoint {
    ErrorInfo what;  ///< which steps are lost, and why, as a sentence
    int64_t step = 0;
    std::filesystem::path file;
    ErrorInfo reason;  ///< what is wrong with the file
};

/// Weights as they were saved.
struct StoredCheckpoint {
    int64_t step = 0;
    std::vector<uint8_t> bytes;
    std::optional<LostCheckpoint> lost;  ///< the newest that is listed, where it cannot be used
};

/// Some images under a name that a person gave them. They are known by their names (ImageSet::nameOf), so that they are
/// found again wherever the images lie and however these are split and labelled.
struct StoredSelection {
    std::string name;
    std::string note;                 ///< how they were chosen; may be empty
    std::vector<std::string> images;  ///< a name that is there twice is that of two images
    bool operator==(const StoredSelection&) const = default;
};
using StoredSelections = std::vector<StoredSelection>;

/// Where the images are, and how they were made square.
struct StoredData {
    std::vector<std::string> sources;
    std::vector<std::string> heldOutSources;
    std::string importSettings;  ///< JSON
    std::string fingerprint;  ///< ImageSet::fingerprint(); empty: of before it was known, and nothing can be told by it
    int64_t images = 0;
    std::string heldOutFingerprint;  ///< of the images of heldOutSources; empty: as above, or there are none
};

/// All that one save writes, as it was at one step.
struct SavedState {
    StoredData data;
    std::optional<StoredRun> run;  ///< id 0: a new one; none: images only, and nothing below counts
    int64_t step = 0;
    std::vector<uint8_t> checkpoint;  ///< the file of the weights
    std::vector<StoredMetric> rows;   ///< those that are not in the project yet
    std::vector<StoredMark> marks;    ///< all of the run's
    std::vector<uint8_t> codes;       ///< the file of the codes; empty: those that are stored stay
    int64_t codesStep = 0;            ///< of the newest of them
    /// The file of the best weights; null: those that are stored stay.
    std::shared_ptr<const std::vector<uint8_t>> best;
    int64_t bestStep = -1;  ///< of them; below 0: there are none any more, and what is stored goes
    /// Of the project, in their order; null: those that are stored stay.
    std::shared_ptr<const StoredSelections> selections = nullptr;
};

/// Which of a run's weights.
enum class StoredWeights { Last, Best };

class Project {
public:
    /// \throws Error "project.exists" when the folder holds something that is no project; "write.*"
    static Project create(const std::filesystem::path& folder);
    /// Whether create() would take the folder, before any work is done for it; nothing is made.
    /// \throws Error "project.exists"
    static void requirePlace(const std::filesystem::path& folder);
    /// \throws Error "project.newer" naming its version, "project.corrupt", "project.missing", "project.busy" (another
    /// process has it open)
    static Project open(const std::filesystem::path& folder);
    /// Only to look at it: nothing in the folder is written, and somebody else may have it open. A function that writes
    /// throws "project.reading". \throws Error as open(), but for "project.busy" and "write.permission"
    static Project openForReading(const std::filesystem::path& folder);
    /// open() where the project can be written, else openForReading(): whyOnlyRead() says why.
    static Project openAsFarAsPossible(const std::filesystem::path& folder);
    /// True when the folder looks like one (its project.db is there).
    static bool isProject(const std::filesystem::path& folder);

    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    ~Project();

    const std::filesystem::path& folder() const;
    /// For the window's strip: "This disk cannot be written, so nothing is saved here." Empty for a project that is
    /// written.
    const std::optional<ErrorInfo>& whyOnlyRead() const;

    /// Whether the folder and its project.db are those that were opened: false once they were moved, renamed or
    /// deleted. Nothing is written then, for half of it would come elsewhere: every function that writes throws
    /// "project.moved".
    bool isInPlace() const;

    /// The weights and codes are written, synced and renamed; then one transaction lists them with all the rest: all of
    /// `state` is there afterwards, or the project is as it was. The newest two checkpoints of a run stay; what a run
    /// had beyond `state.step`, which was opened at older weights, goes.
    /// The run becomes the current one, but one at step 0 hides none that was trained.
    /// \return the run's id; 0 without one. \throws Error "write.*", "project.*"
    int64_t save(const SavedState& state);

    /// Images without a run.
    void setData(const StoredData& data);
    /// The images of `run` (0: those without one) lie elsewhere: so do those of every run on the same ones.
    void moveData(int64_t run, const StoredData& data);
    /// Of a run; 0: images without one where these were saved last, else the current run's.
    std::optional<StoredData> data(int64_t run = 0) const;

    /// On the images that setData() has set.
    int64_t addRun(const StoredRun& run);
    void updateRun(const StoredRun& run);
    /// Oldest first.
    std::vector<RunSummary> runs() const;
    /// The run that was saved last or that a person chose. \throws Error "project.corrupt" when there are runs and none
    /// of them is
    std::optional<StoredRun> currentRun() const { return run(0); }
    /// A person goes on with this run: it is the current one from now on, by the same rule as in save().
    void chooseRun(int64_t run);
    /// By its number; 0: the current one. \throws Error "project.run" naming those that there are
    std::optional<StoredRun> run(int64_t id) const;
    /// The number of the run that a person means by `text`: its number, or else its name, whatever the case; empty: 0.
    /// \throws Error "project.run" naming those that there are, also where two have the name
    int64_t runCalled(const std::string& text) const;
    /// What a person calls it and says of it; empty: nothing. \throws Error "project.run" where there is none
    void rename(int64_t run, const std::string& name);
    void setNote(int64_t run, const std::string& note);
    /// They go, and then their files. Where the current one is among them, the one that was trained last becomes it.
    /// What a crash leaves is all of them, or files that only take room.
    void removeRuns(const std::vector<int64_t>& runs);

    /// Of the whole project, whichever of its runs is shown; in the place of those that it had, in this order.
    void setSelections(const StoredSelections& selections);
    StoredSelections selections() const;

    /// In one transaction: all rows or none. Rows are told apart by (run, kind, step).
    void appendMetrics(int64_t run, const std::vector<StoredMetric>& rows);
    std::vector<StoredMetric> metrics(int64_t run) const;
    /// Of one kind alone.
    std::vector<StoredMetric> metrics(int64_t run, StoredMetric::Kind kind) const;
    void setMarks(int64_t run, const std::vector<StoredMark>& marks);
    std::vector<StoredMark> marks(int64_t run) const;

    /// Temporary name, sync, rename, then listed. The newest two of a run stay. \throws Error "write.*" with nothing
    /// lost
    void saveCheckpoint(int64_t run, int64_t step, const std::vector<uint8_t>& bytes);
    /// The newest listed checkpoint that can be read and that `judge` lets pass.
    /// \throws Error "project.checkpoint", or what `judge` says of the newest, when there is none
    std::optional<StoredCheckpoint> newestCheckpoint(int64_t run, const FileJudge& judge = {}) const;
    /// The best weights that are kept of it; nothing when none are.
    /// \throws Error "project.checkpoint", or what `judge` says
    std::optional<StoredCheckpoint> bestCheckpoint(int64_t run, const FileJudge& judge = {}) const;
    int64_t bestStep(int64_t run) const;  ///< of bestCheckpoint(); below 0: there is none
    /// newestCheckpoint() or bestCheckpoint(). \throws Error also "project.best" where no best ones are kept
    std::optional<StoredCheckpoint> checkpoint(int64_t run, StoredWeights which, const FileJudge& judge = {}) const;
    /// The file of its codes; nothing when none were saved.
    /// \throws Error "project.codes" when it cannot be read, or what `judge` says of it
    std::optional<std::vector<uint8_t>> codes(int64_t run, const FileJudge& judge = {}) const;

    /// The whole project, moved or copied to another folder; this object then lies there.
    void moveTo(const std::filesystem::path& folder);

private:
    struct Implementation;
    explicit Project(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> impl_;
};

}  // namespace zscape
