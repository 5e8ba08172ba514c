#pragma once

#include "engine/data/image_set.h"

#include <string>
#include <utility>
#include <vector>

namespace zscape {

/// What is known of each image, beside what was computed for it.
struct ImageColumns {
    std::vector<std::string> header;              ///< of these columns, and behind them of those that were computed
    std::vector<std::vector<std::string>> texts;  ///< by column
};

/// Name, the place of a tile in its picture (in pixels of that), label where there are any, and the columns of the
/// table beside the images; "label (table)" where a heading is taken.
/// \param computed the headings of the columns that will stand behind these
ImageColumns describe(const ImageSet& images, const std::vector<int64_t>& indices,
                      const std::vector<std::string>& computed);

/// Empty for an image without a label.
std::string labelTextOf(const ImageSet& images, int64_t index);
/// As labelOf() of the set, one for each of these images.
std::vector<int> labelsOf(const ImageSet& images, const std::vector<int64_t>& indices);
/// tile_x, tile_y, tile_width, tile_height where the images are tiles.
std::vector<std::pair<std::string, int64_t ImagePlace::*>> tileColumns(const ImageSet& images);
/// "z0", "z1", ...
std::vector<std::string> codeHeadings(int64_t dimensions);

}  // namespace zscape
