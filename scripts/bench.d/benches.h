#pragma once

#include <map>
#include <string>
#include <vector>

namespace zscape::bench {

/// "--width 32" becomes {"width", "32"}.
using Options = std::map<std::string, std::string>;

inline std::string text(const Options& options, const std::string& key, const std::string& otherwise) {
    const auto found = options.find(key);
    return found == options.end() ? otherwise : found->second;
}

inline int64_t number(const Options& options, const std::string& key, int64_t otherwise) {
    const auto found = options.find(key);
    return found == options.end() ? otherwise : std::stoll(found->second);
}

/// Each bench answers the drivers in *.py: it gets ready, prints "ready", and then for each line on standard input (a
/// count) does that much work and prints one JSON line {"seconds": ..., "count": ...}. It ends with its input.
/// So several of them, and Python's, can be asked in turn without paying their start each time.
int training(const Options& options);        ///< our engine's steps
int matrixProducts(const Options& options);  ///< the five large products of a dense step, alone
/// All eleven products of that step by the kernels that our engine chooses, and our Adam: what is left when everything
/// else takes no time.
int stepFloor(const Options& options);
/// One of our kernels (--name), or what LibTorch has for it (--by own|libtorch).
int kernel(const Options& options);
int import(const Options& options);  ///< decodes a folder anew each time
int reopen(const Options& options);  ///< opens a folder that is in the cache
/// Training through the session's door, without a window; saved every --autosave milliseconds into the folder
/// --unsaved.
int sessionTraining(const Options& options);

/// Not of that protocol: posts --events pointer events, 60 a second, while the recipe vae trains, prints one JSON line.
int pointer(const Options& options);

}  // namespace zscape::bench

#include "scripts/bench.d/answer.h"
