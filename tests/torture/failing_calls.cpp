// Preloaded into a program: the Nth of its calls that write below a folder fails, once or from there on; or it writes
// less than asked.
//   ZSCAPE_FAIL_UNDER   the folder, absolute
//   ZSCAPE_FAIL_AT      1 for the first call; 0: none fails, they are only counted
//   ZSCAPE_FAIL_WITH    an errno as a number; 0: a short write (of what writes; other calls succeed)
//   ZSCAPE_FAIL_ON      1: every call from the Nth on fails
//   ZSCAPE_FAIL_COUNT   a file that gets the number of calls when the program ends
// Without a folder none fails. ZSCAPE_SLOW_MS makes a slow disk of any: each fsync, fdatasync and rename takes so many
// milliseconds more, which finds tests that take a file for a finished save.
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

struct Plan {
    std::string under;
    long at = 0;
    int with = 0;
    bool on = false;
};

const Plan& plan() {
    static const Plan read = [] {
        const auto text = [](const char* name) { return std::getenv(name) ? std::getenv(name) : ""; };
        return Plan{text("ZSCAPE_FAIL_UNDER"), std::atol(text("ZSCAPE_FAIL_AT")), std::atoi(text("ZSCAPE_FAIL_WITH")),
                    *text("ZSCAPE_FAIL_ON") == '1'};
    }();
    return read;
}

std::atomic<long> calls{0};

template <typename Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

/// \return `result`, as a slow disk gives it
int slowly(int result) {
    static const char* const text = std::getenv("ZSCAPE_SLOW_MS");
    if (text != nullptr) {
        const int error = errno;
        ::usleep(static_cast<useconds_t>(std::atol(text)) * 1000);
        errno = error;
    }
    return result;
}

bool isUnder(const char* path) {
    if (plan().under.empty() || path == nullptr) return false;
    if (path[0] == '/') return std::strncmp(path, plan().under.c_str(), plan().under.size()) == 0;
    char folder[4096];
    return ::getcwd(folder, sizeof folder) != nullptr && (std::string(folder) + "/" + path).starts_with(plan().under);
}

bool isUnder(int file) {
    char link[64], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length <= 0) return false;
    path[length] = 0;
    return path[0] == '/' && isUnder(path);
}

bool isNext() {
    const long call = ++calls;
    return plan().at > 0 && (call == plan().at || (plan().on && call > plan().at));
}

/// A call that does not write bytes: there is no short one. \param interruptible whether a signal may end it
bool fails(bool under, bool interruptible = true) {
    if (!under || !isNext() || plan().with == 0 || (plan().with == EINTR && !interruptible)) return false;
    errno = plan().with;
    return true;
}

/// \return how many bytes to write; -1 when the call fails
ssize_t allowed(int file, size_t count) {
    if (!isUnder(file) || !isNext()) return static_cast<ssize_t>(count);
    if (plan().with == 0) return static_cast<ssize_t>(count > 1 ? count / 2 : count);
    errno = plan().with;
    return -1;
}

struct AtTheEnd {
    ~AtTheEnd() {
        const char* file = std::getenv("ZSCAPE_FAIL_COUNT");
        if (file == nullptr) return;
        if (FILE* stream = std::fopen(file, "w")) {
            std::fprintf(stream, "%ld\n", calls.load());
            std::fclose(stream);
        }
    }
} atTheEnd;

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t count) {
    const ssize_t some = allowed(file, count);
    return some < 0 ? -1 : real<ssize_t (*)(int, const void*, size_t)>("write")(file, bytes, static_cast<size_t>(some));
}
ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
    const ssize_t some = allowed(file, count);
    return some < 0 ? -1
                    : real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(file, bytes,
                                                                                   static_cast<size_t>(some), offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
    const ssize_t some = allowed(file, count);
    return some < 0 ? -1
                    : real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(
                          file, bytes, static_cast<size_t>(some), offset);
}
ssize_t writev(int file, const iovec* parts, int count) {
    if (fails(isUnder(file))) return -1;
    return real<ssize_t (*)(int, const iovec*, int)>("writev")(file, parts, count);
}
// A signal ends neither on the file systems of Linux, which wait for the disk undisturbed; SQLite does not ask again.
int fsync(int file) { return fails(isUnder(file), false) ? -1 : slowly(real<int (*)(int)>("fsync")(file)); }
int fdatasync(int file) { return fails(isUnder(file), false) ? -1 : slowly(real<int (*)(int)>("fdatasync")(file)); }
int ftruncate(int file, off_t size) noexcept {
    return fails(isUnder(file)) ? -1 : real<int (*)(int, off_t)>("ftruncate")(file, size);
}
int ftruncate64(int file, off64_t size) noexcept {
    return fails(isUnder(file)) ? -1 : real<int (*)(int, off64_t)>("ftruncate64")(file, size);
}
int fallocate(int file, int mode, off_t offset, off_t size) {
    return fails(isUnder(file)) ? -1 : real<int (*)(int, int, off_t, off_t)>("fallocate")(file, mode, offset, size);
}
int posix_fallocate(int file, off_t offset, off_t size) {
    return fails(isUnder(file)) ? errno : real<int (*)(int, off_t, off_t)>("posix_fallocate")(file, offset, size);
}
int rename(const char* from, const char* to) noexcept {
    return fails(isUnder(to), false) ? -1 : slowly(real<int (*)(const char*, const char*)>("rename")(from, to));
}
int mkdir(const char* path, mode_t mode) noexcept {
    return fails(isUnder(path), false) ? -1 : real<int (*)(const char*, mode_t)>("mkdir")(path, mode);
}
int unlink(const char* path) noexcept {
    return fails(isUnder(path), false) ? -1 : real<int (*)(const char*)>("unlink")(path);
}

// Opening counts where it makes or empties a file.
int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if ((flags & (O_CREAT | O_TRUNC)) && fails(isUnder(path))) return -1;
    return real<int (*)(const char*, int, ...)>("open")(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if ((flags & (O_CREAT | O_TRUNC)) && fails(isUnder(path))) return -1;
    return real<int (*)(const char*, int, ...)>("open64")(path, flags, mode);
}

}  // extern "C"
