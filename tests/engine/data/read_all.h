#pragma once

#include "engine/data/pixel_buffer.h"

#include <numeric>
#include <vector>

namespace zscape {

/// The pixels of the first `count` images.
inline PixelBuffer readAll(const ImageSet& images, int64_t count) {
    std::vector<int64_t> indices(static_cast<size_t>(count));
    std::iota(indices.begin(), indices.end(), 0);
    PixelBuffer pixels(images, count);
    pixels.read(indices);
    return pixels;
}

}  // namespace zscape
