#pragma once

#include "engine/data/image_header.h"

#include <filesystem>
#include <string>

namespace zscape {

/// What a decoder that gave up throws. `words` are its library's own, for the sentence; empty where it said nothing.
/// Where they say that memory was short nothing is known about the picture.
/// \throws Error "image.damaged", std::bad_alloc
[[noreturn]] void throwDamaged(const std::filesystem::path& name, ImageFormat format, const std::string& words);

}  // namespace zscape
