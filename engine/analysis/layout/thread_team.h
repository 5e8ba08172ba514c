#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace zscape {

/// Threads that wait for parts of a work, for works of a millisecond that come one after another. Parts and the order
/// in which their results are added up never depend on how many threads there are, so neither does any result. One
/// thread asks at a time.
class ThreadTeam {
public:
    /// \param threads those that compute, whoever asks among them; 0: one for each core
    explicit ThreadTeam(int threads);
    ~ThreadTeam();
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    /// Another number of threads, as in the constructor, from the next work on.
    void resize(int threads);
    /// work(part) for every part below `parts`. The first exception ends the rest and is thrown here.
    void run(int64_t parts, const std::function<void(int64_t)>& work);
    /// work(begin, end) for consecutive pieces of 0..count of `grain`, the last one shorter.
    void split(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work);
    /// The pieces' results, added up in their order.
    double sum(int64_t count, int64_t grain, const std::function<double(int64_t, int64_t)>& work);

private:
    void serve(const std::stop_token& ended);
    void takeParts(const std::function<void(int64_t)>& work, int64_t parts);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    const std::function<void(int64_t)>* work_ = nullptr;  ///< guarded by mutex_; null: nothing to do
    int64_t parts_ = 0;                                   ///< guarded by mutex_
    uint64_t round_ = 0;                                  ///< guarded by mutex_
    int busy_ = 0;                                        ///< helpers that still take parts; guarded by mutex_
    std::exception_ptr failure_;                          ///< guarded by mutex_
    std::atomic<int64_t> next_{0};
    std::vector<std::jthread> helpers_;  ///< the last member: they end first
};

}  // namespace zscape
