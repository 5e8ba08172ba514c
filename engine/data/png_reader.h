#pragma once

#include "engine/data/image_header.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <stop_token>

namespace zscape {

/// A PNG, decoded by libpng itself, for what OpenCV does not offer: it can be stopped at each row, its 16 bits become 8
/// and its alpha is laid on `background` (red, green, blue) row by row, and what libpng has to say is kept.
/// \param transparent becomes whether the background is seen anywhere
/// \returns 8 bits, grey or blue, green, red; of one that is interlaced and has alpha also that, in a fourth channel
/// \throws Error "image.damaged", Cancelled
cv::Mat readPng(std::span<const uint8_t> bytes, const ImageHeader& header, const std::array<uint8_t, 3>& background,
                const std::filesystem::path& name, const std::stop_token& stop, bool& transparent);

/// The same with its 16 bits where it has them, and its alpha in a fourth channel.
cv::Mat readPngValues(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                      const std::stop_token& stop);

}  // namespace zscape
