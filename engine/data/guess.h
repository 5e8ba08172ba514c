#pragma once

#include "engine/data/decode.h"
#include "engine/data/image_header.h"

#include <vector>

namespace zscape {

/// What some of the pictures look like, as headers say.
struct Look {
    int64_t width = 0;
    int64_t height = 0;
    bool grey = false;
    int channels = 0;   ///< where they are neither grey nor colours; else 0
    bool four = false;  ///< colours with a fourth number, which channels=4 takes as a channel like the others
};

Look lookOf(const ImageHeader& header);

/// What a quick look tells of pictures that have these names; labels are folders'. Nothing where there are none.
SourceSummary summaryOf(const std::vector<std::string>& names, const std::vector<Look>& looks, bool complete);

/// Which of some pictures are decoded to find the range of their values; none where all are shades of grey or colours.
/// To show their values: all, as far as they are not too many pixels.
struct SamplePlan {
    std::vector<size_t> chosen;
    bool untilNoMask = false;  ///< of 8 bits: the first that has more than 0 and 1 says that the set is no mask
    bool partial = false;      ///< fewer may be decoded than another purpose needs
};
SamplePlan planSample(const std::vector<ImageHeader>& headers, SampleFor purpose);

/// Those that may be transparent, of which the background is guessed; not all where they are many pixels.
std::vector<size_t> transparentAmong(const std::vector<ImageHeader>& headers);
/// Of how many channels most pictures are that are neither grey nor colours; 0 where most are grey or have colours.
int channelsOfMost(const std::vector<Look>& looks);

/// Size, channels and fit that suit such pictures: small square ones keep their size (16 to 96), larger ones become 64;
/// grey only when all are; so many channels as most have, where most are neither grey nor colours; long ones (twice as
/// long as wide, or small and not square) are padded, others cropped.
Target guessTarget(const std::vector<Look>& looks);

/// The guess where the person left something open, else what they said; the range of values is Full where it is Auto,
/// and the background white where it is not given. Tiles are of the usual size, 64, where the shorter sides of most
/// pictures are at their scale.
/// \throws Error "setting.value" for a size, a number of channels or a tiling that cannot be, also of pictures that look
/// so, and for a range of other channels
Target resolveTarget(const ImportSettings& settings, const std::vector<Look>& looks);

}  // namespace zscape
