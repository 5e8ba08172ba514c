#pragma once

#include "engine/core/tile_overview.h"

#include <QImage>

#include <cstdint>
#include <functional>
#include <optional>

namespace zscape {

class ImageSet;

/// How the picture that a tile of `images` was cut from is got: Session::tileOverview().
using TileOverviews =
    std::function<std::optional<TileOverview>(const ImageSet& images, int64_t image, int side, uint8_t ground)>;

/// The grey of what no tile covers.
uint8_t tileGround();
/// The picture that a tile was cut from, with the tile outlined in the accent colour.
/// \param overview in device pixels, of which `ratio` are one logical pixel
QImage tilePicture(const TileOverview& overview, double ratio);

}  // namespace zscape
