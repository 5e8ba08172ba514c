#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscape {

/// A picture has no more channels.
inline constexpr int kMostChannels = 8;

/// What the full value of each channel of a picture is shown in: red, green, blue, the first `count` of `of`. A count
/// of 0: as usualColour() of engine/core/composite.h has it.
struct ChannelColours {
    std::array<std::array<uint8_t, 3>, kMostChannels> of{};
    int count = 0;

    bool operator==(const ChannelColours&) const = default;
};

/// A small picture in plain memory: rows from the top, pixels left to right, channels interleaved (H, W, C).
/// 1 channel is grey, 3 are red, green, blue, other numbers are neither (a microscope's); 0 to 255.
struct Picture {
    int width = 0;
    int height = 0;
    int channels = 0;
    std::vector<uint8_t> pixels;
    ChannelColours colours = {};  ///< for composite(): as many as there are channels, or none

    bool empty() const { return pixels.empty(); }
    size_t bytes() const {
        return static_cast<size_t>(width) * static_cast<size_t>(height) * static_cast<size_t>(channels);
    }
    bool operator==(const Picture&) const = default;
};

}  // namespace zscape
