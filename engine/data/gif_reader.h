#pragma once

#include "engine/data/frame_reader.h"

#include <array>
#include <filesystem>
#include <memory>
#include <span>

namespace zscape {

/// The first frame of a GIF on its screen: 8 bits, blue, green, red; `background` (red, green, blue) where it is
/// transparent or does not reach. The screen is the header's: the caller has bounded it.
/// \param transparent becomes whether the background is seen anywhere
/// \throws Error "image.damaged", Cancelled
cv::Mat readFirstGifFrame(std::span<const uint8_t> bytes, const std::array<uint8_t, 3>& background,
                          const std::filesystem::path& name, const std::stop_token& stop, bool& transparent);

/// All of them. Where a frame asks for the background to be restored that is transparent, as browsers have it.
/// \param bytes outlive the reader
/// \throws Error "image.damaged"
std::unique_ptr<FrameReader> openGifFrames(std::span<const uint8_t> bytes, const std::filesystem::path& name);

/// One that is cut off is counted too. Stops at `most` frames.
FrameTotals gifFrames(std::span<const uint8_t> bytes, size_t most);

}  // namespace zscape
