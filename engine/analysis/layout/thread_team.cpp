#include "engine/analysis/layout/thread_team.h"

#include <algorithm>
#include <utility>

namespace zscape {

ThreadTeam::ThreadTeam(int threads) { resize(threads); }

ThreadTeam::~ThreadTeam() {
    // All at once: each that is joined would wait for the one before it.
    for (std::jthread& helper : helpers_) helper.request_stop();
}

void ThreadTeam::resize(int threads) {
    const int wanted = threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const auto helpers = static_cast<size_t>(wanted - 1);
    for (size_t i = helpers; i < helpers_.size(); ++i) helpers_[i].request_stop();
    while (helpers_.size() > helpers) helpers_.pop_back();
    while (helpers_.size() < helpers) helpers_.emplace_back([this](const std::stop_token& ended) { serve(ended); });
}

void ThreadTeam::serve(const std::stop_token& ended) {
    uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, ended, [&] { return round_ != seen && work_; })) {
        seen = round_;
        ++busy_;
        const auto* work = work_;
        const int64_t parts = parts_;
        lock.unlock();
        takeParts(*work, parts);
        lock.lock();
        if (--busy_ == 0) changed_.notify_all();
    }
}

void ThreadTeam::takeParts(const std::function<void(int64_t)>& work, int64_t parts) {
    try {
        for (int64_t part = next_.fetch_add(1); part < parts; part = next_.fetch_add(1)) work(part);
    } catch (...) {
        next_.store(parts);
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
    }
}

void ThreadTeam::run(int64_t parts, const std::function<void(int64_t)>& work) {
    {
        const std::lock_guard lock(mutex_);
        work_ = &work;
        parts_ = parts;
        next_.store(0);
        ++round_;
    }
    if (parts > 1) changed_.notify_all();
    takeParts(work, parts);
    std::unique_lock lock(mutex_);
    work_ = nullptr;  // who wakes up only now finds nothing; those that are busy have it
    changed_.wait(lock, [&] { return busy_ == 0; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void ThreadTeam::split(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
    run((count + grain - 1) / grain, [&](int64_t part) { work(part * grain, std::min(count, (part + 1) * grain)); });
}

double ThreadTeam::sum(int64_t count, int64_t grain, const std::function<double(int64_t, int64_t)>& work) {
    std::vector<double> parts(static_cast<size_t>((count + grain - 1) / grain));
    split(count, grain,
          [&](int64_t begin, int64_t end) { parts[static_cast<size_t>(begin / grain)] = work(begin, end); });
    double total = 0;
    for (const double part : parts) total += part;
    return total;
}

}  // namespace zscape
