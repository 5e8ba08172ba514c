#pragma once

#include "engine/session/types.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace zscape {

/// Calls `wake` once for any number of notices, until the receiver says that it has taken what is there.
class Waker {
public:
    explicit Waker(std::function<void()> wake) : wake_(std::move(wake)) {}

    void notify() {
        if (wake_ && !pending_.exchange(true, std::memory_order_acq_rel)) wake_();
    }
    /// To be called before taking, so that what comes after is announced again.
    void taken() { pending_.store(false, std::memory_order_release); }

private:
    const std::function<void()> wake_;
    std::atomic<bool> pending_{false};
};

/// What happened, in order, until it is taken. Loses nothing.
class EventQueue {
public:
    explicit EventQueue(std::function<void()> wake) : waker_(std::move(wake)) {}

    void push(Event event) {
        {
            const std::lock_guard lock(mutex_);
            events_.push_back(std::move(event));
        }
        waker_.notify();
    }

    /// A snapshot has changed that is no event.
    void notify() { waker_.notify(); }

    std::vector<Event> takeAll() {
        waker_.taken();
        std::vector<Event> taken;
        const std::lock_guard lock(mutex_);
        taken.swap(events_);
        return taken;
    }

private:
    Waker waker_;
    std::mutex mutex_;
    std::vector<Event> events_;  ///< guarded by mutex_
};

}  // namespace zscape
