#pragma once

#include "engine/data/decode.h"

#include <cstdint>

namespace zscape {

/// 1, 2, 4 or 8: how much smaller a JPEG or a HEIC may be decoded and still be shrunk, never enlarged, afterwards.
/// For tiles one that divides their scale; and whole blocks become pixels then, which those of a HEIC do not.
int reduction(const ImageHeader& header, const Target& target);

/// Bytes that decoding takes at its peak, the file's not counted; for Fit::Tiles with the picture that comes of it.
int64_t bytesToDecode(const ImageHeader& header, const Target& target);

}  // namespace zscape
