#pragma once

#include "engine/data/image_header.h"

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace zscape {

/// Tells OpenCV to leave the threads to us and the messages too. Once for the process; cheap to ask for again.
void prepareOpenCv();

/// A WebP, BMP or PNM as OpenCV decodes it, in the depth that it has. It cannot be stopped in between: what it
/// is given is bounded by its header (kPictureLimit), and it has to come out with the header's size.
/// \returns grey, blue, green, red, or with alpha as the fourth
/// \throws Error "image.damaged"
cv::Mat readByOpenCv(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name);

}  // namespace zscape
