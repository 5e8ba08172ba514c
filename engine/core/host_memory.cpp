#include "engine/core/host_memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace zscape {
namespace {

int64_t cgroupLeft() {
    std::ifstream limitFile("/sys/fs/cgroup/memory.max"), usedFile("/sys/fs/cgroup/memory.current");
    int64_t limit = 0, used = 0;
    if (!(limitFile >> limit) || !(usedFile >> used)) return std::numeric_limits<int64_t>::max();
    return std::max<int64_t>(0, limit - used);
}

}  // namespace

int64_t hostMemory() {
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("MemAvailable:")) continue;
        std::istringstream words(line.substr(13));
        int64_t kilobytes = 0;
        words >> kilobytes;
        return std::min(kilobytes * 1024, cgroupLeft());
    }
    return cgroupLeft();
}

}  // namespace zscape
