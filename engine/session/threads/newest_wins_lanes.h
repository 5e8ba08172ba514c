#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace zscape {

/// One mailbox of requests for each client of a service; lower lanes come first. A request that was not begun is
/// replaced by a newer one of its lane. Any number of clients post, one thread serves.
template <typename Request, size_t Lanes>
class NewestWinsLanes {
public:
    struct Taken {
        size_t lane = 0;
        uint64_t ticket = 0;
        Request request;
    };

    /// \return the ticket, unique over all lanes, never 0
    uint64_t post(size_t lane, Request request) {
        uint64_t ticket = 0;
        {
            const std::lock_guard lock(mutex_);
            ticket = ++lastTicket_;
            waiting_[lane] = Taken{lane, ticket, std::move(request)};
        }
        changed_.notify_one();
        return ticket;
    }

    /// Wakes the serving thread: something beside the lanes has changed.
    void poke() {
        {
            const std::lock_guard lock(mutex_);
            poked_ = true;
        }
        changed_.notify_one();
    }

    /// The first lane's request, if there is one.
    std::optional<Taken> tryTake() {
        const std::lock_guard lock(mutex_);
        for (std::optional<Taken>& slot : waiting_) {
            if (!slot) continue;
            std::optional<Taken> taken = std::move(slot);
            slot.reset();
            return taken;
        }
        return std::nullopt;
    }

    /// Returns when a request waits, after a poke (which it consumes), or when asked to stop.
    void wait(std::stop_token stop) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [this] {
            if (poked_) return true;
            for (const std::optional<Taken>& slot : waiting_)
                if (slot) return true;
            return false;
        });
        poked_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::array<std::optional<Taken>, Lanes> waiting_;  ///< guarded by mutex_
    uint64_t lastTicket_ = 0;                          ///< guarded by mutex_
    bool poked_ = false;                               ///< guarded by mutex_
};

}  // namespace zscape
