#pragma once

#include "engine/core/picture.h"

#include <array>
#include <cstdint>
#include <string>

namespace zscape {

/// The colour, red, green, blue, that the full value of a channel is shown in where nothing else is said. Two are green
/// and magenta, which also who sees no red or no green tells apart; three red, green, blue; of more, in ImageJ's order,
/// the first are red, green, blue, grey, cyan, magenta, yellow, and the eighth is orange.
std::array<uint8_t, 3> usualColour(int channel, int channels);
/// The same by `colours`, where they are of so many channels.
std::array<uint8_t, 3> channelColour(const ChannelColours& colours, int channel, int channels);

/// For eyes: a picture whose channels are grey or colours as it is; of others the sum of their colours, cut at 255, in
/// 3 channels. Empty stays empty.
Picture composite(const Picture& picture);
/// Whether so many channels are neither grey nor colours.
bool isComposite(int channels);
/// Whether composite() makes another picture of it: by its channels, or three with colours of their own.
bool isComposite(const Picture& picture);

/// "grey", "colour", "2 channels"
std::string channelsText(int channels);
/// The same after a size: " grey", " colour", ", 2 channels"
std::string channelsAfterSize(int channels);

}  // namespace zscape
