#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscape {

/// A picture has no more channels.
inline constexpr int kMostChannels = 8;

/// A small picture in plain memory: rows from the top, pixels left to right, channels interleaved (H, W, C).
/// 1 channel is grey, 3 are red, green, blue, other numbers are neither (a microscope's); 0 to 255.
struct Picture {
    int width = 0;
    int height = 0;
    int channels = 0;
    std::vector<uint8_t> pixels;

    bool empty() const { return pixels.empty(); }
    size_t bytes() const {
        return static_cast<size_t>(width) * static_cast<size_t>(height) * static_cast<size_t>(channels);
    }
    bool operator==(const Picture&) const = default;
};

}  // namespace zscape
