#pragma once

#include "engine/core/error.h"
#include "engine/session/types.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>

namespace zscape {

/// A decode that one thread waits for and may give up, while the service's thread works on it.
class AwaitedDecode {
public:
    /// The waiting thread's, once. Calls `progress` here with the number of pictures that are done, whenever there are
    /// more.
    /// \throws Cancelled when `stop` is asked for: the decode is given up then
    std::shared_ptr<ServiceAnswer> wait(const std::function<void(size_t)>& progress, const std::stop_token& stop) {
        size_t told = 0;
        for (std::unique_lock lock(mutex_);;) {
            changed_.wait(lock, stop, [&] { return answer_ || done_ > told; });
            if (stop.stop_requested()) {
                givenUp_ = true;
                throw Cancelled();
            }
            if (answer_) return std::move(answer_);
            told = done_;
            lock.unlock();
            progress(told);
            lock.lock();
        }
    }

    void tell(size_t done) {
        {
            const std::lock_guard lock(mutex_);
            done_ = done;
        }
        changed_.notify_one();
    }
    void end(std::shared_ptr<ServiceAnswer> answer) {
        {
            const std::lock_guard lock(mutex_);
            answer_ = std::move(answer);
        }
        changed_.notify_one();
    }
    bool isGivenUp() const {
        const std::lock_guard lock(mutex_);
        return givenUp_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    size_t done_ = 0;                        ///< guarded by mutex_, as the others
    std::shared_ptr<ServiceAnswer> answer_;  ///< null: not yet
    bool givenUp_ = false;
};

}  // namespace zscape
