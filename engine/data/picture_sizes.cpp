#include "engine/data/picture_sizes.h"

#include "engine/core/error.h"
#include "engine/data/decoding_cost.h"
#include "engine/data/open_tiff.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace zscape {

namespace {

/// \param inBands some rows of it may be read alone
cv::Size sizeUnlessTooLarge(const ImageHeader& header, const cv::Size& seen, const Target& target, bool inBands) {
    const bool decodes = header.format != ImageFormat::None &&
                         (bytesToDecode(header, target) <= kPictureLimit || (inBands && cutsInBands(header, target)));
    return decodes ? seen : cv::Size();
}

/// What cannot be read is told when its turn comes.
template <class Read>
cv::Size sizeIfRead(const Read& read) {
    try {
        return read();
    } catch (const Error&) {
        return {};
    }
}

cv::Size seenSize(const ImageHeader& header) {
    return {static_cast<int>(std::min<int64_t>(header.seenWidth(), INT32_MAX)),
            static_cast<int>(std::min<int64_t>(header.seenHeight(), INT32_MAX))};
}

/// \param tiffOf gives the TIFF, which is opened when it is first asked
template <class Tiff>
std::vector<cv::Size> sizesOfPages(const std::vector<uint64_t>& directories, const Target& target, bool inBands,
                                   const std::stop_token& stop, const Tiff& tiffOf) {
    std::vector<cv::Size> sizes(directories.size());
    for (size_t i = 0; i < directories.size(); ++i) {
        if (stop.stop_requested()) throw Cancelled();
        sizes[i] = sizeIfRead([&] {
            TiffFile& tiff = tiffOf();
            tiff.goTo(directories[i]);
            return sizeUnlessTooLarge(tiff.header(), tiff.seenSize(), target, inBands);
        });
    }
    return sizes;
}

}  // namespace

cv::Size sizeToCut(const std::filesystem::path& file, const Target& target) {
    return sizeIfRead([&] {
        const ImageHeader header = readImageHeader(file);
        const bool turns = header.format == ImageFormat::Tiff;
        return sizeUnlessTooLarge(header, turns ? OpenTiff(file).tiff.seenSize() : seenSize(header), target, true);
    });
}

cv::Size sizeToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target) {
    return sizeIfRead([&] {
        const ImageHeader header = readImageHeader(readerOf(bytes), name);
        const bool turns = header.format == ImageFormat::Tiff;
        return sizeUnlessTooLarge(
            header, turns ? TiffFile(readerOf(bytes), std::ssize(bytes), name).seenSize() : seenSize(header), target,
            false);
    });
}

std::vector<cv::Size> pageSizesToCut(const std::filesystem::path& file, const std::vector<uint64_t>& directories,
                                     const Target& target, const std::stop_token& stop) {
    std::optional<OpenTiff> open;
    return sizesOfPages(directories, target, true, stop,
                        [&]() -> TiffFile& { return (open ? *open : open.emplace(file)).tiff; });
}

std::vector<cv::Size> pageSizesToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                     const std::vector<uint64_t>& directories, const Target& target,
                                     const std::stop_token& stop) {
    std::optional<TiffFile> open;
    return sizesOfPages(directories, target, false, stop, [&]() -> TiffFile& {
        return open ? *open : open.emplace(readerOf(bytes), std::ssize(bytes), name);
    });
}

std::vector<PixelSize> tiffPixelSizes(const std::filesystem::path& file, const Target& target,
                                      const std::stop_token& stop) {
    OpenTiff open(file);
    std::vector<PixelSize> sizes;
    for (const uint64_t page : open.tiff.pages(kMostPages, stop)) {
        if (stop.stop_requested()) throw Cancelled();
        const PixelSize pixels = open.tiff.pixelSize(page);
        const cv::Size seen = open.tiff.seenSize();
        sizes.push_back(scaledTo(pixels, seen.width, seen.height, target.fit, target.size, target.tiling.scale));
    }
    return sizes;
}

}  // namespace zscape
