#pragma once

#include "engine/session/threads/job_runner.h"
#include "engine/session/threads/mailbox.h"
#include "engine/session/types.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

namespace zscape {

/// Keeps the plane of the newest codes: made on a job's thread when it is asked for and the codes are newer, at most
/// twice a second, and never two at once. Codes of which none could be made are not tried again.
class PlaneRefresher {
public:
    using Clock = std::chrono::steady_clock;
    /// Job's thread, one at a time; null: these codes have no plane. What it throws is told as any job's failure.
    using Make = std::function<std::shared_ptr<const PlaneBasis>(const CodesSnapshot&)>;

    /// `events` and `jobs` must live as long as something may be asked; `jobs` ends before this does.
    PlaneRefresher(EventQueue& events, JobRunner& jobs, Make make)
        : events_(events),
          jobs_(jobs),
          make_(std::move(make)) {}

    /// The newest plane that is there and has the dimensions of `codes`; null before the first. Any thread.
    std::shared_ptr<const PlaneBasis> ask(const std::shared_ptr<const CodesSnapshot>& codes, Clock::time_point now);

    static constexpr std::chrono::milliseconds kBetween{500};

private:
    void make(const CodesSnapshot& codes);

    EventQueue& events_;
    JobRunner& jobs_;
    const Make make_;
    Mailbox<PlaneBasis> basis_;
    std::mutex mutex_;
    bool busy_ = false;                            ///< guarded by mutex_
    std::shared_ptr<const CodesSnapshot> madeOf_;  ///< guarded by mutex_
    Clock::time_point begun_{};                    ///< guarded by mutex_
};

}  // namespace zscape
