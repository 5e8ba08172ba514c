#pragma once

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace zscape {

/// One mailbox of requests for each client of a service; lower lanes come first. A request that was not begun is
/// replaced by a newer one of its lane, where that is not posted in turn. Any number of clients post, one thread
/// serves.
template <typename Request, size_t Lanes>
class NewestWinsLanes {
public:
    struct Taken {
        size_t lane = 0;
        uint64_t ticket = 0;
        Request request;
    };

    /// \return the ticket, unique over all lanes, never 0
    uint64_t post(size_t lane, Request request) { return add(lane, std::move(request), /*replacing=*/true); }
    /// Waits behind those of its lane.
    uint64_t postInTurn(size_t lane, Request request) { return add(lane, std::move(request), /*replacing=*/false); }

    /// Wakes the serving thread: something beside the lanes has changed.
    void poke() {
        {
            const std::lock_guard lock(mutex_);
            poked_ = true;
        }
        changed_.notify_one();
    }

    /// The first request of the first lane that has one and is not `busy`.
    std::optional<Taken> tryTake(const std::array<bool, Lanes>& busy = {}) {
        const std::lock_guard lock(mutex_);
        for (size_t lane = 0; lane < Lanes; ++lane) {
            if (busy[lane] || waiting_[lane].empty()) continue;
            std::optional<Taken> taken = std::move(waiting_[lane].front());
            waiting_[lane].pop_front();
            return taken;
        }
        return std::nullopt;
    }

    /// Returns when a request waits, after a poke (which it consumes), or when asked to stop.
    void wait(std::stop_token stop) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [this] {
            return poked_ || std::any_of(waiting_.begin(), waiting_.end(),
                                         [](const auto& requests) { return !requests.empty(); });
        });
        poked_ = false;
    }

private:
    uint64_t add(size_t lane, Request request, bool replacing) {
        uint64_t ticket = 0;
        {
            const std::lock_guard lock(mutex_);
            ticket = ++lastTicket_;
            if (replacing) waiting_[lane].clear();
            waiting_[lane].push_back(Taken{lane, ticket, std::move(request)});
        }
        changed_.notify_one();
        return ticket;
    }

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::array<std::deque<Taken>, Lanes> waiting_;  ///< guarded by mutex_
    uint64_t lastTicket_ = 0;                       ///< guarded by mutex_
    bool poked_ = false;                            ///< guarded by mutex_
};

}  // namespace zscape
