#include "engine/training/precision.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>

#include <malloc.h>

#include <mutex>

namespace zscape {

PrecisionRegion::PrecisionRegion(const ComputePlan& plan) : device_(plan.device.type()), active_(plan.bf16) {
    if (!active_) return;
    before_ = at::autocast::is_autocast_enabled(device_);
    typeBefore_ = at::autocast::get_autocast_dtype(device_);
    at::autocast::set_autocast_enabled(device_, true);
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::increment_nesting();
}

PrecisionRegion::~PrecisionRegion() {
    if (!active_) return;
    // The cache holds the weights' bf16 copies; they are old after the step.
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device_, before_);
    at::autocast::set_autocast_dtype(device_, typeBefore_);
}

void useThreads(int threads) {
    // The first question makes LibTorch set up its own count, which would otherwise overwrite ours at the first
    // operation.
    if (at::get_num_threads() != threads) at::set_num_threads(threads);
}

void keepFreedMemory() {
    static std::once_flag once;
    std::call_once(once, [] {
#ifdef __GLIBC__
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
    });
}

}  // namespace zscape
