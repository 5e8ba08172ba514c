#pragma once

#include "engine/data/picture_source.h"

namespace zscape {

/// Tiles of all pictures that may be cut of one set. More are refused: a header could say anything.
constexpr int64_t kMostTiles = 5'000'000;

/// The pictures of a source, cut into tiles (`target` is of Fit::Tiles): the candidates are tiles, in the order of the
/// pictures, and whatever else is asked is the picture's. Each picture is decoded once, by whichever thread comes to
/// it, and kept at the scale of the tiles until all of them were read; meanwhile threads that wait for it decode those
/// after it, as long as what is kept is no more than 512 MB. (Without that it is two large pictures at most, for the
/// tiles that are read at a time lie next to each other.) Where a picture cannot be read its first tile says so,
/// and the others are nothing.
/// \param pictures outlives the tiles
std::unique_ptr<PictureSource> makeTileSource(PictureSource& pictures, const Target& target);

}  // namespace zscape
