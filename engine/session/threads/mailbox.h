#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace zscape {

/// The latest value wins. Values are immutable; the mutex is held for a swap of pointers only, so that neither side
/// waits for the other's work. (g++ 12's ThreadSanitizer reports a race inside std::atomic<std::shared_ptr>.)
template <typename T>
class Mailbox {
public:
    void put(std::shared_ptr<const T> value) {
        // The old value is destroyed after the lock is gone: freeing a large snapshot may take long.
        const std::lock_guard lock(mutex_);
        value_.swap(value);
    }

    /// Null before the first put.
    std::shared_ptr<const T> get() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> value_;  ///< guarded by mutex_
};

/// A mailbox of which somebody hears when there is something else in it.
template <typename T>
class WatchedMailbox {
public:
    /// \param changed may be empty; called by whoever puts
    explicit WatchedMailbox(std::function<void()> changed) : changed_(std::move(changed)) {}

    void put(std::shared_ptr<const T> value) {
        box_.put(std::move(value));
        if (changed_) changed_();
    }
    std::shared_ptr<const T> get() const { return box_.get(); }

private:
    Mailbox<T> box_;
    const std::function<void()> changed_;
};

}  // namespace zscape
