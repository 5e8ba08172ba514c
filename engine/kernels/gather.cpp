#include "engine/kernels/gather.h"

#include "engine/kernels/multiversion.h"

namespace zscape {

// Division and conversion are exact in IEEE 754, so that every version gives the same bits.
ZSCAPE_MULTIVERSION void convertPixels(const uint8_t* from, float* to, int64_t count) {
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]) / 255.0f;
}

ZSCAPE_MULTIVERSION void convertPlanes(const uint8_t* from, float* to, int64_t plane, int64_t channels) {
    if (channels != 3) {
        for (int64_t channel = 0; channel < channels; ++channel)
            for (int64_t i = 0; i < plane; ++i)
                to[channel * plane + i] = static_cast<float>(from[channels * i + channel]) / 255.0f;
        return;
    }
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
