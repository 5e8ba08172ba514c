#pragma once

#include "engine/analysis/code_path.h"
#include "engine/core/error.h"
#include "engine/core/picture.h"
#include "engine/core/progress.h"
#include "engine/core/setting.h"
#include "engine/data/image_set.h"
#include "engine/data/import.h"
#include "engine/recipe/ledger.h"
#include "engine/recipe/spec.h"
#include "engine/session/named_images.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The plain types of the door: what goes in (commands), what comes out (events, snapshots, answers).
namespace zscape {

/// Empty: no images. Loading: images or a project are being read. Ready: images and an untrained or loaded model.
/// Stopping: the step in flight ends, then Finished. Failed: the message says why; the last good weights are kept.
enum class RunState { Empty, Loading, Ready, Running, Paused, Stopping, Finished, Failed };

enum class CommandKind {
    Load,
    Open,
    Configure,
    Train,
    Pause,
    Resume,
    Stop,
    Adjust,
    Save,
    Clear,
    Branch,
    Show,
    Edit,
    Name
};

using CommandId = uint64_t;  ///< 0 is never given out
using JobId = uint64_t;

/// Where a run began that took up another one.
struct BranchOrigin {
    std::string recipe;  ///< of the run before
    int64_t step = 0;    ///< of the run before, when it was left
    bool weightsCarried =
        false;        ///< its encoder and decoder were taken over; else the new run began from random weights
    int64_t run = 0;  ///< its number in the project; 0: it was not saved
};

/// What a run is made of. Settings not named keep the recipe's defaults.
struct RunConfig {
    std::string recipe = "vae-2d";
    SettingValues overrides;
    uint64_t seed = 1;
    std::string device = "auto";              ///< auto, cpu, cuda
    std::string precision = "auto";           ///< auto, fp32, bf16
    int threads = 0;                          ///< 0: the written rule (one for each core)
    std::vector<std::string> heldOutSources;  ///< empty: split off by heldout_fraction
    std::optional<BranchOrigin> origin;       ///< set by Session::branch(); a configured run has none
};

/// A project to open, and what about it is another than when it was saved.
struct OpenRequest {
    std::filesystem::path project;
    int64_t run = 0;  ///< which of its runs; 0: the current one
    /// Where its images are now, when they are not where they were: the same by names and contents. A folder in which
    /// all of them lie will do. Empty: where they were.
    std::string images;
    std::string heldOut;    ///< the same for images of their own to measure on
    std::string device;     ///< "cpu", "cuda"; empty: as stored
    std::string precision;  ///< "fp32", "bf16"; empty: as stored
    int threads = -1;       ///< below 0: as stored
};

/// Which of a run's weights are looked at.
enum class RunWeightsShown { Last, Best };

/// The model that is looked at becomes another one of the project's runs, or a new run beside them.
struct ShowRequest {
    enum class What {
        Run,        ///< `run` as it was saved: weights, curves and codes
        StartOver,  ///< a new run, not trained yet, of what `run` began with
        Branch,     ///< a new run, not trained yet, with the weights that `run` has now
        Weights,    ///< the current run's best weights, or its last ones again
    };
    What what = What::Run;
    int64_t run = 0;                    ///< its number; 0: the current one
    std::optional<uint64_t> seed = {};  ///< StartOver: instead of its own
    RunWeightsShown weights = RunWeightsShown::Last;
};

/// A change of what is known of a run. What is not given stays.
struct RunEdit {
    int64_t run = 0;  ///< its number; 0: the current one, which is saved first where it never was
    std::optional<std::string> name = {};
    std::optional<std::string> note = {};
    std::optional<bool> deleted =
        {};  ///< true: off the list; its files go when the project is closed. false: back again
};

/// A run that trains while another one is looked at.
struct TrainingElsewhere {
    int64_t run = 0;   ///< its number; 0: it is not saved yet
    std::string name;  ///< what a person called it, else its recipe's title
    double epoch = 0;
    int64_t epochsPlanned = 0;
    double secondsLeft = -1;
};

struct RunMetrics;

/// A save that failed, and has not been made up for: what was trained since lies in memory alone.
struct NotSaved {
    ErrorInfo reason;
    std::filesystem::path place;  ///< where it was to be saved
    int64_t bytesNeeded = -1;     ///< where the disk is full, about; below 0: not known
    int64_t bytesFree = -1;       ///< the same
    int64_t sinceStep = 0;        ///< of the run's last save there that succeeded; 0: none has
};

/// The newest weights of a run that was opened are damaged, and those before stand in their place.
struct LostWeights {
    int64_t newest = 0;          ///< step of those that are damaged
    int64_t opened = 0;          ///< step of those in their place
    std::filesystem::path file;  ///< that is damaged
    ErrorInfo reason;
    /// What was measured of all steps, those that are lost too; never null.
    std::shared_ptr<const RunMetrics> metrics;
};

/// The run as it is now, for forms, titles and the status bar. Published whenever something in it changes.
struct RunInfo {
    ModelSpec spec;
    RunConfig config;
    int64_t parameters = 0;
    std::string device;  ///< "CPU", "CUDA: NVIDIA H200"
    int threads = 0;
    std::string precision;  ///< "fp32", "bf16"
    int64_t step = 0;
    double epoch = 0;  ///< epochs done, with the fraction of the current one
    int64_t epochsPlanned = 0;
    int64_t stepsPerEpoch = 0;
    double imagesPerSecond = 0;   ///< over the last two seconds of training; 0 when not running
    double secondsPerEpoch = -1;  ///< measured; below 0: not yet
    double secondsLeft = -1;
    int64_t savedStep = -1;  ///< step of the last save; below 0: never
    int64_t bestStep = -1;   ///< best held-out total since the objective changed last
    double bestEpoch = -1;
    double bestTotal = 0;
    int latentDimensions = 0;
    ErrorInfo endedBy;              ///< the run has ended by itself, and why; code empty: it has not
    bool encoderLeads = false;      ///< before each step the encoder alone takes others, and a step is slow
    std::filesystem::path project;  ///< empty: unsaved
    int64_t run = 0;                ///< the run's number in the project; 0: it is not saved
    /// Work that is in no project of a person's: of the current run, or of others beside it that lie among the unsaved
    /// ones.
    bool unsavedWork = false;
    int64_t bestKept = -1;  ///< step of the best weights that can be shown; below 0: none
    double bestKeptEpoch = -1;
    bool showsBest = false;  ///< `step` and all that is shown are of the best weights, and the run is at lastStep
    int64_t lastStep = 0;    ///< steps done, whichever weights are shown
    /// This run is only looked at, as it was saved, and state() is that of another one.
    std::optional<TrainingElsewhere> elsewhere = {};
    /// In the order of RunMetrics::terms less "total"; values and weights of the last step, NaN before the first.
    std::vector<LedgerLine> ledger;
    /// Why nothing is saved into `project`, as a sentence: it lies on a disk that cannot be written, belongs to
    /// somebody else, is open elsewhere.
    std::optional<ErrorInfo> readOnly;
    /// Why Train is off though there is a model, or there may be one; what can be looked at can be looked at. Given
    /// with imagesGone, "project.images-gone" where the images are not there and may be elsewhere.
    std::optional<ErrorInfo> noTraining;
    /// Where the images of an opened project were last seen, when they are not there: what is shown of them is out of
    /// the cache, or nothing.
    std::vector<std::string> imagesGone;
    std::optional<NotSaved> notSaved = {};
    /// Until the run goes on: then the steps that are lost are trained anew.
    std::optional<LostWeights> lostWeights = {};
};

/// What the run's model is told of an image: one of spec.shape.labelNames, by the name of the image's own (LabelMap).
/// Below 0: the image has none that the run knows, or the model is told none.
int labelTold(const ModelSpec& spec, const ImageSet& images, int64_t image);

/// What a command has made of which run is shown, by their numbers in the project.
struct RunNumbers {
    int64_t left = 0;   ///< that was shown before it and is not any more; it was saved first. 0: none
    int64_t shown = 0;  ///< after it; 0: not saved yet
};

namespace event {
struct StateChanged {
    RunState from;
    RunState to;
    int64_t step;
};
struct CommandDone {
    CommandId id = 0;
    CommandKind kind = CommandKind::Load;
    RunNumbers runs = {};
};
/// The state does not allow it, or it failed; nothing was changed.
struct CommandRefused {
    CommandId id = 0;
    CommandKind kind = CommandKind::Load;
    RunState state = RunState::Empty;
    ErrorInfo reason;
};
struct DataLoaded {
    std::shared_ptr<const ImageSet> images;
};
struct EpochFinished {
    int64_t epoch;
    int64_t step;
};
struct Adjusted {
    int64_t step;
    std::string key;
    double value;
};
struct Warning {
    ErrorInfo what;
};
/// Patience or minutes are over (settings "patience", "minutes"): state Finished follows. RunInfo::endedBy says it too.
struct EndedByItself {
    int64_t step = 0;
    ErrorInfo why;
};
/// A run failed in a step: state Failed follows.
struct RunFailed {
    int64_t step = 0;
    ErrorInfo reason;
};
struct JobEnded {
    enum class How { Done, Failed, Cancelled };
    JobId id = 0;
    How how = How::Done;
    ErrorInfo reason;
};
}  // namespace event

using Event = std::variant<event::StateChanged, event::CommandDone, event::CommandRefused, event::DataLoaded,
                           event::EpochFinished, event::Adjusted, event::Warning, event::EndedByItself,
                           event::RunFailed, event::JobEnded>;

/// A mark on the curves: a setting that changed while running.
struct Mark {
    int64_t step;
    double epoch;
    std::string key;
    double value;
};

/// Images that are already decoded while a set loads, in the order in which they will stand.
struct LoadPreview {
    int size = 0;
    int channels = 0;
    /// index -> pixels, shared by all previews of a load; bounded (the first few thousand, and in bytes); null: not yet
    /// decoded
    std::vector<std::shared_ptr<const Picture>> pictures;
    int64_t done = 0;
    int64_t total = 0;
};

/// When and how a code was made.
struct CodeStamp {
    int64_t step : 63 = -1;         ///< steps done by the weights that made it; below 0: there is no code
    uint64_t fromTraining : 1 = 0;  ///< by a training step's own pass; else the image was encoded
};

/// Codes of consecutive images, immutable, each with its own stamp.
struct CodeChunk {
    int64_t first = 0;  ///< position in CodesSnapshot's order = index into the image set
    int64_t count = 0;
    std::vector<float> mu;          ///< count x dimensions
    std::vector<CodeStamp> stamps;  ///< count
};

/// mu of the images, training and held-out, as far as it is known and not too old. Chunks are shared between snapshots:
/// a new one copies pointers, and those chunks alone in which a code has changed.
struct CodesSnapshot {
    uint64_t model = 0;  ///< another number: of another model, or of other images. Never 0 once it is published
    int dimensions = 0;
    int64_t count = 0;       ///< images in all
    int64_t skipped = 0;     ///< of them that take no part in the run: they never have a code
    int64_t encoded = 0;     ///< of them with a code that is shown
    int64_t young = 0;       ///< of those, with a code that counts as new
    int64_t newestStep = 0;  ///< of those shown
    int64_t oldestStep = 0;
    int64_t youngFrom = 0;  ///< codes of an earlier step are shown as old ones (dimmed)
    int64_t shownFrom = 0;  ///< codes of an earlier step are let go, though they may still lie in their chunks
    std::vector<std::shared_ptr<const CodeChunk>> chunks;  ///< each kCodesPerChunk images; null: none has a code
    static constexpr int64_t kCodesPerChunk = 256;

