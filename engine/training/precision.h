#pragma once

#include "engine/training/trainer.h"

namespace zscape {

/// While it lives, matrix products and convolutions of this thread run as the plan says: in bf16 by autocast, or in
/// fp32.
class PrecisionRegion {
public:
    explicit PrecisionRegion(const ComputePlan& plan);
    ~PrecisionRegion();
    PrecisionRegion(const PrecisionRegion&) = delete;
    PrecisionRegion& operator=(const PrecisionRegion&) = delete;

private:
    at::DeviceType device_;
    bool active_;
    bool before_ = false;
    at::ScalarType typeBefore_ = at::kFloat;
};

/// The thread that calls computes with this many threads from here on. Cheap when it already does.
void useThreads(int threads);

/// Once for the process: big blocks of memory that a step frees stay with the process, for the next step needs them
/// again, and the kernel would hand them back one zeroed page at a time.
void keepFreedMemory();

}  // namespace zscape
