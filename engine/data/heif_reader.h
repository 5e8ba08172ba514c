#pragma once

#include "engine/core/error.h"
#include "engine/data/colour_profile.h"
#include "engine/data/image_header.h"
#include "engine/data/value_sample.h"

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace zscape {

/// The primary picture of a HEIC or AVIF file.
struct HeifPicture {
    cv::Mat picture;  ///< 8 bits, or 16 where it has more: grey or blue, green, red, with alpha in a fourth channel
    ValueMap full;    ///< of more than 8 bits: what so many hold
    ColourProfile profile;
};

/// Decoded by libheif, cut and turned as the file says. It cannot be stopped in between: what it is given is bounded by
/// its header (kPictureLimit), and it has to come out with the header's size. Depth, gain maps and thumbnails are left
/// alone. `reduction` 1, 2, 4 or 8 is how much smaller it may come out; planes of brightness and colour are made
/// smaller before they become colours, which is the same and a tenth of the work.
/// \throws Error "image.damaged", "image.kind", "image.decoder" (see noHeifDecoder())
HeifPicture readHeif(std::span<const uint8_t> bytes, const ImageHeader& header, int reduction,
                     const std::filesystem::path& name);

/// Whether libheif has what decodes this format: HEIC or AVIF.
bool hasHeifDecoder(ImageFormat format);
/// "image.decoder": it has not; what to install.
Error noHeifDecoder(const std::filesystem::path& name, ImageFormat format);

}  // namespace zscape
