#pragma once

#include "engine/data/picture_source.h"

namespace zscape {

/// Tiles of all pictures that may be cut of one set. More are refused: a header could say anything.
constexpr int64_t kMostTiles = 5'000'000;

/// How many bytes of pictures, at the scale of the tiles, are held.
struct TilesHeld {
    int64_t ahead = int64_t{512} << 20;  ///< of those that are decoded before their turn, and of one at most
    int64_t piece = int64_t{64} << 20;   ///< of a larger one at a time, where its rows can be read alone
};

/// The pictures of a source, cut into tiles (`target` is of Fit::Tiles): the candidates are tiles, in the order of the
/// pictures, and whatever else is asked is the picture's. Each picture is decoded once, by whichever thread comes to
/// it, and kept at the scale of the tiles until all of them were read; meanwhile threads that wait for it decode those
/// after it, as long as what is kept is no more than 512 MB. (Without that it is two large pictures at most, for the
/// tiles that are read at a time lie next to each other.) A picture that takes more than that is read in pieces of some
/// rows of tiles where its source can (rowsOf()), after it was looked over once. Where a picture cannot be read its
/// first tile says so, and the others are nothing.
/// \param pictures outlives the tiles
std::unique_ptr<PictureSource> makeTileSource(PictureSource& pictures, const Target& target,
                                              const TilesHeld& held = {});

}  // namespace zscape
