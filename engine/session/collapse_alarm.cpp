#include "engine/session/collapse_alarm.h"

#include <algorithm>

namespace zscape {

CollapseState CollapseAlarm::judge(const CollapseReading& reading, bool unitsCount) const {
    const double nothing = state_ == CollapseState::Collapsed ? kSomething : kNothing;
    if (reading.information < nothing || (unitsCount && reading.activeUnits == 0)) return CollapseState::Collapsed;
    const double lost = state_ == CollapseState::None ? kLost : kRegained;
    if (reading.information <= lost * bestInformation_) return CollapseState::UnitsDying;
    if (unitsCount && reading.activeUnits <= lost * bestUnits_) return CollapseState::UnitsDying;
    return CollapseState::None;
}

void CollapseAlarm::take(const CollapseReading& reading, int64_t stepsPerEpoch, bool unitsCount, bool resting) {
    if (reading.step >= kSettled) {
        bestInformation_ = std::max(bestInformation_, reading.information);
        bestUnits_ = std::max(bestUnits_, reading.activeUnits);
    }
    if (reading.step < std::max(stepsPerEpoch, kFewestSteps)) return;
    const CollapseState judged = judge(reading, unitsCount);
    if (judged != next_) {
        next_ = judged;
        nextSince_ = reading.step;
        inARow_ = 0;
    }
    ++inARow_;
    if (next_ == state_ || (inARow_ < kInARow && !resting)) return;
    // From dying to collapsed it is the same misfortune: it began where it began.
    if (state_ == CollapseState::None || next_ == CollapseState::None)
        since_ = next_ == CollapseState::None ? -1 : nextSince_;
    state_ = next_;
}

}  // namespace zscape
