#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace zscape {

/// Which step was reached how long ago, in time that the run ran: what it rested makes no code older. Belongs to the
/// run thread.
class StepClock {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr double kRemembered = 64;  ///< seconds

    /// A run at `step`.
    void begin(int64_t step) {
        marks_.assign(1, {0, step});
        seconds_ = 0;
    }
    /// It goes on now; the time until then was rest.
    void goOn(Time now) { last_ = now; }
    void reached(int64_t step, Time now) {
        seconds_ += std::chrono::duration<double>(now - last_).count();
        last_ = now;
        if (seconds_ - marks_.back().seconds < kApart) return;
        marks_.push_back({seconds_, step});
        while (marks_.size() > 1 && marks_[1].seconds <= seconds_ - kRemembered) marks_.pop_front();
    }
    /// The last step known to have been reached at least so many seconds ago; the first step where the run is younger.
    int64_t stepBefore(double seconds) const {
        int64_t step = marks_.front().step;
        for (const Mark& mark : marks_) {
            if (mark.seconds > seconds_ - seconds) break;
            step = mark.step;
        }
        return step;
    }
    double seconds() const { return seconds_; }

private:
    static constexpr double kApart = 0.5;  ///< seconds between marks
    struct Mark {
        double seconds;
        int64_t step;
    };
    std::deque<Mark> marks_{{0, 0}};
    double seconds_ = 0;
    Time last_{};
};

}  // namespace zscape
