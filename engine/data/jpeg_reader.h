#pragma once

#include "engine/data/image_header.h"

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <stop_token>

namespace zscape {

/// A JPEG with more scans is refused: nobody's encoder makes them, and each is a pass over the whole picture.
constexpr int64_t kMostScans = 100;

enum class JpegColours {
    AsStored,  ///< inks as colours that nobody measured
    Grey,
    Inks  ///< all four, of a JPEG that has them
};

/// A whole JPEG, decoded by libjpeg itself, for what OpenCV does not offer: it can be stopped within a row of blocks,
/// and what libjpeg has to say is kept. `reduction` 1, 2, 4 or 8 is how much smaller it is decoded.
/// \returns 8 bits, grey; blue, green, red; or four inks, inverted, as Adobe stores them; before the EXIF turn
/// \throws Error "image.damaged", "image.large", Cancelled
cv::Mat readJpeg(std::span<const uint8_t> bytes, const ImageHeader& header, int reduction, JpegColours colours,
                 const std::filesystem::path& name, const std::stop_token& stop);

}  // namespace zscape
