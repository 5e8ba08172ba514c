#pragma once

#include "engine/data/image_set.h"

#include <string>
#include <vector>

namespace zscape {

/// What is known of each image, beside its code or its place on the plane.
struct ImageColumns {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> texts;  ///< by column
};

/// Name, the place of a tile in its picture (in pixels of that), label where there are any, and the columns of the
/// table beside the images; "label (table)" where a heading is taken.
ImageColumns describe(const ImageSet& images);

}  // namespace zscape
