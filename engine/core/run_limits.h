#pragma once

#include <cstdint>

/// What a run may count at most, wherever one is asked for, written or read: far above what anybody trains, and so far
/// below what the types hold that nothing overflows.
namespace zscape {

inline constexpr int64_t kMostSteps = 1'000'000'000'000'000;  ///< of a run, and of its epochs; whole as a double
inline constexpr int64_t kMostImages = 1'000'000'000;
inline constexpr int kMostThreads = 1024;

}  // namespace zscape
