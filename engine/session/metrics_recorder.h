#pragma once

#include "engine/session/shared_state.h"
#include "engine/training/trainer.h"

#include <chrono>
#include <deque>
#include <functional>

namespace zscape {

/// What is written down of a run as it goes: every plotted number, the marks, the best epoch, the speed.
/// Belongs to the run thread; readers get the metrics without a lock.
class MetricsRecorder {
public:
    /// `ledger`: the run's, nothing measured.
    MetricsRecorder(SharedState& shared, std::vector<std::string> terms, std::vector<LedgerLine> ledger);

    /// The clock of the column "seconds" runs only while the run does.
    void startClock();
    void stopClock();

    /// Rows of steps, and how long they took all together (seconds). Rows that are not finite end the run and stay out.
    void addSteps(const std::vector<Trainer::StepRow>& rows, double seconds);
    void addEpoch(const Trainer::EpochRow& row, int64_t stepsPerEpoch);
    /// \param objectiveMoves a schedule is still on its way: totals of before and after do not compare
    /// \return whether it is the best since the objective changed last
    bool addHeldOut(int64_t step, double epoch, const TermValues& terms, bool objectiveMoves);
    /// One that changes the objective begins the best anew.
    void addMark(Mark mark);

    /// A run read back: every row up to the checkpoint's step.
    enum class Table { Train, HeldOut, TrainEpoch, Weights };
    void restoreRow(Table table, const std::vector<double>& row);
    void restoreMarks(std::vector<Mark> marks);
    /// After both. `moves` as in bestHeldOutRow().
    void findBest(const std::function<bool(int64_t step)>& moves);
    /// Values and weights of the last step that was recorded, in the lines of `ledger`.
    void restoreLedger(std::vector<LedgerLine> ledger) { ledger_ = std::move(ledger); }

    const RunMetrics& metrics() const { return *metrics_; }
    const std::vector<Mark>& marks() const { return marks_; }
    /// With values and weights of the last finite step; NaN before the first.
    const std::vector<LedgerLine>& ledger() const { return ledger_; }
    double imagesPerSecond() const;
    /// Wall time of the last whole epoch, with its evaluation; below 0: none yet.
    double secondsPerEpoch() const { return secondsPerEpoch_; }
    /// The clock: how long the run has trained in all its stretches.
    double seconds() const;

    struct Best {
        int64_t step = -1;
        double epoch = -1;
        double total = 0;
    };
    const Best& best() const { return best_; }

private:
    void noteLedger(const Trainer::StepRow& row, double seconds);
    SharedState& shared_;
    std::shared_ptr<RunMetrics> metrics_;
    std::vector<Mark> marks_;
    std::vector<LedgerLine> ledger_;
    Best best_;
    double secondsBefore_ = 0;  ///< of the clock, up to its last stop
    std::chrono::steady_clock::time_point started_{};
    bool clockRuns_ = false;
    struct Stretch {
        int64_t images;
        double seconds;
    };
    std::deque<Stretch> speed_;  ///< the last two seconds of training
    Stretch speedSum_{0, 0};
    double epochBegan_ = -1;  ///< the clock at the end of the epoch before; below 0: unknown
    double secondsPerEpoch_ = -1;
};

}  // namespace zscape
