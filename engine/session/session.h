#pragma once

#include "engine/core/tile_overview.h"
#include "engine/core/walk_film.h"
#include "engine/session/diagnostics.h"
#include "engine/session/import_result.h"
#include "engine/session/layout_snapshot.h"
#include "engine/session/metrics.h"
#include "engine/session/named_images.h"
#include "engine/session/run_curves.h"
#include "engine/session/run_list.h"
#include "engine/session/side_measure.h"
#include "engine/session/types.h"

#include <chrono>
#include <functional>
#include <memory>

namespace zscape {

struct EngineContext;
class SessionEngine;
/// Makes the part of a session that needs LibTorch; takes a while the first time, and may be called from any thread.
/// \throws Error
using EngineSource = std::function<std::unique_ptr<SessionEngine>(const EngineContext&)>;

/// The one door of the engine for the window and the command line: commands in, events and snapshots out.
///
/// Every function may be called from any thread, returns at once and never throws for what a person did: a command
/// that the state does not allow, or that fails, is answered by event::CommandRefused with its id.
/// One thread owns the run (loading, training, saving), a second one the model service, a third the jobs, a fourth the
/// maps of the codes.
///
/// What computes and reads files is made by Options::engine when something first needs it, on the thread that needs it:
/// until then a session is there at once, and commands and jobs wait. Where it cannot be made they are refused with the
/// reason, and the next one tries again.
class Session {
public:
    struct Options {
        std::filesystem::path cacheFolder;  ///< empty: the user's
        int64_t cacheBudgetBytes = int64_t{20} << 30;
        /// How often a run that has changed is saved by itself, between two steps and off the trainer's thread; and
        /// when it stops. 0: never. In its project, or else (window) among the unsaved ones.
        std::chrono::milliseconds autosave{0};
        /// Where runs without a project are kept until they are saved; empty: they are not.
        std::filesystem::path unsavedFolder;
        bool previews = true;  ///< false: nobody looks at pictures while they load, and none is kept for it
        /// Called from engine threads once there is something to take, and not again before takeEvents(); must only
        /// post a wake-up. Take the events first, then read the snapshots. May be empty.
        std::function<void()> wake;
        /// Empty: out of the program's module (engine_module.h). Where everything is linked in: linkedEngine.
        EngineSource engine;
    };

    /// For Options::autosave: no more than this is lost by a power cut.
    static constexpr std::chrono::minutes kAutosave{1};

    explicit Session(Options options);
    /// Stops the run after the step in flight and joins every thread; no job leaves anything half done.
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Makes the engine now, on the run's thread; what keeps it from that is told by an event::Warning.
    void prepare();

