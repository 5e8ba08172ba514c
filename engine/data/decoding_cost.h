#pragma once

#include "engine/data/decode.h"

#include <cstdint>

namespace zscape {

/// 1, 2, 4 or 8: how much smaller a JPEG or a HEIC may be decoded and still be shrunk, never enlarged, afterwards.
/// For tiles one that divides their scale; and whole blocks become pixels then, which those of a HEIC do not.
int reduction(const ImageHeader& header, const Target& target);

/// Of pixels that are read at a time where a picture is read in bands, unless more are decoded together.
constexpr int64_t kBandBytes = int64_t{16} << 20;

/// Whether a picture is read some rows at a time: a TIFF that takes much memory as a whole, and can be.
bool readsBands(const ImageHeader& header, const Target& target);
/// How many rows it is read by then, all that are decoded together and no part of others.
int64_t rowsTogether(const ImageHeader& header, int64_t bandBytes);
/// Whether any rows of it can be read at a price that does not grow with those before them, and what reading some at a
/// time takes is not too much: Fit::Tiles needs no whole picture then.
bool cutsInBands(const ImageHeader& header, const Target& target);
/// Bytes that reading it so takes at its peak, without what comes of it.
int64_t bytesOfBand(const ImageHeader& header, const Target& target);

/// Bytes that decoding takes at its peak, the file's not counted; for Fit::Tiles with the picture that comes of it.
int64_t bytesToDecode(const ImageHeader& header, const Target& target);

}  // namespace zscape
