#pragma once

#include "engine/data/decode.h"
#include "engine/data/pixel_size.h"

#include <filesystem>
#include <opencv2/core/types.hpp>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// Width and height of a file's picture as it is seen, before it is shrunk, by its header: for Fit::Tiles. Nothing (0 x
/// 0) where the header cannot be read, or says that decodeFile() would refuse the picture as too large.
/// \throws Cancelled
cv::Size sizeToCut(const std::filesystem::path& file, const Target& target);
/// The same of a file that lies in memory.
cv::Size sizeToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target);
/// The same of pages of a TIFF.
std::vector<cv::Size> pageSizesToCut(const std::filesystem::path& file, const std::vector<uint64_t>& directories,
                                     const Target& target, const std::stop_token& stop);
std::vector<cv::Size> pageSizesToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                     const std::vector<uint64_t>& directories, const Target& target,
                                     const std::stop_token& stop);

/// How large the pixels of each page of a TIFF are, as pictures that were made `target` have them.
/// \throws Error as decodeFile(), Cancelled
std::vector<PixelSize> tiffPixelSizes(const std::filesystem::path& file, const Target& target,
                                      const std::stop_token& stop);

}  // namespace zscape
