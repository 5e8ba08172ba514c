#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace zscape {

/// How far a long work is. `total` 0: not known yet. `secondsLeft` below 0: not known yet.
struct Progress {
    std::string verb;  ///< English, present participle: "Reading images"; ui translates it
    int64_t done = 0;
    int64_t total = 0;
    double secondsLeft = -1;
};

/// Called on the thread that works, at most about 20 times a second; must return quickly.
using ProgressSink = std::function<void(const Progress&)>;

}  // namespace zscape
