#pragma once

#include "engine/analysis/pca.h"
#include "engine/session/board.h"
#include "engine/session/threads/job_runner.h"

#include <chrono>
#include <mutex>
#include <optional>

namespace zscape {

/// The first two principal axes of the codes, made on a job's thread when somebody asks and the codes are newer,
/// at most twice a second; each aligned with the one before.
class PrincipalPlane {
public:
    PrincipalPlane(Board& board, JobRunner& jobs) : board_(board), jobs_(jobs) {}

    /// The newest that is there; null before the first. Any thread.
    std::shared_ptr<const PlaneBasis> ask();

private:
    void compute(const std::shared_ptr<const CodesSnapshot>& codes);

    Board& board_;
    JobRunner& jobs_;
    Mailbox<PlaneBasis> basis_;
    std::mutex mutex_;
    bool busy_ = false;                             ///< guarded by mutex_
    std::shared_ptr<const CodesSnapshot> madeOf_;   ///< guarded by mutex_
    std::chrono::steady_clock::time_point made_{};  ///< guarded by mutex_
    std::optional<PrincipalAxes> previous_;         ///< only the one computation in hand
};

}  // namespace zscape
