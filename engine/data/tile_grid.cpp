#include "engine/data/tile_grid.h"

#include "engine/core/error.h"

#include <algorithm>
#include <string>

namespace zscape {

namespace {

int64_t tilesAlong(int64_t length, int64_t size, int64_t step) {
    return length <= size ? 1 : (length - size + step - 1) / step + 1;
}

int tileBegin(int64_t number, int64_t length, int64_t size, int64_t step) {
    return static_cast<int>(std::min(number * step, std::max<int64_t>(length - size, 0)));
}

}  // namespace

void requireTiling(const Tiling& tiling) {
    if (tiling.scale < 1 || tiling.scale > Tiling::kMostScale)
        throw Error("setting.value", "tile_scale cannot be \"%1\". Give a whole number from 1 to %2.",
                    {std::to_string(tiling.scale), std::to_string(Tiling::kMostScale)});
    if (tiling.emptyPercent < 0 || tiling.emptyPercent > 100)
        throw Error("setting.value", "tile_empty cannot be \"%1\". Give a whole number from 0 to 100.",
                    {std::to_string(tiling.emptyPercent)});
}

void requireOverlapBelow(int size, const ImportSettings& settings) {
    if (settings.guessFit || settings.fit != Fit::Tiles) return;
    if (settings.tiling.overlap < 0 || settings.tiling.overlap >= size)
        throw Error("setting.value",
                    "tile_overlap cannot be \"%1\". Give a whole number from 0 to %2: less than the tiles' size.",
                    {std::to_string(settings.tiling.overlap), std::to_string(size - 1)});
}

cv::Size shrunkSize(const cv::Size& picture, const Tiling& tiling) {
    return {std::max(1, picture.width / tiling.scale), std::max(1, picture.height / tiling.scale)};
}

TileGrid::TileGrid(const cv::Size& picture, int size, const Tiling& tiling)
    : picture_(picture),
      shrunk_(shrunkSize(picture, tiling)),
      size_(size),
      step_(size - tiling.overlap),
      scale_(tiling.scale),
      columns_(tilesAlong(shrunk_.width, size_, step_)),
      rows_(tilesAlong(shrunk_.height, size_, step_)) {}

cv::Rect TileGrid::part(int64_t tile) const {
    return {tileBegin(tile % columns_, shrunk_.width, size_, step_),
            tileBegin(tile / columns_, shrunk_.height, size_, step_), std::min(size_, shrunk_.width),
            std::min(size_, shrunk_.height)};
}

ImagePlace TileGrid::place(int64_t tile) const {
    const cv::Rect of = part(tile);
    const int64_t x = int64_t{of.x} * scale_, y = int64_t{of.y} * scale_;
    return {x,
            y,
            std::min(int64_t{of.width} * scale_, picture_.width - x),
            std::min(int64_t{of.height} * scale_, picture_.height - y),
            picture_.width,
            picture_.height};
}

cv::Rect TileGrid::middle() const {
    const int width = std::min(size_, shrunk_.width), height = std::min(size_, shrunk_.height);
    return {(shrunk_.width - width) / 2, (shrunk_.height - height) / 2, width, height};
}

}  // namespace zscape
