#pragma once

#include <cstdint>

namespace zscape {

/// Bytes that the kernel says can be taken without swapping, and that the container may still take; the greatest number
/// where neither says anything.
int64_t hostMemory();

}  // namespace zscape
