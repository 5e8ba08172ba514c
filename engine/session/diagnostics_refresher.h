#pragma once

#include "engine/session/shared_state.h"
#include "engine/session/collapse_alarm.h"
#include "engine/training/trainer.h"

#include <stop_token>

namespace zscape {

/// Looks at the posteriors of a fixed set of images now and then, and publishes what the codes still say.
/// Belongs to the run thread.
class DiagnosticsRefresher {
public:
    explicit DiagnosticsRefresher(SharedState& shared) : shared_(shared) {}

    /// Images in a look. The information costs time in the square of their number: 2,000 take some hundredths of a
    /// second, and say up to log 2,000 = 7.6 nats.
    static constexpr size_t kImages = 2'000;
    /// Looks within an epoch, where the budget allows them.
    static constexpr int64_t kLooksPerEpoch = 4;

    /// A new model: nothing is known. Held-out images are preferred, at even distances.
    void begin(const Split& split, uint64_t seed);
    /// No model: no snapshot.
    void forget();

    /// The readings of this run's earlier life, oldest first, after begin().
    void restore(const std::vector<CollapseReading>& readings);
    const std::vector<CollapseReading>& history() const { return history_; }

    /// A trained model whose weights were not looked at yet.
    bool due(int64_t step) const { return step > 0 && lookedAt_ != step; }
    /// The same while it trains: often enough to see a change within an epoch.
    bool dueWhileRunning(int64_t step, int64_t stepsPerEpoch) const {
        return step >= lookedAt_ + std::max<int64_t>(1, stepsPerEpoch / kLooksPerEpoch);
    }

    /// \param resting no step follows for now
    /// \param stop asked: nothing is published, and a look stays due
    void look(Trainer& trainer, bool resting, std::stop_token stop);

private:
    void remember(const CollapseReading& reading);

    SharedState& shared_;
    std::vector<int64_t> images_;
    bool heldOut_ = false;
    uint64_t seed_ = 0;
    int64_t lookedAt_ = 0;
    std::vector<CollapseReading> history_;
    size_t restored_ = 0;  ///< readings of the history that the alarm was not told yet
    CollapseAlarm alarm_;
};

}  // namespace zscape
