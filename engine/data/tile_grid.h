#pragma once

#include "engine/data/image_set.h"
#include "engine/data/import.h"

#include <cstdint>
#include <opencv2/core/types.hpp>

namespace zscape {

/// \throws Error "setting.value" for a scale or a share of background that cannot be
void requireTiling(const Tiling& tiling);
/// \throws Error "setting.value" where the overlap of Fit::Tiles is not less than the tiles' size
void requireOverlapBelow(int size, const ImportSettings& settings);

/// A picture at 1/scale: whole pixels of the result, at least one. What is left of less than `scale` pixels at the
/// right and at the bottom is in none of them.
cv::Size shrunkSize(const cv::Size& picture, const Tiling& tiling);

/// How a picture is cut into tiles, by its size alone, as the sliding windows of microscopy's and radiology's tools
/// lie (MONAI): from the upper left, row by row, each `size - overlap` after the one before it. The last of a row and
/// of a column is moved inwards, so that every pixel of the shrunk picture lies in a tile and none beyond it does. A
/// picture that is smaller than a tile is one, which does not fill it.
class TileGrid {
public:
    /// \param picture as it is seen, in its own pixels: 1 or more in both directions
    TileGrid(const cv::Size& picture, int size, const Tiling& tiling);

    int64_t count() const { return columns_ * rows_; }
    /// Tiles beside each other.
    int64_t columns() const { return columns_; }
    /// What of the shrunk picture tile 0 to count() - 1 is.
    cv::Rect part(int64_t tile) const;
    /// Where that lies in the picture itself.
    ImagePlace place(int64_t tile) const;
    /// The middle of the shrunk picture, which need not be a tile of the grid.
    cv::Rect middle() const;

private:
    cv::Size picture_, shrunk_;
    int size_, step_, scale_;
    int64_t columns_, rows_;
};

}  // namespace zscape
