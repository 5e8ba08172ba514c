#pragma once

#include "engine/core/progress.h"

#include <chrono>
#include <utility>

namespace zscape {

/// Tells how far a counted work is, no more often than a person can see, and at its end; with the time that is left at
/// the pace so far.
class WorkCounter {
public:
    /// \param sink may be empty; outlives the counter
    WorkCounter(std::string verb, int64_t total, const ProgressSink& sink)
        : progress_{std::move(verb), 0, total, -1},
          sink_(sink) {}

    /// \param done 0 to the total
    void tell(int64_t done) {
        const auto now = Clock::now();
        const bool between = told_ != Clock::time_point{} && now - told_ < kBetween && done < progress_.total;
        if (!sink_ || between) return;
        told_ = now;
        progress_.done = done;
        const double seconds = std::chrono::duration<double>(now - began_).count();
        if (done > 0)
            progress_.secondsLeft = seconds * static_cast<double>(progress_.total - done) / static_cast<double>(done);
        sink_(progress_);
    }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kBetween{50};
    Progress progress_;
    const ProgressSink& sink_;
    Clock::time_point began_ = Clock::now();
    Clock::time_point told_{};
};

}  // namespace zscape