    // ---- commands ----
    /// Empty, Ready, Paused, Finished, Failed -> Loading -> Ready. The images there stay until the new ones are in.
    CommandId load(ImportRequest request);
    /// Opens a project folder: its images, run, weights, metrics. -> Loading -> Ready (step 0) or Finished (trained).
    /// Where the images are gone, the project cannot be written or there is no memory to train it, it opens for
    /// looking: info() says why. Refused with "project.other-images" or "project.other-held-out" when a place was named
    /// that holds other images.
    CommandId open(std::filesystem::path project);
    CommandId open(OpenRequest request);
    /// Builds the untrained model of `config`; Ready, Finished, Failed -> Ready at step 0. In Empty and Loading it is
    /// checked and remembered for the next load. Refused with "memory.estimate" when it could not be trained here.
    /// Held-out images of another place are read first: -> Loading -> Ready, and stop() cancels.
    CommandId configure(RunConfig config);
    /// Ready, Finished, Failed -> Running. `epochs`/`steps` more than are done (the first that is reached ends it);
    /// 0 for both: what is planned and not done yet, and when all is done the recipe's epochs once more.
    /// By its settings "patience" and "minutes" a run may end before (event::EndedByItself). Trained again it goes on
    /// for as many epochs or minutes once more; with a number given, exactly as far as that. The held-out images are
    /// measured after each epoch and at the end of the plan.
    CommandId train(int64_t epochs = 0, int64_t steps = 0);
    /// Does not wait for an evaluation, which is made up for while the run is paused.
    CommandId pause();
    CommandId resume();
    /// Running, Paused -> Stopping -> Finished. Loading: cancels, back to what was.
    CommandId stop();
    /// A live setting ("beta", "learning_rate", "epochs"), from the next step on; marked on the curves.
    CommandId adjust(std::string key, double value);
    /// Writes recipe, weights, metrics. While running: at the next step's end, training goes on. What lay among the
    /// unsaved ones moves. An empty path: where it lies already, or else among the unsaved ones.
    CommandId save(std::filesystem::path project);
    /// Tries again: leaves the run for one of `config`, on the same images, split, seed and device, and trains what it
    /// plans. Running, Paused, Finished, Failed -> Running. Encoder and decoder go on with their weights of now (after
    /// a failure: the last good ones) with a fresh optimiser, unless `config` needs other networks or codes drawn in
    /// another way: then from scratch; info()->config.origin says which. Steps count from 0. In a project the run is
    /// saved before it is left.
    CommandId branch(RunConfig config);
    /// While a run trains: another one that was trained on the same images is looked at, as it was saved (codes,
    /// weights, curves, settings, its reconstructions; no diagnostics), and training goes on: info()->elsewhere says of
    /// which. When it has ended the one that is looked at is the current one. Its own number: that is shown again. At
    /// rest: Ready, Paused, Finished, Failed -> Finished, or Ready where what is shown was never trained. The current
    /// run is saved where it lies, or else among the unsaved ones; a paused one ends. A run on other images than those
    /// at hand is opened as by open(). Nothing is trained by it.
    CommandId show(ShowRequest request);
    /// Name, note, deletion of a run, also while one trains. The current one is not deleted.
    CommandId edit(RunEdit edit);
    /// Images that a person named, in the place of those that were; saved with the project at once, and kept among the
    /// unsaved ones where there is none. They belong to the images, not to a run. Where they cannot be saved a warning
    /// says why, and the next save tries again.
    CommandId nameImages(std::shared_ptr<const NamedImages> selections);
    /// Forgets images and model; ends a run that trains. Every state but Loading and Stopping -> Empty
    CommandId clear();
    /// What lies among the unsaved ones goes when the session ends: whoever worked on it does not want it. Without this
    /// it stays.
    void forgetUnsaved();

    // ---- what came of it ----
    std::vector<Event> takeEvents();

    RunState state() const;
    std::shared_ptr<const RunInfo> info() const;                   ///< never null
    std::shared_ptr<const ImageSet> images() const;                ///< null before the first load
    std::shared_ptr<const Split> split() const;                    ///< null before the first load
    std::shared_ptr<const ImportSettings> importSettings() const;  ///< of the images in use; null before the first load
    std::shared_ptr<const RunMetrics> metrics() const;             ///< null without a model
    std::vector<Mark> marks() const;
    /// Every run of the project, or of what lies among the unsaved ones, with the current one as it is now; never null.
    std::shared_ptr<const RunList> runs() const;
    /// Those of the images at hand, as nameImages() or the opened project said; never null.
    std::shared_ptr<const NamedImages> namedImages() const;
    std::shared_ptr<const LoadPreview> preview() const;  ///< null unless loading
    std::optional<JobStatus> loadProgress() const;       ///< of the current load
    std::shared_ptr<const CodesSnapshot> codes() const;  ///< null without a model
    /// What the codes still say of their pictures; null before the first look. Taken after every epoch, between them as
    /// far as the budget of looks allows, and once more at rest.
    std::shared_ptr<const DiagnosticsSnapshot> diagnostics() const;
    /// Measures the terms of the loss over one side of the split, between other works at rest: what comes of it is
    /// sideMeasured(). Training ends a measure that is not done.
    void measureSide(Side side);
    /// The last one that was asked for, as far as it is; null before, and with another model.
    std::shared_ptr<const SideMeasure> sideMeasured() const;
    /// Reading it is what asks for the next pass: nobody pays for pictures that nobody looks at.
    std::shared_ptr<const ReconstructionsSnapshot> reconstructions() const;

