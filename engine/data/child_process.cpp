#include "engine/data/child_process.h"

#include "engine/core/error.h"
#include "engine/data/file_io.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace zscape {

namespace {

/// For one answer: what takes longer hangs, as a person would say. Of the clock, which a slow disk takes, and of a
/// processor, which only what goes round and round takes.
constexpr unsigned kAnswerSeconds = 60;
constexpr time_t kProcessorSeconds = 3;
/// Beyond what the process has when the copy is made.
constexpr uint64_t kChildMemory = uint64_t{1} << 30;
constexpr size_t kLongestRequest = 64 << 10;

bool sendAll(int socket, const void* data, size_t size) {
    const auto* at = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t sent = ::send(socket, at, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        size -= static_cast<size_t>(sent);
    }
    return true;
}

bool receiveAll(int socket, void* data, size_t size) {
    auto* at = static_cast<char*>(data);
    while (size > 0) {
        const ssize_t got = ::recv(socket, at, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        size -= static_cast<size_t>(got);
    }
    return true;
}

bool sendMessage(int socket, std::string_view text) {
    const uint64_t size = text.size();
    return sendAll(socket, &size, sizeof size) && sendAll(socket, text.data(), text.size());
}

std::optional<std::string> receiveMessage(int socket, size_t most) {
    uint64_t size = 0;
    if (!receiveAll(socket, &size, sizeof size) || size > most) return std::nullopt;
    std::string text(size, '\0');
    if (!receiveAll(socket, text.data(), text.size())) return std::nullopt;
    return text;
}

void limit(decltype(RLIMIT_CORE) resource, rlim_t most) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) return;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) most = now.rlim_max;
    const rlimit lower{most, most};
    ::setrlimit(resource, &lower);
}

/// From now on, by signals that end the copy; 0: none.
void limitTime(unsigned seconds, time_t processorSeconds) {
    ::alarm(seconds);
    const itimerval timer{{0, 0}, {processorSeconds, 0}};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

/// Of data, in bytes, as /proc says; 0 where it does not. No stream: another thread may have held its lock.
uint64_t dataNow() {
    std::array<char, 256> text{};
    const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const ssize_t got = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    if (got <= 0) return 0;
    constexpr int kDataField = 5;
    const char *at = text.data(), *const end = at + got;
    for (int field = 0; field < kDataField; ++field) at = std::find(at, end, ' ') + (at < end ? 1 : 0);
    uint64_t pages = 0;
    if (at >= end || std::from_chars(at, end, pages).ec != std::errc()) return 0;
    return pages * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// What the copy must not share with the process: its signals, its files, its terminal.
void standAlone(int socket) {
    for (const int deadly : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGPROF, SIGPIPE})
        ::signal(deadly, SIG_DFL);
    // Asked of the whole terminal: the process decides, and the copy ends with it.
    for (const int asked : {SIGINT, SIGTERM, SIGHUP}) ::signal(asked, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int standard : {0, 1, 2}) ::dup2(nowhere, standard);
    if (socket > 3) ::close_range(3, static_cast<unsigned>(socket) - 1, 0);
    ::close_range(static_cast<unsigned>(socket) + 1, ~0U, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    if (const uint64_t data = dataNow(); data > 0) limit(RLIMIT_DATA, data + kChildMemory);
}

[[noreturn]] void serve(int socket, const ChildProcess::Answer& answer) {
    standAlone(socket);
    bool first = true;
    while (const std::optional<std::string> request = receiveMessage(socket, kLongestRequest)) {
        limitTime(kAnswerSeconds, kProcessorSeconds);
        const std::string text = answer(*request);
        limitTime(0, 0);
        if (first) limit(RLIMIT_NOFILE, 0);
        first = false;
        if (!sendMessage(socket, text)) break;
    }
    ::_exit(0);
}

}  // namespace

ChildProcess::ChildProcess(const Answer& answer) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw Error("system.fork", "No process could be started to read a file in: %1. Close other programs.",
                    {systemReason(errno)});
    process_ = ::fork();
    if (process_ == 0) {
        try {
            serve(ends[1], answer);
        } catch (...) {
            ::_exit(1);  // the process learns it from the socket that closes
        }
    }
    const int reason = errno;
    ::close(ends[1]);
    socket_ = ends[0];
    if (process_ < 0) {
        ::close(socket_);
        throw Error("system.fork", "No process could be started to read a file in: %1. Close other programs.",
                    {systemReason(reason)});
    }
}

ChildProcess::~ChildProcess() { end(); }

void ChildProcess::end() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {}
    ::close(socket_);
    process_ = -1;
}

std::optional<std::string> ChildProcess::ask(std::string_view request, size_t most, const std::stop_token& stop) {
    const std::lock_guard lock(mutex_);
    cancelled_ = cancelled_ || stop.stop_requested();
    if (cancelled_) {
        end();
        throw Cancelled();
    }
    if (process_ < 0) return std::nullopt;
    std::optional<std::string> text;
    {
        const std::stop_callback onStop(stop, [this] { ::kill(process_, SIGKILL); });
        if (sendMessage(socket_, request)) text = receiveMessage(socket_, most);
    }
    if (!text) end();
    cancelled_ = !text && stop.stop_requested();
    if (cancelled_) throw Cancelled();
    return text;
}

}  // namespace zscape
