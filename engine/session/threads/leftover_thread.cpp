#include "engine/session/threads/leftover_thread.h"

#include <sched.h>

#include <utility>

namespace zscape {

LeftoverThread::LeftoverThread() : thread_([this](const std::stop_token& stop) { serve(stop); }) {}

void LeftoverThread::run(const std::function<void()>& work, const std::function<void()>& meanwhile) {
    std::unique_lock lock(mutex_);
    work_ = &work;
    changed_.notify_all();
    while (!changed_.wait_for(lock, kBetween, [this] { return work_ == nullptr; })) {
        lock.unlock();
        if (meanwhile) meanwhile();
        lock.lock();
    }
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void LeftoverThread::serve(const std::stop_token& stop) {
    // Everybody may ask for this. Where it is refused all the same, the thread is as its owner.
    const sched_param none{};
    (void)sched_setscheduler(0, SCHED_IDLE, &none);
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return work_ != nullptr; })) {
        const auto* const work = work_;
        lock.unlock();
        std::exception_ptr failure;
        try {
            (*work)();
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        failure_ = std::move(failure);
        work_ = nullptr;
        changed_.notify_all();
    }
}

}  // namespace zscape
