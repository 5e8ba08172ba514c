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

/// Size, channels and fit that suit such pictures: small square ones keep their size (16 to 96), larger ones become 64;
/// grey only when all are; long ones (twice as long as wide, or small and not square) are padded, others cropped.
Target guessTarget(const std::vector<Look>& looks);

/// The guess where the person left something open, else what they said.
/// \throws Error "setting.value" for a size or a number of channels that cannot be
Target resolveTarget(const ImportSettings& settings, const std::vector<Look>& looks);

}  // namespace zscape
