#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace zscape {

/// Under AddressSanitizer memory that is let go stays in use for a while, up to 256 MB: how much is held at a time
/// cannot be seen.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kKeepsWhatIsFreed = true;
#else
constexpr bool kKeepsWhatIsFreed = false;
#endif

inline int64_t statusBytes(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(field + ":")) return std::stoll(line.substr(field.size() + 1)) * 1024;
    return 0;
}

/// How much memory `call` holds at most, beyond what was held before.
template <class Call>
int64_t peakBytes(Call call) {
    std::ofstream("/proc/self/clear_refs") << 5;  // the peak begins anew
    const int64_t before = statusBytes("VmRSS");
    call();
    return statusBytes("VmHWM") - before;
}

}  // namespace zscape
