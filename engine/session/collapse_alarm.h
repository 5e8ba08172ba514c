#pragma once

#include "engine/session/diagnostics.h"

namespace zscape {

/// Says from the readings of a run whether its codes fall silent.
///
/// Collapsed: no unit is active, or the information is below kNothing nats.
/// UnitsDying: at most half as many units are active, or half as much information is left, as the run has had at its
/// best (of readings from kSettled steps on: the spread of an untrained network's codes is no loss when it goes).
/// Nothing is reported before one epoch and kFewestSteps steps are done: codes begin by saying nothing.
/// One reading changes nothing: kInARow must agree. To leave a state the readings must be better by a margin
/// (kSomething nats; kRegained of the best), so that it does not flicker at the threshold. Where the latent holds the
/// codes' spread, units are not counted: the information alone decides.
class CollapseAlarm {
public:
    static constexpr double kNothing = 0.1;    ///< nats
    static constexpr double kSomething = 0.3;  ///< nats
    static constexpr double kLost = 0.5;       ///< of the best
    static constexpr double kRegained = 0.65;  ///< of the best
    static constexpr int64_t kSettled = 50;
    static constexpr int64_t kFewestSteps = 200;
    static constexpr int kInARow = 2;

    /// \param resting no step follows for now (paused, finished, just opened): no second reading will come, so this one
    /// is enough
    void take(const CollapseReading& reading, int64_t stepsPerEpoch, bool unitsCount, bool resting);

    CollapseState state() const { return state_; }
    /// Step of the first of the readings that led to it; below 0: no alarm.
    int64_t since() const { return since_; }

private:
    CollapseState judge(const CollapseReading& reading, bool unitsCount) const;

    CollapseState state_ = CollapseState::None;
    int64_t since_ = -1;
    CollapseState next_ = CollapseState::None;  ///< what the last readings say
    int64_t nextSince_ = -1;
    int inARow_ = 0;
    double bestInformation_ = 0;
    int bestUnits_ = 0;
};

}  // namespace zscape
