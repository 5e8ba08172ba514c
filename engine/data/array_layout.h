#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// Where the pictures of an array of so many dimensions are.
struct ArrayLayout {
    int64_t height = 0, width = 0;
    int64_t channels = 1;     ///< 1 to kMostChannels
    bool planar = false;      ///< all of one channel, then all of the next
    bool flat = false;        ///< count x pixels of a square
    bool transposed = false;  ///< columns come one after another, not rows
};

/// Of count x rows x columns, with 1 to kMostChannels channels at the end or before the rows, or of count x pixels of a
/// square of at least 8 x 8 (rows of fewer numbers are codes or features). Nothing when the shape is none of these. 1,
/// 3 and 4 channels come before other numbers, of which pictures are at least 8 x 8.
std::optional<ArrayLayout> layoutOf(const std::vector<int64_t>& shape);

/// One picture of an array in Fortran order, its numbers gathered: the first dimension is the count, and what is left
/// of it lies with its dimensions the other way round.
ArrayLayout gatheredFromFortran(ArrayLayout layout);

/// "10 x 28 x 28"
std::string textOfShape(const std::vector<int64_t>& shape);

}  // namespace zscape
