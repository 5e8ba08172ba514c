#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <stop_token>

namespace zscape {

/// The first frame of a GIF on its screen: 8 bits, blue, green, red; `background` (red, green, blue) where it is
/// transparent or does not reach. The screen is the header's: the caller has bounded it.
/// \param transparent becomes whether the background is seen anywhere
/// \throws Error "image.damaged", Cancelled
cv::Mat readFirstGifFrame(std::span<const uint8_t> bytes, const std::array<uint8_t, 3>& background,
                          const std::filesystem::path& name, const std::stop_token& stop, bool& transparent);

}  // namespace zscape
