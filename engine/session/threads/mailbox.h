#pragma once

#include <memory>
#include <mutex>

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

}  // namespace zscape
