#pragma once

#include "engine/data/hash128.h"

#include <filesystem>
#include <span>
#include <stop_token>

namespace zscape {

/// What a file holds, whatever it is called and wherever it lies: hashed in blocks, so that bytes in memory and a file
/// that is read piece by piece give the same. Never zero: that stands for a content that is not known.
Hash128 contentHash(std::span<const uint8_t> bytes);

/// Reads the whole file.
/// \throws Error as openForReading() and readAt(), Cancelled
Hash128 contentHash(const std::filesystem::path& file, const std::stop_token& stop);

}  // namespace zscape
