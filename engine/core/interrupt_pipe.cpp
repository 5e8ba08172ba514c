#include "engine/core/interrupt_pipe.h"

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

extern "C" void onInterrupt(int signal) {
    const int saved = errno;
    int none = 0;
    caughtSignal.compare_exchange_strong(none, signal);
    const char byte = 's';
    // A full pipe wakes the reader as well as another byte would.
    (void)!::write(handlersPipe.load(), &byte, 1);
    errno = saved;
}

enum class Again { EndsTheProgram, IsCaught };

void install(int signal, void (*handler)(int), Again again) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | (again == Again::EndsTheProgram ? static_cast<int>(SA_RESETHAND) : 0);
    ::sigaction(signal, &action, nullptr);
}

bool isIgnored(int signal) {
    struct sigaction action = {};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

InterruptPipe::InterruptPipe() {
    int ends[2];
    if (::pipe(ends) != 0)
        throw Error("system.pipe", "The program cannot listen for Ctrl+C: %1.", {std::strerror(errno)});
    readEnd_ = ends[0];
    writeEnd_ = ends[1];
    for (const int end : ends) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    caughtSignal.store(0);
    handlersPipe.store(writeEnd_);
    install(SIGINT, onInterrupt, Again::EndsTheProgram);
    install(SIGTERM, onInterrupt, Again::EndsTheProgram);
    if (!isIgnored(SIGHUP)) install(SIGHUP, onInterrupt, Again::IsCaught);
}

InterruptPipe::~InterruptPipe() {
    install(SIGINT, SIG_DFL, Again::EndsTheProgram);
    install(SIGTERM, SIG_DFL, Again::EndsTheProgram);
    if (!isIgnored(SIGHUP)) install(SIGHUP, SIG_DFL, Again::EndsTheProgram);
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

void writeErrorsInsteadOfSignals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace zscape
