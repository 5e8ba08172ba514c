#pragma once

#include <algorithm>
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
    double begun = 0;  ///< how much has been done of those that are not done, in their number: 0.5 is half of one

    /// Of the whole work, 0 to 1, with what was begun; below 0: not known yet.
    double share() const {
        return total > 0 ? std::clamp((static_cast<double>(done) + begun) / static_cast<double>(total), 0.0, 1.0) : -1;
    }
};

/// Called on the thread that works, at most about 20 times a second; must return quickly.
using ProgressSink = std::function<void(const Progress&)>;

}  // namespace zscape
