#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace zscape {

/// work(i) for every i below `count`, on `threads` threads (0: one for each core); `work` returns false to end early.
/// The first exception ends the rest and is thrown here.
template <class Work>
void inParallel(size_t count, int threads, const Work& work) {
    std::atomic<size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;  // guarded by mutex
    const auto serve = [&] {
        try {
            for (size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1))
                if (!work(i)) next.store(count);
        } catch (...) {
            next.store(count);
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
        }
    };
    const size_t wanted =
        threads > 0 ? static_cast<size_t>(threads) : std::max<size_t>(1, std::thread::hardware_concurrency());
    {
        std::vector<std::jthread> helpers;
        for (size_t i = 1; i < std::min(wanted, count); ++i) helpers.emplace_back(serve);
        serve();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace zscape
