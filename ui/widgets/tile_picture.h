#pragma once

#include "engine/core/tile_overview.h"

#include <QImage>

#include <cstdint>

namespace zscape {

/// The grey of what no tile covers.
uint8_t tileGround();
/// The picture that a tile was cut from, with the tile outlined in the accent colour.
/// \param overview in device pixels, of which `ratio` are one logical pixel
QImage tilePicture(const TileOverview& overview, double ratio);

}  // namespace zscape
