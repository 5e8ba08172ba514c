#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>

namespace zscape {

/// Works of one thread that give way to messages of some kind: a work that is on when one comes is asked to stop, and
/// so is one that would begin while one waits.
class Interruption {
public:
    // ---- who sends, around the sending ----
    void expect() { waiting_.fetch_add(1); }
    void sent() {
        const std::lock_guard lock(mutex_);
        work_.request_stop();
    }

    // ---- who works ----
    void taken() { waiting_.fetch_sub(1); }
    /// `work` gets a token that `closing` stops too.
    template <typename Work>
    decltype(auto) run(const std::stop_token& closing, Work work) {
        std::stop_source source;
        {
            const std::lock_guard lock(mutex_);
            work_ = source;
        }
        if (waiting_.load() > 0) source.request_stop();
        const std::stop_callback closed(closing, [&source] { source.request_stop(); });
        return work(source.get_token());
    }

private:
    std::atomic<int> waiting_{0};  ///< messages that are sent and not taken: any thread
    std::mutex mutex_;
    std::stop_source work_;  ///< guarded by mutex_
};

}  // namespace zscape
