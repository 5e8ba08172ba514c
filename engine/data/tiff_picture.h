#pragma once

#include "engine/core/error.h"
#include "engine/data/decode.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <vector>

namespace zscape {

/// A picture of a TIFF.
struct TiffPicture {
    std::vector<uint64_t> directories;  ///< of its one page, or of that of each channel
    ImageHeader header;                 ///< of the first of them
    int channels = 0;                   ///< where it is neither grey nor colours; else 0
    int64_t bytes = 0;                  ///< that decoding one page takes, at most

    int64_t pages() const { return static_cast<int64_t>(directories.size()); }
};

/// Looks at all of its pages. \throws Error as decodeFile()
TiffPicture tiffPictureOf(TiffFile& tiff, std::vector<uint64_t> directories, const std::filesystem::path& name,
                          const Target& target);

/// The same of one that cutsInBands(), for TiffBands::madeRows(): the whole may be too large. \throws Error as read()
TiffPicture tiffPictureInBands(TiffFile& tiff, std::vector<uint64_t> directories, const Target& target);

/// The first picture of a TIFF in memory, whose header has been looked at. \throws Error as decodeFile()
TiffPicture firstPicture(TiffFile& tiff, const ImageHeader& header, const std::filesystem::path& name,
                         const Target& target, const std::stop_token& stop);

/// "image.channels"
Error pagesAreNoChannels(const std::filesystem::path& name);

/// use(a channel of any depth, what its type holds), one after another. \throws Error as decodeFile()
void eachChannel(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name,
                 const std::stop_token& stop,
                 const std::function<void(const cv::Mat& channel, const ValueMap& full)>& use);

/// As `target` says. \throws Error as decodeFile()
cv::Mat madeOfTiff(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name, const Target& target,
                   const std::stop_token& stop, FileFacts* facts, const RowsRead& told = {});

/// decodePages() of a TIFF that is open. \throws Error as decodeFile()
cv::Mat decodeOpenTiff(TiffFile& tiff, const std::vector<uint64_t>& directories, const std::filesystem::path& name,
                       const Target& target, const std::stop_token& stop, FileFacts* facts, const RowsRead& told);

}  // namespace zscape
