#pragma once

#include "engine/core/picture.h"

namespace zscape {

/// The picture that a tile was cut from, and where the tile lies in it.
struct TileOverview {
    Picture picture;                             ///< put together of the tiles that are in the set
    double x = 0, y = 0, width = 0, height = 0;  ///< of the tile, in pixels of `picture`
};

}  // namespace zscape
