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
};

Look lookOf(const ImageHeader& header);

/// What a quick look tells of pictures that have these names; labels are folders'. Nothing where there are none.
SourceSummary summaryOf(const std::vector<std::string>& names, const std::vector<Look>& looks, bool complete);

/// Which of some pictures are decoded to find the range of their values; none where all are shades of grey or colours.
/// To show their values: all, as far as they are not too many pixels.
struct SamplePlan {
    std::vector<size_t> chosen;
    bool untilNoMask = false;  ///< of 8 bits: the first that has more than 0 and 1 says that the set is no mask
};
SamplePlan planSample(const std::vector<ImageHeader>& headers, SampleFor purpose);

/// Those that may be transparent, of which the background is guessed; not all where they are many pixels.
std::vector<size_t> transparentAmong(const std::vector<ImageHeader>& headers);

/// Size, channels and fit that suit such pictures: small square ones keep their size (16 to 96), larger ones become 64;
/// grey only when all are; long ones (twice as long as wide, or small and not square) are padded, others cropped.
Target guessTarget(const std::vector<Look>& looks);

/// The guess where the person left something open, else what they said; the range of values is Full where it is Auto,
/// and the background white where it is not given.
/// \throws Error "setting.value" for a size or a number of channels that cannot be
Target resolveTarget(const ImportSettings& settings, const std::vector<Look>& looks);

}  // namespace zscape
