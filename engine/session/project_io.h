#pragma once

#include "engine/project/project.h"
#include "engine/session/diagnostics.h"
#include "engine/session/run_record.h"
#include "engine/session/types.h"
#include "engine/training/trainer.h"

#include <array>
#include <filesystem>
#include <optional>
#include <span>

namespace zscape {

/// What a project keeps of a session, read back.
struct StoredSession {
    Project project;
    StoredData data;
    ImportRequest request;
    RunConfig config;
    std::optional<StoredRun> run;           ///< none: images only
    std::optional<CheckpointBytes> checkpoint;
    std::vector<StoredMetric> metrics;      ///< up to the checkpoint's step, those of a RunRecord
    std::vector<CollapseReading> readings;  ///< up to the checkpoint's step
    std::vector<Mark> marks;
    std::vector<LedgerLine> ledger;         ///< of the last step before the save
};

/// The project is open for writing where that can be: see Project::openAsFarAsPossible(). \throws Error "project.*"
StoredSession readProject(const std::filesystem::path& folder);

/// As they are stored: found again from whatever folder the program is started in.
std::vector<std::string> absoluteSources(std::vector<std::string> sources);

/// The import's settings with what was guessed filled in: the same images are made again of the same files.
ImportSettings resolvedSettings(const ImportRequest& request, const ImageSet& images);

std::string runConfigToJson(const RunConfig& config);
/// \throws Error "project.corrupt"
RunConfig runConfigFromJson(const std::string& json);

/// The project that this session is saved in, if it is. Belongs to the run thread.
class ProjectFile {
public:
    struct Content {
        uint64_t build = 0;  ///< the model that is saved: another one is another run of the project
        const ImageSet& images;
        const ImportRequest& request;
        const RunConfig& config;
        int64_t epochsPlanned = 0;
        Trainer* trainer = nullptr;        ///< null: images only
        const RunRecord* record = nullptr;
        std::span<const CollapseReading> readings = {};
    };

    /// Writes what is new. \throws Error "project.*", "write.*"; what was saved before stays readable
    void save(const std::filesystem::path& folder, const Content& content);
    /// An opened project becomes this session's; `metrics` (may be null) and the readings were read from it.
    void adopt(Project project, uint64_t build, int64_t run, int64_t step, const RunMetrics* metrics, std::span<const CollapseReading> readings);
    /// Lets go of the folder, so that it can be opened again; a save to it still goes on with the same run.
    void release() { project_.reset(); }
    void forget();

    int64_t run() const { return run_; }  ///< number of this model's run in the project; 0: not saved
    const std::filesystem::path& folder() const { return folder_; }  ///< empty: not saved
    /// Why nothing can be saved into folder(); nothing can for as long as it stands.
    const std::optional<ErrorInfo>& whyOnlyRead() const { return whyOnlyRead_; }
    /// Step at which this model was last saved here; below 0: never.
    int64_t savedStep(uint64_t build) const { return run_ != 0 && build == build_ ? savedStep_ : -1; }

private:
    static constexpr size_t kTables = 4;  ///< of a RunRecord, in the order of StoredMetric::Kind
    static std::array<const MetricStore*, kTables> tablesOf(const RunMetrics& metrics) { return {&metrics.train, &metrics.heldOut, &metrics.trainEpoch, &metrics.weights}; }
    void appendMetrics(const RunMetrics& metrics, std::span<const CollapseReading> readings);

    std::optional<Project> project_;
    std::filesystem::path folder_;
    std::optional<ErrorInfo> whyOnlyRead_;
    uint64_t build_ = 0;
    int64_t run_ = 0;
    int64_t savedStep_ = -1;
    std::array<int64_t, kTables> savedRows_{};
    int64_t savedReading_ = -1;  ///< step of the newest that is saved
};

}  // namespace zscape
