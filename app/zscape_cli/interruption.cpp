#include "app/zscape_cli/interruption.h"

#include "engine/core/error.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace zscape {

namespace {

// All that a signal handler may touch.
std::atomic<int> caughtSignal{0};
std::atomic<int> handlersPipe{-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void onSignal(int signal) {
    const int saved = errno;
    caughtSignal.store(signal);
    const char byte = 's';
    // A full pipe wakes the reader as well as another byte would.
    (void)!::write(handlersPipe.load(), &byte, 1);
    errno = saved;
}

void install(int signal, void (*handler)(int)) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptPipe::InterruptPipe() {
    int ends[2];
    if (::pipe(ends) != 0) throw Error("system.pipe", "The program cannot listen for Ctrl+C: %1.", {std::strerror(errno)});
    readEnd_ = ends[0];
    writeEnd_ = ends[1];
    for (const int end : ends) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    caughtSignal.store(0);
    handlersPipe.store(writeEnd_);
    install(SIGINT, onSignal);
    install(SIGTERM, onSignal);
}

InterruptPipe::~InterruptPipe() {
    install(SIGINT, SIG_DFL);
    install(SIGTERM, SIG_DFL);
    handlersPipe.store(-1);
    ::close(readEnd_);
    ::close(writeEnd_);
}

void InterruptPipe::wake() const {
    const char byte = 'w';
    (void)!::write(writeEnd_, &byte, 1);
}

void InterruptPipe::wait(std::chrono::milliseconds atMost) {
    pollfd watched{readEnd_, POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(atMost.count())) <= 0) return;
    char bytes[256];
    while (::read(readEnd_, bytes, sizeof bytes) > 0) {}
}

int InterruptPipe::signal() const { return caughtSignal.load(); }

int exitStatusOf(int signal) { return 128 + signal; }

int runInterruptibly(const std::function<int(std::stop_token)>& work) {
    InterruptPipe pipe;
    std::stop_source interrupted;
    const std::jthread watcher([&](std::stop_token ended) {
        const std::stop_callback wakeUp(ended, [&] { pipe.wake(); });
        while (!ended.stop_requested() && pipe.signal() == 0) pipe.wait(std::chrono::hours(1));
        if (pipe.signal() != 0) interrupted.request_stop();
    });
    try {
        return work(interrupted.get_token());
    } catch (const Cancelled&) {
        return exitStatusOf(pipe.signal());
    }
}

}  // namespace zscape
