#pragma once

#include "engine/session/threads/event_queue.h"
#include "engine/session/types.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace zscape {

/// Works that are no run: each has an id, progress, cancel, and ends in exactly one event::JobEnded.
/// What a cancelled or failed work leaves behind is its own care: the engine's writers leave nothing.
class JobRunner {
public:
    /// Gets its own id, for whoever keeps results by it.
    using Work = std::function<void(JobId, std::stop_token, const ProgressSink&)>;

    /// `events` must outlive it.
    JobRunner(EventQueue& events, int threads);
    /// Cancels what runs and what waits; every job still has its JobEnded before this returns.
    ~JobRunner();
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;

    JobId start(std::string verb, Work work);
    /// For the engine's own small works: no id for people, no event, no place in statuses().
    void startSilently(std::function<void(std::stop_token)> work);

    /// Jobs that wait or run, oldest first.
    std::vector<JobStatus> statuses() const;
    /// Does nothing for a job that has ended.
    void cancel(JobId id);

private:
    struct Job {
        JobStatus status;
        Work work;
        std::stop_source stop;
        bool silent = false;
    };

    void serve(std::stop_token stop);
    void carryOut(const std::shared_ptr<Job>& job);
    void enqueue(std::shared_ptr<Job> job);
    void forget(JobId id);

    EventQueue& events_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    JobId lastId_ = 0;                          ///< guarded by mutex_
    std::deque<std::shared_ptr<Job>> waiting_;  ///< guarded by mutex_
    std::vector<std::shared_ptr<Job>> alive_;   ///< guarded by mutex_, and each job's status
    std::vector<std::jthread> threads_;
};

}  // namespace zscape
