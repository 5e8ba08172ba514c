#pragma once

#include "engine/session/threads/event_queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace zscape::testing {

/// Collects every event of a queue, and waits for conditions on them without sleeping.
class EventLog {
public:
    std::function<void()> wake() {
        return [this] {
            {
                const std::lock_guard lock(mutex_);
                woken_ = true;
            }
            changed_.notify_one();
        };
    }

    /// Takes events until `done`. \return false after a generous limit
    template <typename Source>
    [[nodiscard]] bool until(Source&& take, const std::function<bool()>& done) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(120);
        for (;;) {
            for (Event& event : take()) all.push_back(std::move(event));
            if (done()) return true;
            std::unique_lock lock(mutex_);
            if (!changed_.wait_until(lock, limit, [this] { return woken_; })) return false;
            woken_ = false;
        }
    }

    template <typename Kind>
    std::vector<Kind> of() const {
        std::vector<Kind> found;
        for (const Event& event : all)
            if (const Kind* kind = std::get_if<Kind>(&event)) found.push_back(*kind);
        return found;
    }

    /// How often the command was answered, done or refused.
    int answers(CommandId id) const {
        int count = 0;
        for (const auto& done : of<event::CommandDone>()) count += done.id == id;
        for (const auto& refused : of<event::CommandRefused>()) count += refused.id == id;
        return count;
    }
    bool refused(CommandId id) const {
        for (const auto& refused : of<event::CommandRefused>())
            if (refused.id == id) return true;
        return false;
    }
    /// Why; empty when it was not refused.
    ErrorInfo reason(CommandId id) const {
        for (const auto& refused : of<event::CommandRefused>())
            if (refused.id == id) return refused.reason;
        return {};
    }

    std::vector<Event> all;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;  ///< guarded by mutex_
};

}  // namespace zscape::testing
