#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace zscape::testing {

/// A door that opens when it is told, or when a stop is asked for.
class Gate {
public:
    void close() {
        const std::lock_guard lock(mutex_);
        open_ = false;
    }
    void open() {
        {
            const std::lock_guard lock(mutex_);
            open_ = true;
        }
        changed_.notify_all();
    }
    /// One visitor, who stands there or comes, passes though it is closed.
    void letOne() {
        {
            const std::lock_guard lock(mutex_);
            ++passes_;
        }
        changed_.notify_all();
    }
    /// \return whether it was opened (and not the wait stopped)
    bool pass(std::stop_token stop = {}) {
        std::unique_lock lock(mutex_);
        reached_ = true;
        changed_.notify_all();
        if (!changed_.wait(lock, stop, [this] { return open_ || passes_ > 0; })) return false;
        if (!open_) --passes_;
        return true;
    }
    /// Waits until somebody stands at the gate, or has passed it since the last time.
    void awaitVisitor() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return reached_; });
        reached_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool open_ = true;  ///< guarded by mutex_, as the others
    int passes_ = 0;    ///< visitors that may pass a closed gate
    bool reached_ = false;
};

}  // namespace zscape::testing
