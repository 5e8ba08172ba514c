#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace zscape {

/// The first frame of a GIF on its screen: 8-bit BGRA, transparent where the frame says so or does not reach.
/// \throws Error "image.damaged"
cv::Mat readFirstGifFrame(std::span<const uint8_t> bytes, const std::filesystem::path& name);

}  // namespace zscape
