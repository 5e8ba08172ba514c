#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace zscape {

/// A thread that gets only what all others leave of the processors (SCHED_IDLE), for works that its owner waits for: a
/// thread cannot be made so for a while, for nobody but root may take it back. One caller at a time.
class LeftoverThread {
public:
    LeftoverThread();
    ~LeftoverThread() { thread_.request_stop(); }
    LeftoverThread(const LeftoverThread&) = delete;
    LeftoverThread& operator=(const LeftoverThread&) = delete;

    /// Returns when `work` has ended there. It should take no lock that others wait for: it may be kept from the
    /// processor while it holds one. \param meanwhile called here every kBetween while it lasts; may be empty
    /// \throws what `work` throws
    void run(const std::function<void()>& work, const std::function<void()>& meanwhile = {});

    static constexpr std::chrono::milliseconds kBetween{50};

private:
    void serve(const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    const std::function<void()>* work_ = nullptr;  ///< null: nothing to do, or done; guarded by mutex_
    std::exception_ptr failure_;                   ///< of the last work; guarded by mutex_
    std::jthread thread_;                          ///< last: it uses all of the above
};

}  // namespace zscape
