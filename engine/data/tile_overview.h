#pragma once

#include "engine/core/tile_overview.h"
#include "engine/data/image_set.h"

#include <cstdint>
#include <optional>

namespace zscape {

/// The picture that a tile was cut from. Nothing where the image is no tile, where read() throws, or where the tiles of
/// its picture hold more than 128 MB: it is meant for the moment in which a pointer comes to rest.
/// \param side the longer side of the picture that is made; 1 or more
/// \param ground the grey of what no tile covers
std::optional<TileOverview> overviewOf(const ImageSet& images, int64_t index, int side, uint8_t ground);

}  // namespace zscape
