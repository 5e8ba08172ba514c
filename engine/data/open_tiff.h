#pragma once

#include "engine/data/file_io.h"
#include "engine/data/tiff_file.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace zscape {

/// Pages of one TIFF that are looked at.
inline constexpr size_t kMostPages = 1'000'000;

/// A TIFF that is read in places, and not as a whole.
struct OpenTiff {
    explicit OpenTiff(const std::filesystem::path& file)
        : handle(openForReading(file, &bytes)),
          tiff([this, file](int64_t offset, std::span<uint8_t> into) { return readAt(handle, offset, into, file); },
               bytes, file) {}
    int64_t bytes = 0;
    FileHandle handle;
    TiffFile tiff;
};

}  // namespace zscape
