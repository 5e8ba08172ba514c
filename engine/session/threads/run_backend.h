#pragma once

#include "engine/session/types.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace zscape {

/// What a loader thread has made and the run thread has not yet taken over. Dropping it drops everything.
struct StagedLoad {
    virtual ~StagedLoad() = default;
};

/// What came of taking it over.
struct Adopted {
    std::shared_ptr<const ImageSet> images;  ///< null: the project's are gone
    bool trained = false;                    ///< a project whose model has done steps
    std::vector<ErrorInfo> warnings;         ///< the recipe cannot work with these images; pictures have changed since
};

struct StepOutcome {
    std::optional<ErrorInfo> failure;  ///< the weights are those before the step
    int64_t step = 0;                  ///< steps done, or the one that failed
    bool epochEnded = false;
    bool timeIsUp = false;  ///< the minutes that the run may take are over
};

/// The work behind a run, as the run loop sees it: images, a model, a project. The loop knows no LibTorch, so that it
/// is tested under ThreadSanitizer with a backend of fakes. All calls but the two stage...() come from the run
/// thread.
class RunBackend {
public:
    virtual ~RunBackend() = default;

    using Clock = std::chrono::steady_clock;

    /// First call, on the run thread, before the first command: priorities and thread counts.
    virtual void threadStarted() {}
    /// Last call: what other threads do for this one is waited for.
    virtual void threadEnding() {}

    /// Run thread, before a stage...() begins.
    virtual void beforeLoad(const std::filesystem::path* project) = 0;
    /// Loader thread. \throws Error, Cancelled
    virtual std::unique_ptr<StagedLoad> stageLoad(const ImportRequest& request, std::stop_token stop) = 0;
    virtual std::unique_ptr<StagedLoad> stageOpen(const OpenRequest& request, std::stop_token stop) = 0;
    virtual std::unique_ptr<StagedLoad> stageConfigure(const RunConfig& config, std::stop_token stop) = 0;
    /// \throws Error with nothing changed, or where that cannot be with nothing left: see isEmpty()
    virtual Adopted adopt(std::unique_ptr<StagedLoad> staged) = 0;
    virtual bool isEmpty() const = 0;
    /// A load has ended, well or not: previews and progress go.
    virtual void afterLoad() = 0;

    /// Checks what can be checked without images, and keeps it for the next load. \throws Error
    virtual void remember(const RunConfig& config) = 0;
    /// Whether `config` needs images that are not at hand: then stageConfigure() reads them, and adopt() builds the
    /// model.
    virtual bool needsImages(const RunConfig& config) const = 0;
    /// Builds the untrained model. \throws Error with nothing changed
    virtual void configure(const RunConfig& config) = 0;

    /// Another run takes up the current one, and its steps are planned. \throws Error with nothing changed
    virtual void branch(const RunConfig& config) = 0;

    /// What shows `request` only after images were read: that run is to be opened, and the current one was kept.
    /// Nothing: show() can. \throws Error
    virtual std::optional<OpenRequest> opensFor(const ShowRequest& request) = 0;
    /// While a run trains it goes on, and what is shown is looked at beside it.
    /// \return whether what is shown was trained. \throws Error with nothing changed
    virtual bool show(const ShowRequest& request) = 0;
    /// \throws Error with nothing changed
    virtual void edit(const RunEdit& edit) = 0;

    /// In the place of those that are named. \throws Error where one is no image's number, with nothing changed
    virtual void nameImages(std::shared_ptr<const NamedImages> selections) = 0;

    /// Plans the next steps. \throws Error "memory.estimate", "model.none"
    virtual void beginTraining(int64_t epochs, int64_t steps) = 0;
    virtual StepOutcome step() = 0;
    /// The steps that were planned are done.
    virtual bool planDone() const = 0;
    /// The held-out loss, at the end of an epoch or of the plan. \throws Cancelled when stopped, and may be asked
    /// again; Error
    virtual void measure(std::stop_token stop) = 0;
    /// Why the run ends by itself now, after a step that was not the plan's last; none: it goes on.
    virtual std::optional<ErrorInfo> endsByItself() = 0;
    /// What others have asked for and may be done between two steps, within its share of time. What is stopped stays
    /// due.
    virtual void betweenSteps(std::stop_token stop) = 0;
    /// One slice of what is due while nothing trains. What is stopped stays due. \return whether there is more
    virtual bool idle(RunState state, std::stop_token stop) = 0;
    /// When idle() is to be asked again though nobody has asked for anything.
    virtual std::optional<Clock::time_point> wakeAt() const { return std::nullopt; }

    virtual void adjust(const std::string& key, double value) = 0;
    /// An empty path: where it lies already.
    virtual void save(const std::filesystem::path& project) = 0;
    virtual void clear() = 0;

    /// Of the command that was carried out last; asked once after each.
    virtual RunNumbers takeRunNumbers() { return {}; }

    /// Publishes what goes with the new state; its event follows.
    virtual void stateChanged(RunState from, RunState to) = 0;
    virtual int64_t stepsDone() const = 0;
    virtual int64_t epochsDone() const = 0;
};

}  // namespace zscape
