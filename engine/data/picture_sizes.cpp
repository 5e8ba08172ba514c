#include "engine/data/picture_sizes.h"

#include "engine/core/error.h"
#include "engine/data/decoding_cost.h"
#include "engine/data/open_tiff.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace zscape {

namespace {

SizeToCut unlessTooLarge(const ImageHeader& header, const cv::Size& seen, const Target& target) {
    const bool inBands = cutsInBands(header, target);
    const bool decodes =
        header.format != ImageFormat::None && (bytesToDecode(header, target) <= kPictureLimit || inBands);
    return {decodes ? seen : cv::Size(), inBands};
}

/// What cannot be read is told when its turn comes.
template <class Read>
SizeToCut sizeIfRead(const Read& read) {
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
std::vector<SizeToCut> sizesOfPages(const std::vector<uint64_t>& directories, const Target& target,
                                    const std::stop_token& stop, const Tiff& tiffOf) {
    std::vector<SizeToCut> sizes(directories.size());
    for (size_t i = 0; i < directories.size(); ++i) {
        if (stop.stop_requested()) throw Cancelled();
        sizes[i] = sizeIfRead([&] {
            TiffFile& tiff = tiffOf();
            tiff.goTo(directories[i]);
            return unlessTooLarge(tiff.header(), tiff.seenSize(), target);
        });
    }
    return sizes;
}

}  // namespace

SizeToCut sizeToCut(const std::filesystem::path& file, const Target& target) {
    return sizeIfRead([&] {
        const ImageHeader header = readImageHeader(file);
        const bool turns = header.format == ImageFormat::Tiff;
        return unlessTooLarge(header, turns ? OpenTiff(file).tiff.seenSize() : seenSize(header), target);
    });
}

SizeToCut sizeToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target) {
    return sizeIfRead([&] {
        const ImageHeader header = readImageHeader(readerOf(bytes), name);
        const bool turns = header.format == ImageFormat::Tiff;
        return unlessTooLarge(
            header, turns ? TiffFile(readerOf(bytes), std::ssize(bytes), name).seenSize() : seenSize(header), target);
    });
}

std::vector<SizeToCut> pageSizesToCut(const std::filesystem::path& file, const std::vector<uint64_t>& directories,
                                      const Target& target, const std::stop_token& stop) {
    std::optional<OpenTiff> open;
    return sizesOfPages(directories, target, stop,
                        [&]() -> TiffFile& { return (open ? *open : open.emplace(file)).tiff; });
}

std::vector<SizeToCut> pageSizesToCut(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                      const std::vector<uint64_t>& directories, const Target& target,
                                      const std::stop_token& stop) {
    std::optional<TiffFile> open;
    return sizesOfPages(directories, target, stop, [&]() -> TiffFile& {
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
