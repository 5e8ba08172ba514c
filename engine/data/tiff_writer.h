#pragma once

#include "engine/data/file_numbers.h"
#include "engine/data/pixel_size.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace zscape {

/// Numbers as they lie in memory, and what a TIFF says of them.
struct TiffPage {
    int width = 0, height = 0;
    int channels = 1;  ///< interleaved; 3 are red, green, blue, others grey and what stands beside it
    NumberFormat format = NumberFormat::UInt8;  ///< bool is written as bytes of 0 and 1
    std::span<const uint8_t> numbers;           ///< height x width x channels of them
    PixelSize pixelSize = {};
    std::string name = {};         ///< which picture it is; may be empty
    std::string description = {};  ///< ASCII; may be empty
};

/// A TIFF of one page or many, not compressed, as every reader takes it; black is 0. Written to a temporary name beside
/// the target, synced and renamed: a failed write leaves the old file.
class TiffWriter {
public:
    /// \param bytes of all pages' numbers: from nearly 4 GB on it is a BigTIFF
    /// \throws Error "write.*"
    TiffWriter(const std::filesystem::path& file, int64_t pages, int64_t bytes);
    ~TiffWriter();
    TiffWriter(const TiffWriter&) = delete;
    TiffWriter& operator=(const TiffWriter&) = delete;

    /// \throws Error "write.*"
    void add(const TiffPage& page);
    /// From here on the target is the new file. \throws Error "write.*"
    void commit();

private:
    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

}  // namespace zscape
