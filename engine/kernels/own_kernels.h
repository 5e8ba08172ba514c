#pragma once

namespace zscape {

/// Whether this build has the kernels of our own (CMake's ZSCAPE_KERNELS). Without them, as on a device that is no CPU,
/// LibTorch's operations that the tests compare them with take over; numbers then differ in their last bits.
#ifdef ZSCAPE_NO_KERNELS
inline constexpr bool kOwnKernels = false;
#else
inline constexpr bool kOwnKernels = true;
#endif

}  // namespace zscape
