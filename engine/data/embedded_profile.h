#pragma once

#include "engine/data/colour_profile.h"
#include "engine/data/image_header.h"

#include <cstdint>
#include <span>

namespace zscape {

/// What a whole JPEG, PNG or WebP says its colours are; nothing for other formats, whose decoders tell it (TIFF, HEIC)
/// or which have none that are read. Nothing is thrown: a profile that is damaged costs no picture.
ColourProfile embeddedProfile(std::span<const uint8_t> bytes, ImageFormat format);

}  // namespace zscape
