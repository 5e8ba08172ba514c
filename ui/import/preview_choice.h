#pragma once

#include "engine/session/types.h"

#include <cstdint>
#include <vector>

namespace zscape {

/// Which images the preview shows, and where.
struct PreviewChoice {
    struct Column {
        int label = -1;               ///< below 0: images without one
        int64_t count = 0;            ///< images in all
        std::vector<int64_t> images;  ///< row by row, `across` a row
    };
    std::vector<Column> columns;  ///< by label; empty: one grid of `images`
    std::vector<int64_t> images;
    int across = 1;  ///< pictures beside each other in a column
};

/// `labels` columns at most, each `rows` high and `across` wide; seed 0: the first labels and the first ones of each,
/// else any of them, the labels in their order.
PreviewChoice chooseByLabel(const ImageSet& images, size_t labels, int across, int rows, uint64_t seed);
/// `count` images: seed 0: spread evenly over the set, else any of them, in the set's order.
PreviewChoice chooseAny(const ImageSet& images, int64_t count, uint64_t seed);

}  // namespace zscape