    bool isShown(CodeStamp stamp) const { return stamp.step >= shownFrom && stamp.step >= 0; }
    bool isYoung(CodeStamp stamp) const { return stamp.step >= youngFrom && stamp.step >= 0; }
    /// mu of image `index` (dimensions values), or nullptr when it has no code that is shown.
    const float* codeOf(int64_t index) const;
    /// Its stamp; a step below 0 when it has no code that is shown.
    CodeStamp stampOf(int64_t index) const {
        if (index < 0 || index >= count) return {};
        const auto& chunk = chunks[static_cast<size_t>(index / kCodesPerChunk)];
        if (!chunk) return {};
        const CodeStamp stamp = chunk->stamps[static_cast<size_t>(index - chunk->first)];
        return isShown(stamp) ? stamp : CodeStamp{};
    }
};

/// A fixed handful of images and what the model makes of them, from mu or a draw, followed through training.
struct ReconstructionsSnapshot {
    int64_t step = 0;
    std::vector<int64_t> indices;
    std::vector<Picture> inputs;
    std::vector<Picture> outputs;
    std::vector<double> psnr;  ///< dB
    bool drawable = false;     ///< q(z|x) has a variance: one input has many outputs
    uint64_t draw = 0;         ///< 0: the outputs are of mu; else of this draw
    /// On demand, of a conditional model: the codes of the first kSwappedImages images, each encoded with its own
    /// label, decoded with every label, the first kSwappedLabels of them; [label][image], labels in the order of the
    /// run's names.
    std::vector<std::vector<Picture>> swapped;
    static constexpr size_t kMostFollowed = 256;
    static constexpr size_t kSwappedImages = 8;
    static constexpr size_t kSwappedLabels = 32;
};

/// The plane that is shown of codes with more than two dimensions: x = axes[0] . (z - mean), y likewise.
struct PlaneBasis {
    enum class Kind { Axes, Pca };
    Kind kind = Kind::Axes;
    int64_t step = 0;
    int axisX = 0;  ///< Kind::Axes
    int axisY = 1;
    std::vector<float> mean;       ///< D; zeros for Axes
    std::vector<float> axes[2];    ///< D each, orthonormal
    double explained[2] = {0, 0};  ///< share of the variance, Pca only

