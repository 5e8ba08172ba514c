#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace zscape {

/// A thread that does what it was asked for last: what has not been begun is forgotten for it, what is in work goes on.
class LatestWork {
public:
    /// Called on the thread; should end soon once the token says so.
    using Work = std::function<void(const std::stop_token& stop)>;

    LatestWork() : thread_([this](const std::stop_token& stop) { serve(stop); }) {}

    void ask(Work work) {
        {
            const std::lock_guard lock(mutex_);
            next_ = std::move(work);
        }
        asked_.notify_one();
    }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            Work work;
            {
                std::unique_lock lock(mutex_);
                if (!asked_.wait(lock, stop, [this] { return static_cast<bool>(next_); })) return;
                work = std::exchange(next_, nullptr);
            }
            work(stop);
        }
    }

    std::mutex mutex_;
    std::condition_variable_any asked_;
    Work next_;            ///< guarded by mutex_
    std::jthread thread_;  ///< last: it uses the rest
};

}  // namespace zscape
