#include "engine/core/composite.h"

#include <algorithm>
#include <cassert>

namespace zscape {

namespace {

using Rgb = std::array<uint8_t, 3>;

constexpr std::array<Rgb, 2> kOfTwo{{{0, 255, 0}, {255, 0, 255}}};
constexpr std::array<Rgb, kMostChannels> kOfMany{{{255, 0, 0},
                                                  {0, 255, 0},
                                                  {0, 0, 255},
                                                  {255, 255, 255},
                                                  {0, 255, 255},
                                                  {255, 0, 255},
                                                  {255, 255, 0},
                                                  {255, 128, 0}}};

/// What each value of a channel adds to red, green and blue, 16 bits for each: so many sums of 8 channels fit in one.
using ColourSums = std::array<std::array<uint64_t, 256>, kMostChannels>;
constexpr int kBitsOfSum = 16;

ColourSums sumsOf(const ChannelColours& colours, int channels) {
    ColourSums sums{};
    for (int k = 0; k < channels; ++k) {
        const Rgb colour = channelColour(colours, k, channels);
        for (size_t value = 0; value < 256; ++value)
            for (size_t c = 0; c < 3; ++c)
                sums.at(static_cast<size_t>(k)).at(value) |= uint64_t{(value * colour.at(c) + 127) / 255}
                                                             << (kBitsOfSum * c);
    }
    return sums;
}

}  // namespace

bool isComposite(int channels) { return channels != 1 && channels != 3; }

bool isComposite(const Picture& picture) {
    if (picture.channels != 3 || picture.colours.count != 3) return isComposite(picture.channels);
    for (int k = 0; k < 3; ++k)
        if (channelColour(picture.colours, k, 3) != usualColour(k, 3)) return true;
    return false;
}

std::array<uint8_t, 3> channelColour(const ChannelColours& colours, int channel, int channels) {
    return colours.count == channels ? colours.of.at(static_cast<size_t>(channel)) : usualColour(channel, channels);
}

std::array<uint8_t, 3> usualColour(int channel, int channels) {
    if (channels == 1) return {255, 255, 255};
    return channels == 2 ? kOfTwo.at(static_cast<size_t>(channel)) : kOfMany.at(static_cast<size_t>(channel));
}

Picture composite(const Picture& picture) {
    if (picture.empty() || !isComposite(picture)) return picture;
    assert(picture.channels <= kMostChannels && picture.bytes() == picture.pixels.size());
    const auto channels = static_cast<size_t>(picture.channels);
    const ColourSums sums = sumsOf(picture.colours, picture.channels);
    Picture result{picture.width, picture.height, 3, {}};
    result.pixels.resize(result.bytes());
    const uint8_t* from = picture.pixels.data();
    for (size_t at = 0; at < result.pixels.size(); at += 3, from += channels) {
        uint64_t sum = 0;
        for (size_t k = 0; k < channels; ++k) sum += sums[k][from[k]];
        for (size_t c = 0; c < 3; ++c)
            result.pixels[at + c] = static_cast<uint8_t>(std::min<uint64_t>(sum >> (kBitsOfSum * c) & 0xFFFF, 255));
    }
    return result;
}

std::string channelsText(int channels) {
    return channels == 1 ? "grey" : channels == 3 ? "colour" : std::to_string(channels) + " channels";
}

std::string channelsAfterSize(int channels) { return (isComposite(channels) ? ", " : " ") + channelsText(channels); }

}  // namespace zscape
