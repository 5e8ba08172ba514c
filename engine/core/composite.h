#pragma once

#include "engine/core/picture.h"

#include <array>
#include <cstdint>
#include <string>

namespace zscape {

/// The colour, red, green, blue, that the full value of a channel is shown in. Two are green and magenta, which also
/// who sees no red or no green tells apart; three red, green, blue; of more, in ImageJ's order, the first are red,
/// green, blue, grey, cyan, magenta, yellow, and the eighth is orange.
std::array<uint8_t, 3> channelColour(int channel, int channels);

/// For eyes: a picture of 1 or 3 channels as it is; of others the sum of their colours, cut at 255, in 3 channels.
/// Empty stays empty.
Picture composite(const Picture& picture);
/// Whether composite() makes another picture of one with so many channels.
bool isComposite(int channels);

/// "grey", "colour", "2 channels"
std::string channelsText(int channels);
/// The same after a size: " grey", " colour", ", 2 channels"
std::string channelsAfterSize(int channels);

}  // namespace zscape
