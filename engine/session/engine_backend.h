#pragma once

#include "engine/session/shared_state.h"
#include "engine/session/code_refresher.h"
#include "engine/session/diagnostics_refresher.h"
#include "engine/session/explored_model.h"
#include "engine/session/reconstruction_preview.h"
#include "engine/session/background_budget.h"
#include "engine/session/project_io.h"
#include "engine/session/run_builder.h"
#include "engine/session/run_end.h"
#include "engine/session/metrics_recorder.h"
#include "engine/session/side_measurer.h"
#include "engine/session/threads/model_service.h"
#include "engine/session/threads/run_backend.h"

#include <chrono>
#include <functional>
#include <mutex>

namespace zscape {

class RunWeights;

/// The real work behind a run: images by data, steps by the trainer, folders by project. Owns the trainer.
class EngineBackend : public RunBackend {
public:
    struct Options {
        std::filesystem::path cacheFolder;
        int64_t cacheBudgetBytes = 0;
        std::chrono::milliseconds autosave{0};  ///< 0: never
        std::filesystem::path unsavedFolder;    ///< of runs that have no project; empty: they are not kept
        bool previews = true;                   ///< as in Session::Options
        std::function<void()> poke;             ///< wakes the run thread; called from another one
    };
    EngineBackend(SharedState& shared, ModelService& service, Options options);
    ~EngineBackend() override;

    // engine_backend.cpp
    void threadStarted() override;
    void remember(const RunConfig& config) override;
    bool needsImages(const RunConfig& config) const override;
    void configure(const RunConfig& config) override;
    void clear() override;
    void stateChanged(RunState from, RunState to) override;
    int64_t stepsDone() const override { return trainer_ ? trainer_->step() : explored_ ? explored_->step : 0; }
    int64_t epochsDone() const override { return trainer_ ? trainer_->step() / trainer_->stepsPerEpoch() : 0; }

    // backend_saving.cpp
    void save(const std::filesystem::path& project) override;
    std::optional<Clock::time_point> wakeAt() const override;
    void threadEnding() override;

    // backend_loading.cpp
    void beforeLoad(const std::filesystem::path* project) override;
    std::unique_ptr<StagedLoad> stageLoad(const ImportRequest& request, std::stop_token stop) override;
    std::unique_ptr<StagedLoad> stageOpen(const OpenRequest& request, std::stop_token stop) override;
    std::unique_ptr<StagedLoad> stageConfigure(const RunConfig& config, std::stop_token stop) override;
    bool isEmpty() const override { return !images_ && !trainer_ && !explored_; }
    Adopted adopt(std::unique_ptr<StagedLoad> staged) override;
    void afterLoad() override;

    // backend_training.cpp
    void branch(const RunConfig& config) override;
    void beginTraining(int64_t epochs, int64_t steps) override;
    StepOutcome step() override;
    bool planDone() const override { return trainer_->step() >= targetStep_; }
    void measure(std::stop_token stop) override;
    std::optional<ErrorInfo> endsByItself() override;
    void betweenSteps(std::stop_token stop) override;
    bool idle(RunState state, std::stop_token stop) override;
    void adjust(const std::string& key, double value) override;

private:
    struct Staged;
    struct OpenedRun;

