#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace zscape {

/// A queue of messages to one thread. First in, first out; a poke wakes the thread without a message.
template <typename T>
class WaitQueue {
public:
    void push(T message) {
        {
            const std::lock_guard lock(mutex_);
            messages_.push_back(std::move(message));
        }
        changed_.notify_one();
    }

    /// Something else that the thread looks at has changed.
    void poke() {
        {
            const std::lock_guard lock(mutex_);
            poked_ = true;
        }
        changed_.notify_one();
    }

    std::optional<T> tryTake() {
        const std::lock_guard lock(mutex_);
        if (messages_.empty()) return std::nullopt;
        std::optional<T> message(std::move(messages_.front()));
        messages_.pop_front();
        return message;
    }

    bool empty() const {
        const std::lock_guard lock(mutex_);
        return messages_.empty();
    }

    /// Returns when there is a message, after a poke (which it consumes), at `until`, or when asked to stop.
    void wait(std::stop_token stop, std::optional<std::chrono::steady_clock::time_point> until = std::nullopt) {
        std::unique_lock lock(mutex_);
        const auto something = [this] { return poked_ || !messages_.empty(); };
        if (until) changed_.wait_until(lock, stop, *until, something);
        else changed_.wait(lock, stop, something);
        poked_ = false;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<T> messages_;  ///< guarded by mutex_
    bool poked_ = false;      ///< guarded by mutex_
};

}  // namespace zscape
