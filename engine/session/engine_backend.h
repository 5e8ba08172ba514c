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
        ImportOptions images;                   ///< where the cache is; what is told on the way is each import's
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
    // backend_runs.cpp; a run beside the one that trains: backend_view.cpp; best weights: backend_best.cpp
    std::optional<OpenRequest> opensFor(const ShowRequest& request) override;
    bool show(const ShowRequest& request) override;
    void edit(const RunEdit& edit) override;
    void nameImages(std::shared_ptr<const NamedImages> selections) override;
    RunNumbers takeRunNumbers() override;

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
    /// A stored run as far as it can be had here: to train, to look at with its images, to look at without.
    struct OpenedRun {
        std::optional<BuiltRun> built;
        std::optional<ExploredModel> explored;
        std::vector<ErrorInfo> warnings;
    };

    std::shared_ptr<const ImageSet> import(const ImportRequest& request, bool shown, std::stop_token stop) const;
    /// The images that `config` measures on, or null: split off.
    std::shared_ptr<const ImageSet> importHeldOut(const RunConfig& config, const ImportRequest& like,
                                                  const ImageSet& images, std::stop_token stop) const;
    void stageImages(Staged& staged, const OpenRequest& request, std::stop_token stop) const;
    void relocate(Staged& staged, const OpenRequest& request, std::stop_token stop) const;
    /// The first of `places` that holds the run's held-out images, by names and contents.
    void relocateHeldOut(Staged& staged, const std::vector<std::vector<std::string>>& places,
                         std::stop_token stop) const;
    OpenedRun openRun(const StoredContents& stored, const std::shared_ptr<const ImageSet>& images,
                      const std::vector<std::string>& heldOutSources) const;
    /// What is said of images that this run leaves out, its own and those of `heldOut`, for it does not know their
    /// labels.
    static std::vector<ErrorInfo> leftOutOf(const BuiltRun& run, const ImageSet* heldOut);
    /// Of the current run, whichever weights are looked at.
    int64_t stepsOfRun() const { return last_ ? last_->step : stepsDone(); }
    /// Where `config` differs from a run that is not trained yet only in when it ends, that alone is changed: weights
    /// and codes are those that it would have. \return false: it is another model
    bool replan(const RunConfig& config);
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
    /// The record and the codes of a run that was opened; the codes where they are those of the images at hand.
    void restore(const StoredContents& stored);
    static const StoredCodes* codesFor(const StoredContents& stored, const ImageSet* images);
    ProjectFile::Opened openedFrom(const StoredContents& stored) const;

    /// The current run is saved where it lies, or among the unsaved ones where there is a folder for them: it may be
    /// left. \throws Error: it may not
    void keepCurrent();
    /// What is shown now is about to be left, and has its number by now.
    void noteLeft();
    int64_t shownRun() const { return view_ ? view_->run : project_.run(build_); }
    void showRun(int64_t run);
    /// Beside the run that trains: looked at as it was saved.
    void viewRun(int64_t run);
    void endView();
    void publishView();
    /// What is shown beside the run that trains makes of the images that are followed.
    bool viewIsDue() const;
    void reconstructView();
    /// \throws Error while another run is looked at
    void requireNoView() const;
    static void restoreRecord(MetricsRecorder& record, const StoredContents& stored,
                              const std::function<bool(int64_t)>& moves);
    static void describe(RunInfo& info, const ExploredModel& model, const MetricsRecorder& record,
                         int64_t epochsPlanned);
    std::string nameOfCurrent() const;
    void startOver(std::optional<uint64_t> seed);
    void branchOff();
    void showWeights(RunWeightsShown weights);
    /// Does `work` with the last weights in the trainer, whichever are looked at.
    void withLastWeights(const std::function<void()>& work);
    void swapWeights(const std::vector<uint8_t>& checkpoint);
    /// A copy of the current state, where the budget allows one.
    void keepBest();
    /// What is known of saving the model that is left: its best weights, what was lost or could not be kept.
    void forgetKept();
    void publishRuns();
    RunRow currentRow() const;

    /// Rows whose values are there go into the record; work on them began at `began`.
    void collectRows(bool wait, Clock::time_point began);
    void publishInfo();
    /// One look between steps, where the budget allows one.
    void look(bool codesWanted, std::stop_token stop);
    void publishWeights();
    /// What the channels of pictures are shown in, also where the images are gone.
    ChannelColours colours() const;
    /// `weights` of the trainer's step.
    void publish(std::shared_ptr<const RunWeights> weights);
    TermValues measureHeldOut(std::stop_token stop);
    ProjectFile::Content content() const;
    /// Once in a while, and when a stretch of training ends: what has changed is copied here and written on another
    /// thread.
    void autosave();
    void tellNotice();
    /// What of `selections` is among `images` (null: they are not at hand) is told from now on.
    /// \return a warning where not all of it is
    std::optional<ErrorInfo> takeSelections(std::shared_ptr<const StoredSelections> selections, const ImageSet* images);
    /// All that was trained is where it was to be saved.
    void noteSaved();
    /// Inside a catch block: it is not. \param place where it was to be; empty: where the project lies
    void noteNotSaved(const std::filesystem::path& place);

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

    std::shared_ptr<const StoredSelections> selections_;  ///< that a person named; never null

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

    /// A stored run that is looked at while this one trains.
    struct View {
        int64_t run = 0;
        ShownRun shown;
        Split split;
        std::unique_ptr<Inference> inference;
        ReconstructionPreview reconstructions;
    };
    std::optional<View> view_;
    uint64_t views_ = 0;  ///< counts them
    int64_t left_ = 0;    ///< number of the run that was shown before the command in hand and is not any more; 0: none

    RunState state_ = RunState::Empty;
    int64_t epochsPlanned_ = 0;  ///< shown, and how far Train goes by itself
    int64_t targetStep_ = 0;
    RunEnd end_;
    ErrorInfo endedBy_;                                 ///< code empty: the run has not ended by itself
    bool failed_ = false;                               ///< the trainer has met a step that was not finite
    std::shared_ptr<const std::vector<uint8_t>> best_;  ///< null: none, or it lies in the project
    int64_t bestKept_ = -1;                             ///< step of the best weights that are kept; below 0: none
    double bestSeconds_ = 0, bestSpent_ = 0;            ///< of the last copy, and of all since the model was built
    std::optional<CheckpointBytes> last_;               ///< while the best weights are looked at: where the run is
    std::optional<StoredCodes> otherCodes_;             ///< of those of last_ and best_ that are not looked at
    int64_t weightsPublished_ = -1;
    int64_t epochsAdded_ = 0;
    Clock::time_point weightsTime_{};
    Clock::time_point infoTime_{};
    BackgroundBudget budget_;  ///< of this stretch of training
    Clock::time_point autosaveDue_{};
    std::string autosaveFailure_;  ///< code of the last one's; empty: none
    std::optional<NotSaved> notSaved_;
    std::optional<LostWeights> lostWeights_;  ///< of the model since it was opened
};

}  // namespace zscape