    /// Which images the reconstructions follow. Empty: the first held-out ones. Of more than
    /// ReconstructionsSnapshot::kMostFollowed the first ones, which a warning says: all are decoded at each look.
    void followReconstructions(std::vector<int64_t> indices);
    /// Whether reconstructions come with every label too (ReconstructionsSnapshot::swapped). At first: false.
    void swapLabels(bool wanted);
    /// Reconstructions of mu (0, at first), or of a code of each image's q(z|x) that is drawn with the run's seed and
    /// this number: the same one draws the same noise at each look. Where there is no variance to draw from they stay
    /// those of mu.
    void drawReconstructions(uint64_t draw);
    /// Codes are encoded, between steps and at rest, only while they are looked at (the plane is visible). At first:
    /// false.
    void wantCodes(bool wanted);

    /// The first two principal axes of the newest codes, aligned with the last answer (signs and order); null until
    /// the first one is there. Asking again refreshes it at most twice a second.
    std::shared_ptr<const PlaneBasis> principalPlane();

    // ---- maps of the codes: t-SNE and UMAP, on a thread of their own ----
    // Codes have to be wanted (wantCodes()). A map begins when all images that take part have one, or, while a run
    // trains, half of them have a young one or nine of ten have any. With another model or other images maps are let
    // go, and the one that is shown begins anew.
    /// Shows the map that is asked for: begins it, or goes on with the one of that kind where its request is the same
    /// (a failed one is tried again; one that a person has paused stays so). Another map that runs is paused, and kept
    /// until one of its kind is begun anew.
    /// \param request its settings' `threads` are of no account: a map gets one while a run trains, else all
    void layOut(LayoutRequest request);
    /// Begins the shown map anew. No map: nothing.
    void restartLayout();
    /// The plane shows something else: the map pauses and is kept.
    void leaveLayout();
    /// Waiting, Running -> Paused, and back. Preparing is broken off and begins again. Else: nothing.
    void pauseLayout(bool paused);
    /// "Run 250 more": Finished -> Running; Running and Paused have so many more before them. Else: nothing.
    /// \param iterations above 0
    void extendLayout(int64_t iterations);
    /// Whether new codes of the same model move the map that is shown, while a run trains (every few seconds, each time
    /// from the places of then, turned as they lay) and when it has ended. At first: true. One that was begun is
    /// brought to its end first; one that is paused stays.
    void followWithLayout(bool wanted);
    std::shared_ptr<const LayoutSnapshot> layout() const;  ///< null: no map is shown
    /// Where these codes would lie on the map that is shown, without moving it: in the mean of the places of the 5
    /// images with the nearest codes, weighted by 1 / d² of their distances (analysis/layout/placement.h). A question
    /// that was not begun is replaced by a newer one. \return ticket; placed() answers it
    uint64_t placeOnLayout(std::vector<std::vector<float>> codes);
    std::shared_ptr<const PlacedCodes> placed() const;  ///< the newest answer; null before the first

    // ---- model service ----
    /// With which label codes are decoded and pictures of no label encoded by a conditional model; at first 0. Another
    /// one answers the last requests once more, but for the layers' lanes.
    void showLabel(int64_t label);
    /// Decodes with the newest weights that are at hand; asks the trainer for newer ones. A later answer to the same
    /// ticket follows when they arrive, but for the layers' lanes. \return ticket
    uint64_t decode(Lane lane, DecodeRequest request);
    /// The answer's z are the codes; it carries no pictures.
    uint64_t encode(Lane lane, EncodeRequest request);
    /// What the model says of codes or pictures beside that, as decode(). \return ticket
    uint64_t probe(Lane lane, ProbeRequest request);
    /// The path from a to b (both latentDimensions long), `steps` codes with both ends, and their pictures.
    uint64_t walk(Lane lane, std::vector<float> a, std::vector<float> b, int steps, PathKind kind);
    /// The newest answer of the lane; null before the first.
    std::shared_ptr<const ServiceAnswer> answer(Lane lane) const;
    /// The answer to a ticket of the lane Files; null before it, and when kFileAnswersKept newer tickets were answered.
    std::shared_ptr<const ServiceAnswer> fileAnswer(uint64_t ticket) const;
    /// Median and 99th percentile of the last answers' times in the pointer lane, in milliseconds; 0 when there are
    /// none.
    std::pair<double, double> pointerLatency() const;

