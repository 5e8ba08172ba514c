#include "engine/data/guarded_mapping.h"

#include <cerrno>
#include <csignal>
#include <mutex>
#include <sys/mman.h>
#include <sys/stat.h>

namespace zscape {

namespace {

// All that the handler may touch; what is in the list stays in it.
std::atomic<GuardedMapping::Watch*> watches{nullptr};
static_assert(std::atomic<GuardedMapping::Watch*>::is_always_lock_free && std::atomic<uintptr_t>::is_always_lock_free &&
              std::atomic<bool>::is_always_lock_free);
struct sigaction handlerBefore = {};  // set before ours is in its place

extern "C" void onLostPages(int signal, siginfo_t* info, void* context) {
    const int saved = errno;
    const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
    for (GuardedMapping::Watch* watch = watches.load(std::memory_order_acquire); watch; watch = watch->next) {
        const uintptr_t begin = watch->begin.load(), end = watch->end.load();
        if (address < begin || address >= end) continue;
        // Before the zeros are there: who reads them and then asks is told.
        watch->lost.store(true);
        // All at once: a hole for each page would soon be more than a process may have.
        // NOLINTNEXTLINE(performance-no-int-to-ptr): the bounds are atomic numbers, for a handler of signals may read them.
        if (::mmap(reinterpret_cast<void*>(begin), end - begin, PROT_READ,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) == MAP_FAILED)
            break;
        errno = saved;
        return;
    }
    errno = saved;
    if ((handlerBefore.sa_flags & SA_SIGINFO) != 0) {
        handlerBefore.sa_sigaction(signal, info, context);
        return;
    }
    if (handlerBefore.sa_handler != SIG_DFL && handlerBefore.sa_handler != SIG_IGN) {
        handlerBefore.sa_handler(signal);
        return;
    }
    ::signal(signal, SIG_DFL);  // it comes again, and ends the process
}

void installOnce() {
    static std::once_flag once;
    std::call_once(once, [] {
        ::sigaction(SIGBUS, nullptr, &handlerBefore);
        struct sigaction action = {};
        action.sa_sigaction = onLostPages;
        action.sa_flags = SA_SIGINFO | SA_NODEFER;
        ::sigaction(SIGBUS, &action, nullptr);
    });
}

std::mutex watchesMutex;  // of who takes a watch, and who puts one into the list

GuardedMapping::Watch* watchOver(uintptr_t begin, uintptr_t end) {
    installOnce();
    const std::lock_guard lock(watchesMutex);
    GuardedMapping::Watch* watch = watches.load();
    while (watch && watch->end.load() != 0) watch = watch->next;
    const bool isNew = !watch;
    if (isNew) watch = new GuardedMapping::Watch;
    watch->lost.store(false);
    watch->begin.store(begin);
    watch->end.store(end);
    if (isNew) {
        watch->next = watches.load();
        watches.store(watch, std::memory_order_release);
    }
    return watch;
}

}  // namespace

GuardedMapping::GuardedMapping(const FileHandle& handle, size_t bytes) : bytes_(bytes), descriptor_(handle.get()) {
    void* start = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor_, 0);
    if (start == MAP_FAILED) return;
    start_ = static_cast<const uint8_t*>(start);
    const auto begin = reinterpret_cast<uintptr_t>(start);
    watch_ = watchOver(begin, begin + bytes);
}

GuardedMapping::~GuardedMapping() {
    if (!start_) return;
    // No longer watched before it is gone: its place may be another mapping's at once.
    watch_->end.store(0);
    ::munmap(const_cast<uint8_t*>(start_), bytes_);
}

bool GuardedMapping::isIntact() const {
    struct stat info = {};
    return start_ && !watch_->lost.load() && ::fstat(descriptor_, &info) == 0 &&
           static_cast<size_t>(info.st_size) == bytes_;
}

}  // namespace zscape
