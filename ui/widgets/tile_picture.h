#pragma once

#include "engine/core/tile_overview.h"

#include <QImage>

#include <cstdint>
#include <functional>
#include <memory>

namespace zscape {

class ImageSet;

/// Asks for the picture that an image of `images` was cut from. Nothing is waited for: `then` is called once it is
/// there, and never where the image is whole, or when another was asked for meanwhile.
using TileOverviews = std::function<void(const std::shared_ptr<const ImageSet>& images, int64_t image, int side,
                                         uint8_t ground, std::function<void(const TileOverview&)> then)>;

/// The grey of what no tile covers.
uint8_t tileGround();
/// The picture that a tile was cut from, with the tile outlined in the accent colour.
/// \param overview in device pixels, of which `ratio` are one logical pixel
QImage tilePicture(const TileOverview& overview, double ratio);

}  // namespace zscape