    std::shared_ptr<const ImageSet> import(const ImportRequest& request, bool shown, std::stop_token stop) const;
    ImportOptions importOptions() const;
    /// The images that `config` measures on, or null: split off.
    std::shared_ptr<const ImageSet> importHeldOut(const RunConfig& config, const ImportRequest& like,
                                                  const ImageSet& images, std::stop_token stop) const;
    void stageImages(Staged& staged, const OpenRequest& request, std::stop_token stop) const;
    void relocate(Staged& staged, const OpenRequest& request, std::stop_token stop) const;
    /// The first of `places` that holds the run's held-out images, by names and contents.
    void relocateHeldOut(Staged& staged, const std::vector<std::vector<std::string>>& places,
                         std::stop_token stop) const;
    OpenedRun openRun(const Staged& staged) const;
    /// What is said of images that this run leaves out, its own and those of `heldOut`, for it does not know their
    /// labels.
    static std::vector<ErrorInfo> leftOutOf(const BuiltRun& run, const ImageSet* heldOut);
    /// `config` becomes the current run, measured on `heldOut` where it names images of their own. \throws Error with
    /// nothing changed
    void build(const RunConfig& config, std::shared_ptr<const ImageSet> heldOut);
    /// The second half of adopt(): what is new takes the place of what was.
    void replace(Staged& staged, std::optional<BuiltRun> run, std::optional<ExploredModel> explored,
                 const std::optional<ErrorInfo>& noModel, Adopted& adopted);
    /// A built run becomes the current one.
    void take(BuiltRun run);
    void take(ExploredModel model, const StoredCodes* codes);
    /// Why the current run cannot be trained; nothing when it can, or there is no model.
    std::optional<ErrorInfo> whyNoTraining() const;
    void dropModel();
    void takeImages(std::shared_ptr<const ImageSet> images, std::shared_ptr<const ImageSet> heldOut,
                    ImportRequest request);
    void restoreRecord(const StoredSession& stored);
    /// The codes that were saved with it, where they are those of the images at hand.
    static const StoredCodes* codesFor(const Staged& staged);

    /// Rows whose values are there go into the record; work on them began at `began`.
    void collectRows(bool wait, Clock::time_point began);
    void publishInfo();
    /// One look between steps, where the budget allows one.
    void look(bool codesWanted, std::stop_token stop);
    void publishWeights();
    /// `weights` of the trainer's step.
    void publish(std::shared_ptr<const RunWeights> weights);
    TermValues measureHeldOut(std::stop_token stop);
    ProjectFile::Content content() const;
    /// Once in a while, and when a stretch of training ends: what has changed is copied here and written on another
    /// thread.
    void autosave();
    void tellNotice();

    SharedState& shared_;
    ModelService& service_;
    const Options options_;

    RunConfig remembered_;  ///< of the next model
    /// What a loader may read while commands still come. Copied by beforeLoad, before the loader's thread begins.
    RunConfig loaderConfig_;
    std::shared_ptr<const ImageSet> loaderImages_;  ///< the same of images_
    ImportRequest loaderRequest_;                   ///< the same of request_
    bool rememberedSince_ = false;                  ///< another configuration has come while it loads

    std::shared_ptr<const ImageSet> images_;
    bool cutOffTold_ = false;                        ///< that they are no longer intact
    std::shared_ptr<const ImageSet> heldOutImages_;  ///< only with heldOutSources
    std::vector<std::string> heldOutSources_;        ///< of heldOutImages_
    ImportRequest request_;                          ///< of images_, its settings as they came out

    uint64_t build_ = 0;  ///< counts models
    RunConfig config_;    ///< of the current model
    std::unique_ptr<Trainer> trainer_;
    std::unique_ptr<MetricsRecorder> record_;
    std::shared_ptr<const Split> split_;
    std::optional<ErrorInfo> noModel_;       ///< why there is none
    std::optional<ExploredModel> explored_;  ///< in place of a trainer: a project's run that is only looked at
    std::optional<ErrorInfo> tooLarge_;    ///< why the current model cannot be trained here, though it can be looked at
    std::optional<ErrorInfo> imagesGone_;  ///< why the opened project's images are not at hand
    bool imagesAbsent_ = false;  ///< only with imagesGone_: they are not there; else they are, and cannot be read
    std::vector<std::string> lastSeen_;  ///< where they were; only with imagesGone_
    CodeRefresher codes_;
    ReconstructionPreview reconstructions_;
    DiagnosticsRefresher diagnostics_;
    SideMeasurer sides_;
    ProjectFile project_;

    RunState state_ = RunState::Empty;
    int64_t epochsPlanned_ = 0;  ///< shown, and how far Train goes by itself
    int64_t targetStep_ = 0;
    RunEnd end_;
    ErrorInfo endedBy_;    ///< code empty: the run has not ended by itself
    bool failed_ = false;  ///< the trainer has met a step that was not finite
    int64_t weightsPublished_ = -1;
    int64_t epochsAdded_ = 0;
    Clock::time_point weightsTime_{};
    Clock::time_point infoTime_{};
    BackgroundBudget budget_;  ///< of this stretch of training
    Clock::time_point autosaveDue_{};
    std::string autosaveFailure_;  ///< code of the last one's; empty: none
};

}  // namespace zscape
