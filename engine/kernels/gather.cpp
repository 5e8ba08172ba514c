#include "engine/kernels/gather.h"

#include "engine/kernels/multiversion.h"

namespace zscape {

// Division and conversion are exact in IEEE 754, so that every version gives the same bits.
ZSCAPE_MULTIVERSION void convertPixels(const uint8_t* from, float* to, int64_t count) {
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]) / 255.0f;
}

ZSCAPE_MULTIVERSION void convertPlanes(const uint8_t* from, float* to, int64_t plane) {
    float* red = to;
    float* green = to + plane;
    float* blue = to + 2 * plane;
    for (int64_t i = 0; i < plane; ++i) {
        red[i] = static_cast<float>(from[3 * i]) / 255.0f;
        green[i] = static_cast<float>(from[3 * i + 1]) / 255.0f;
        blue[i] = static_cast<float>(from[3 * i + 2]) / 255.0f;
    }
}

}  // namespace zscape
