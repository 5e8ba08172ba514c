#pragma once

#include "engine/analysis/pca.h"
#include "engine/session/shared_state.h"
#include "engine/session/threads/job_runner.h"

#include <chrono>
#include <mutex>
#include <optional>

namespace zscape {

/// The first two principal axes of the codes, made on a job's thread when they are asked for and the codes are newer,
/// at most twice a second; each aligned with the one before.
class PrincipalPlane {
public:
    PrincipalPlane(SharedState& shared, JobRunner& jobs) : shared_(shared), jobs_(jobs) {}

    /// The newest that is there; null before the first. Any thread.
    std::shared_ptr<const PlaneBasis> ask();

private:
    void compute(const std::shared_ptr<const CodesSnapshot>& codes);

    SharedState& shared_;
    JobRunner& jobs_;
    Mailbox<PlaneBasis> basis_;
    std::mutex mutex_;
    bool busy_ = false;                             ///< guarded by mutex_
    std::shared_ptr<const CodesSnapshot> madeOf_;   ///< guarded by mutex_
    std::chrono::steady_clock::time_point made_{};  ///< guarded by mutex_
    std::optional<PrincipalAxes> previous_;         ///< only the one running computation
};

}  // namespace zscape
