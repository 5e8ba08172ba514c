#pragma once

#include <cstdint>
#include <functional>

namespace zscape {

/// Calls `work(begin, end)` for consecutive parts of 0..count on LibTorch's own threads, all at once; no part is
/// smaller than `grain`. Waking a thread costs 10 to 100 microseconds: give each part at least as much to do.
/// (at::parallel_for is serial, without a word, in a file that is not compiled for OpenMP.)
void inParallel(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work);

}  // namespace zscape
