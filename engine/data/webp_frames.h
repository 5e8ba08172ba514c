#pragma once

#include "engine/data/frame_reader.h"
#include "engine/data/image_header.h"

#include <filesystem>
#include <memory>
#include <span>

namespace zscape {

/// The frames of an animated WebP. Each is a WebP by itself within the file, decoded by OpenCV, which cannot be stopped
/// within one; the screen begins transparent, as libwebp has it, whatever its background is said to be.
/// \param bytes outlive the reader
/// \param header of the file: its size is the screen's, which the caller has bounded
std::unique_ptr<FrameReader> openWebPFrames(std::span<const uint8_t> bytes, const ImageHeader& header,
                                            const std::filesystem::path& name);

/// One that is cut off is counted too. Stops at `most` frames.
FrameTotals webPFrames(std::span<const uint8_t> bytes, size_t most);

}  // namespace zscape