    // ---- jobs: id at once, progress, cancel, one event::JobEnded ----
    /// The model's picture file for slot A or B: any image file, read off the event loop. The picture comes by
    /// pictureOf().
    JobId readPictureFile(std::filesystem::path file);
    /// The picture that a readPictureFile job has read; empty before it is done.
    Picture pictureOf(JobId id) const;
    /// The pictures beside each other, as a PNG.
    JobId exportStrip(std::filesystem::path file, std::vector<Picture> pictures);
    /// Decodes a walk with the weights of one step, and writes it as writeWalk(): a GIF or an MP4 by the file's ending.
    /// Fails with "film.model" when another model takes the place of the one that decodes it.
    /// \param stops the walkStops() codes
    JobId exportFilm(std::filesystem::path file, FilmSettings settings, DecodeRequest stops);
    JobId exportPicture(std::filesystem::path file, Picture picture);
    /// The curves of a stored run, of whatever length; they come by curvesOf(). Those of the current run are metrics().
    JobId readCurves(int64_t run);
    std::shared_ptr<const RunCurves> curvesOf(JobId id) const;  ///< null before the end; kept for the newest 8
    /// A run's curves as a table: writeCurvesCsv() (run_curves.h); 0: those of the one that is shown, as they are now.
    JobId exportCurves(std::filesystem::path file, int64_t run = 0);
    /// Images of the set at hand as a table, with their codes as they are now: writeSelectionTable()
    /// (selection_table.h). \param images ascending
    JobId exportTable(std::filesystem::path file, std::vector<int64_t> images);
    /// The files of images of the set at hand into a new folder `name` within `into`: copyImagesTo()
    /// (engine/data/copied_images.h). \param images ascending
    JobId copyImages(std::filesystem::path into, std::string name, std::vector<int64_t> images);
    std::filesystem::path copiedTo(JobId id) const;  ///< the new folder; empty before the end; kept for the newest 8
    /// How zscape-cli trains this run on its images, as a line for a shell; 0: the one that is shown. It comes by
    /// commandOf().
    JobId writeCommand(int64_t run);
    std::string commandOf(JobId id) const;  ///< empty before the end; kept for the newest 8
    /// The picture that a tile of `images` was cut from, as overviewOf(); many tiles may have to be read for it. It
    /// comes
    /// by tileOverviewOf(). \pre images != null
    JobId readTileOverview(std::shared_ptr<const ImageSet> images, int64_t image, int side, uint8_t ground);
    /// Empty before the end, and of what is no tile; kept for the newest 8.
    std::optional<TileOverview> tileOverviewOf(JobId id) const;
    /// A quick look for the drop target and the empty screen; the result comes by summaryOf().
    JobId inspect(std::vector<std::string> sources);
    std::optional<SourceSummary> summaryOf(JobId id) const;
    /// Reads `request` into the cache for the import page: progress in jobs(), the pictures so far by importPreview(),
    /// the set by importedBy(). Nothing of the run changes: what is then chosen is load() of Imported::request, which
    /// the cache answers.
    /// \param heldOutFraction the share that is held out where the data have no split of their own
    JobId readForImport(ImportRequest request, double heldOutFraction);
    /// The same pixels with other labels, split, groups or tables (ImportSettings): nothing is decoded.
    JobId arrangeForImport(std::shared_ptr<const Imported> base, ImportSettings settings, double heldOutFraction);
    std::shared_ptr<const LoadPreview> importPreview(
        JobId id) const;                                         ///< null before the first picture and after the end
    std::shared_ptr<const Imported> importedBy(JobId id) const;  ///< null before the end; kept for the newest two only
    std::vector<JobStatus> jobs() const;
    void cancel(JobId id);

private:
    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

/// Where a window keeps runs that have no project: unsaved, in the user's data folder.
std::filesystem::path unsavedFolder();
/// Projects in `folder` that no program has open, newest first: what was left of runs that nobody saved.
std::vector<std::filesystem::path> leftUnsaved(const std::filesystem::path& folder);

}  // namespace zscape
