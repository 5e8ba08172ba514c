#include "tests/ui/window/full_disk.h"

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

std::atomic<int> fullDisks{0};  // read by whichever thread writes

bool isOfWeights(int descriptor) {
    char path[4096];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), path, sizeof path);
    return length > 0 && std::string_view(path, static_cast<size_t>(length)).ends_with(".safetensors");
}

}  // namespace

// In place of the C library's for what is linked into this program.
extern "C" ssize_t write(int descriptor, const void* bytes, size_t count) {
    using Write = ssize_t (*)(int, const void*, size_t);
    static const auto real = reinterpret_cast<Write>(::dlsym(RTLD_NEXT, "write"));
    if (fullDisks.load() > 0 && isOfWeights(descriptor)) {
        errno = ENOSPC;
        return -1;
    }
    return real(descriptor, bytes, count);
}

namespace zscape {

FullDisk::FullDisk() { ++fullDisks; }
FullDisk::~FullDisk() { --fullDisks; }

}  // namespace zscape