    static PlaneBasis ofAxes(int dimensions, int x, int y);
    void project(const float* z, float& x, float& y) const;
    /// The code that lies at (x, y) of the plane and agrees with `rest` (D values) in every direction that the plane
    /// does not show.
    std::vector<float> unproject(double x, double y, const std::vector<float>& rest) const;
};

/// Decode these codes.
struct DecodeRequest {
    std::vector<std::vector<float>> z;
    int64_t label =
        -1;  ///< as labelTold() says, for all of them, conditional models only; below 0: the session's shown label
};

/// Encode pictures with the model's mu. Pictures need not have the model's size: they are made to fit.
struct EncodeRequest {
    std::vector<Picture> pictures;
    std::vector<int64_t> labels = {};  ///< as labelTold() says, of the pictures, conditional models only; below 0 or
                                       ///< missing: the session's shown label
};

/// What is measured of the model beside what codes decode to.
enum class ProbeKind : uint8_t {
    RoundTrip,  ///< decode each code, encode that picture again
    Metric,     ///< log sqrt det J^T J of the decoder along two directions of the code space
    Posterior   ///< mu and sigma of q(z|x) of pictures
};

/// How it is measured and in which unit: Inference::roundTrip(), stretch() and posterior() (inference/inference.h).
/// What a model has none of is answered by an error: "probe.encoder" (a table of codes instead of an encoder),
/// "probe.variance" (codes are points), "probe.directions" (not two orthonormal ones of D numbers).
struct ProbeRequest {
    ProbeKind kind = ProbeKind::RoundTrip;
    std::vector<std::vector<float>> z = {};             ///< RoundTrip, Metric
    std::array<std::vector<float>, 2> directions = {};  ///< Metric: D numbers each, orthonormal
    std::vector<Picture> pictures = {};                 ///< Posterior
    std::vector<int64_t> labels = {};                   ///< as of Decode/EncodeRequest: of the pictures, or one for all
                                                        ///< codes
};

struct ServiceAnswer {
    uint64_t ticket = 0;      ///< of the request that it answers
    int64_t weightsStep = 0;  ///< step at which the weights were taken
    /// The codes that were decoded or measured, in the request's order; of an encoding and a posterior, mu of each
    /// picture; of a round trip the codes that came back, one for each.
    std::vector<std::vector<float>> z;
    std::vector<Picture> pictures;          ///< decoded
    std::vector<float> values;              ///< Metric: one a code
    std::vector<std::vector<float>> sigma;  ///< Posterior: one a picture, D numbers
    bool searching = false;   ///< codes of a search that goes on, as they are now; the same ticket is answered again
    double milliseconds = 0;  ///< from request to answer
    ErrorInfo error;          ///< code empty: none
};

/// A client of the model service. Lower comes first; each has its own mailbox, in which the newest request wins over
/// one that was not begun; what is begun is answered first. Only in Files every request waits its turn: nobody asks for
/// a file again that moved on.
/// Posterior and those after it are the layers' of the plane: whoever draws them asks in batches, and again when it
/// wants newer ones, so what is answered there is not answered once more. A batch is small: until what is begun is
/// answered, newer weights and another label wait.
enum class Lane { Pointer, Ends, Strip, Selection, Files, Posterior, Manifold, RoundTrip, Metric };
inline constexpr int kLanes = 9;
constexpr bool isAnsweredOnceMore(Lane lane) { return lane < Lane::Posterior; }
inline constexpr size_t kFileAnswersKept = 64;  ///< of the lane Files

struct JobStatus {
    JobId id = 0;
    Progress progress;
};

}  // namespace zscape
