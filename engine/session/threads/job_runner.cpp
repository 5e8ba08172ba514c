#include "engine/session/threads/job_runner.h"

#include <algorithm>

namespace zscape {

JobRunner::JobRunner(EventQueue& events, int threads) : events_(events) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this](std::stop_token stop) { serve(stop); });
}

JobRunner::~JobRunner() {
    std::vector<std::shared_ptr<Job>> alive;
    {
        const std::lock_guard lock(mutex_);
        alive = alive_;
    }
    // Outside the lock: whoever hangs on a stop token is called back here.
    for (const std::shared_ptr<Job>& job : alive) job->stop.request_stop();
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
    // No thread is left: what still waits was never begun.
    for (const std::shared_ptr<Job>& job : waiting_)
        if (!job->silent) events_.push(event::JobEnded{job->status.id, event::JobEnded::How::Cancelled, {}});
}

JobId JobRunner::start(std::string verb, Work work) {
    auto job = std::make_shared<Job>();
    job->status.progress.verb = std::move(verb);
    job->work = std::move(work);
    {
        const std::lock_guard lock(mutex_);
        job->status.id = ++lastId_;
    }
    const JobId id = job->status.id;
    enqueue(std::move(job));
    return id;
}

void JobRunner::startSilently(std::function<void(std::stop_token)> work) {
    auto job = std::make_shared<Job>();
    job->work = [work = std::move(work)](JobId, std::stop_token stop, const ProgressSink&) { work(stop); };
    job->silent = true;
    {
        const std::lock_guard lock(mutex_);
        job->status.id = ++lastId_;
    }
    enqueue(std::move(job));
}

void JobRunner::enqueue(std::shared_ptr<Job> job) {
    {
        const std::lock_guard lock(mutex_);
        alive_.push_back(job);
        waiting_.push_back(std::move(job));
    }
    changed_.notify_one();
}

std::vector<JobStatus> JobRunner::statuses() const {
    std::vector<JobStatus> result;
    const std::lock_guard lock(mutex_);
    for (const std::shared_ptr<Job>& job : alive_)
        if (!job->silent) result.push_back(job->status);
    return result;
}

void JobRunner::cancel(JobId id) {
    std::shared_ptr<Job> found;
    {
        const std::lock_guard lock(mutex_);
        for (const std::shared_ptr<Job>& job : alive_)
            if (job->status.id == id) found = job;
    }
    if (found) found->stop.request_stop();
}

void JobRunner::serve(std::stop_token stop) {
    for (;;) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); }) || stop.stop_requested()) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        carryOut(job);
    }
}

void JobRunner::carryOut(const std::shared_ptr<Job>& job) {
    event::JobEnded ended{job->status.id, event::JobEnded::How::Done, {}};
    try {
        if (job->stop.stop_requested()) throw Cancelled();
        job->work(job->status.id, job->stop.get_token(), [this, &job](const Progress& progress) {
            {
                const std::lock_guard lock(mutex_);
                job->status.progress = progress;
            }
            events_.notify();
        });
    } catch (const Cancelled&) {
        ended.how = event::JobEnded::How::Cancelled;
    } catch (...) {
        ended.how = event::JobEnded::How::Failed;
        ended.reason = describeCurrentException();
    }
    forget(job->status.id);
    // A failed work that nobody waits for is still no secret.
    if (!job->silent) events_.push(std::move(ended));
    else if (ended.how == event::JobEnded::How::Failed) events_.push(event::Warning{ended.reason});
}

void JobRunner::forget(JobId id) {
    const std::lock_guard lock(mutex_);
    std::erase_if(alive_, [id](const std::shared_ptr<Job>& job) { return job->status.id == id; });
}

}  // namespace zscape
