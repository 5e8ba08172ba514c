#pragma once

#include "engine/data/array_readings.h"
#include "engine/data/scattered_pictures.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// Pictures above so many pixels a side are not read from arrays.
constexpr int64_t kLongestArraySide = 16384;

/// Where the channels of a pixel lie among the numbers of a picture.
enum class ChannelPlace : uint8_t {
    Last,    ///< one after another
    First,   ///< all of one channel, then all of the next
    Between  ///< a row of one channel, then the same row of the next
};

/// Where the pictures of an array of so many dimensions are.
struct ArrayLayout {
    int64_t count = 1;  ///< of the pictures; no more than a header may say, and then some
    int64_t height = 0, width = 0;
    int64_t channels = 1;
    ChannelPlace place = ChannelPlace::Last;
    bool transposed = false;        ///< columns come one after another, not rows
    ScatteredPictures pieces = {};  ///< as they lie in memory

    /// Whether both find the same pictures in an array.
    bool operator==(const ArrayLayout&) const = default;
};

/// The axes of an array are a letter for each of its dimensions: H rows, W columns, C channels, P all pixels of a
/// square, row by row, and N, Z and T, which count pictures: each plane of a volume is one. "NHWC", "NCZHW", "HWN",
/// "NP".

/// Axes as a person writes them: in any case, with Y and X for H and W. Nothing where they are none: an H and a W, or
/// a P, are needed, and no letter comes twice.
std::optional<std::string> axesFrom(const std::string& text);

/// What is meant where nothing is said: count x rows x columns, with 1 to kMostChannels channels at the end or before
/// the rows, or count x pixels of a square of at least 8 x 8 (rows of fewer numbers are codes or features). 1, 3 and 4
/// channels come before other numbers, of which pictures are at least 8 x 8. Empty when the shape is none of these.
/// \param columnsFirst columns come one after another, as MATLAB writes them
std::string guessAxes(const std::vector<int64_t>& shape, bool columnsFirst = false);

/// Nothing when `axes`, as axesFrom() gives them, are not those of this shape: of other dimensions, of more than
/// kMostChannels channels, or of pixels that make no square.
/// \param fortran the first dimension's numbers lie one after another, not the last one's. Of several dimensions that
/// count pictures the first counts fastest then.
std::optional<ArrayLayout> layoutBy(const std::string& axes, const std::vector<int64_t>& shape, bool fortran = false);

/// Pictures of each index of the first dimension, where that counts pictures and goes slowest: the planes of a
/// volume, which may have one label; else 0.
int64_t picturesOfFirst(const std::string& axes, const std::vector<int64_t>& shape, bool fortran = false);

/// The axes that a shape may have, and that make pictures of at least 8 x 8, each of other pictures: the guess first.
std::vector<std::string> axesThatFit(const std::vector<int64_t>& shape, bool columnsFirst = false);

/// What each of axesThatFit() makes of the shape; `axes` is empty.
ArrayReadings readingsOf(const std::vector<int64_t>& shape, bool columnsFirst = false);

/// "10 x 28 x 28"
std::string textOfShape(const std::vector<int64_t>& shape);

}  // namespace zscape
