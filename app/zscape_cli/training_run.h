#pragma once

#include "app/zscape_cli/interruption.h"
#include "app/zscape_cli/output.h"
#include "engine/session/session.h"

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace zscape {

/// One session seen from the command line: commands are waited for, events become lines. The waiting thread alone uses
/// it.
class TrainingRun {
public:
    TrainingRun(Output& output, InterruptPipe& pipe);

    Session& session() { return session_; }
    /// The signal that has asked to stop, SIGPIPE when nobody reads the output any more; 0: none.
    int interrupted() const { return interrupted_; }

    /// Waits for the command's end, printing what happens meanwhile.
    /// \throws Error when it is refused, Cancelled when a signal came while it was loading
    void settle(CommandId id);

    /// Trains until the plan is done, a signal stops it, or it fails; saves to `project`. Meanwhile the session does by
    /// itself. Where the end cannot be saved the run is kept, and saving is tried again until it succeeds; a signal
    /// then saves it among the unsaved ones.
    /// \return where it is saved
    /// \throws Error the reason of a failed run, after its last good weights are saved; why it is saved nowhere
    std::filesystem::path train(int64_t epochs, int64_t steps, const std::filesystem::path& project);

    /// "patience", "minutes"; empty: the run did not end by itself.
    std::string endedReason() const;
    double secondsTrained() const { return seconds_; }
    int64_t imagesTrained() const { return images_; }

    /// The newest row of this store that belongs to `step`, by the run's terms; empty when there is none.
    Terms rowAt(const MetricStore& store, int64_t step) const;

private:
    void turn();
    /// Waits for the command's end. \return why it was refused
    std::optional<ErrorInfo> await(CommandId id);
    std::filesystem::path saveAtLast();
    void take(const Event& event);
    void tellHeldBack();
    void printSteps();
    void printEpoch(const event::EpochFinished& epoch);
    void drawProgress();
    /// Of the last two seconds; `epochs` are done after the step that is asked about.
    double imagesPerSecond(double epochs) const;

    Output& output_;
    InterruptPipe& pipe_;
    int interrupted_ = 0;
    bool training_ = false;
    std::map<CommandId, std::optional<ErrorInfo>> ended_;
    /// Warnings before the training, when there was no model: why there is none will be said again by what is refused
    /// for it.
    std::vector<ErrorInfo> withoutModel_;
    std::optional<ErrorInfo> failure_;
    std::optional<ErrorInfo> endedBy_;
    std::filesystem::path project_;
    int64_t printedRows_ = 0;
    std::chrono::steady_clock::time_point beganAt_{};
    double epochsBefore_ = 0;  ///< done when this stretch of training began
    double seconds_ = 0;
    int64_t images_ = 0;
    Session session_;  ///< last: its threads wake the pipe until it is gone
};

}  // namespace zscape
