#pragma once

#include "engine/data/decode.h"
#include "engine/data/pixel_size.h"

#include <filesystem>
#include <opencv2/core/types.hpp>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// What a picture's header says of it that is to be cut.
struct SizeToCut {
    cv::Size size;  ///< as it is seen, before it is shrunk; nothing (0 x 0) where the header cannot be read, or the
                    ///< picture is too large to be decoded, as a whole and by some of its rows
    bool inBands = false;  ///< some of its rows can be read alone: cutsInBands()
};

/// Of a file's picture, for Fit::Tiles. \throws Cancelled
SizeToCut sizeToCut(const std::filesystem::path& file, const Target& target);
/// The same of a file that lies in memory.
SizeToCut sizeToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target);
/// The same of pages of a TIFF.
std::vector<SizeToCut> pageSizesToCut(const std::filesystem::path& file, const std::vector<uint64_t>& directories,
                                      const Target& target, const std::stop_token& stop);
std::vector<SizeToCut> pageSizesToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                      const std::vector<uint64_t>& directories, const Target& target,
                                      const std::stop_token& stop);

/// How large the pixels of each page of a TIFF are, as pictures that were made `target` have them.
/// \throws Error as decodeFile(), Cancelled
std::vector<PixelSize> tiffPixelSizes(const std::filesystem::path& file, const Target& target,
                                      const std::stop_token& stop);

}  // namespace zscape
