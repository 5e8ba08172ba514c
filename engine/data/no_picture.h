#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace zscape {

/// How much of a file tells what it is.
constexpr size_t kKindReach = 512;

/// "image.none": a file that is called a picture and is none; what it really is, where that can be told, and what to
/// do.
Error noPicture(const std::filesystem::path& file);
/// The same of a file that is not on the disk: its first kKindReach bytes, or all. `name` is for the sentence.
Error noPicture(const std::filesystem::path& name, std::span<const uint8_t> start);

/// "image.kind": by its name a picture in a format that is not read.
Error formatNotRead(const std::filesystem::path& file);

}  // namespace zscape
