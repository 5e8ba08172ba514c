#pragma once

#include <cstdint>

namespace zscape {

/// 0..255 -> [0,1] by division, as torchvision's ToTensor: the same bits on every processor.
void convertPixels(const uint8_t* from, float* to, int64_t count);

/// One picture H,W,C interleaved -> C planes of `plane` values each, [0,1].
void convertPlanes(const uint8_t* from, float* to, int64_t plane, int64_t channels);

}  // namespace zscape
