#include "engine/data/decoding_cost.h"

#include <algorithm>
#include <numeric>

namespace zscape {

namespace {

constexpr int kMostReduced = 8;

}  // namespace

int reduction(const ImageHeader& header, const Target& target) {
    if (target.fit == Fit::Tiles)
        return header.format == ImageFormat::Jpeg ? std::gcd(target.tiling.scale, kMostReduced) : 1;
    const int64_t side = target.fit == Fit::Crop || target.fit == Fit::Stretch ? std::min(header.width, header.height)
                                                                               : std::max(header.width, header.height);
    int factor = 1;
    while (factor < kMostReduced && side / factor / 2 >= target.size) factor *= 2;
    return factor;
}

int64_t bytesToDecode(const ImageHeader& header, const Target& target) {
    constexpr int kConverted = 6;   // a pixel without its alpha, before and afterwards
    double bytes = header.samples;  // of one pixel
    double pixels = static_cast<double>(header.width) * static_cast<double>(header.height);
    switch (header.format) {
        case ImageFormat::Jpeg: {
            const int factor = reduction(header, target);
            pixels /= factor * factor;
            break;
        }
        case ImageFormat::Gif: break;
        case ImageFormat::Png:
            if (target.range.kind == ValueRange::Kind::Full) {
                // 16 bits become 8 while they are read, and so does alpha, but for interlaced ones
                bytes = !header.alpha ? header.samples : header.interlaced ? 4 + 3 : 3;
                // ... but for one whose colours are converted: its background comes after that.
                if (header.alpha && header.profiled) bytes = 4 * (header.bitDepth > 8 ? 3 : 1) + kConverted;
                break;
            }
            [[fallthrough]];
        default: {
            if (header.channels > 0) {
                // As stored, of a depth that is resized, and that once more, channel by channel.
                bytes = header.samples * (header.bitDepth > 32   ? 24
                                          : header.bitDepth > 16 ? 20
                                          : header.bitDepth > 8  ? 10
                                                                 : 5);
                break;
            }
            const int deep = header.bitDepth > 32 ? 8 : header.bitDepth > 16 ? 4 : header.bitDepth > 8 ? 2 : 1;
            bytes = header.samples * deep + (deep > 1 ? header.samples : 0) + (header.samples == 4 ? 3 : 0);
            // Colours by the range and alpha by itself: a plane each, and all of them together again.
            const bool parted = header.samples == 4 && (deep > 1 || target.range.kind != ValueRange::Kind::Full);
            if (parted) bytes += header.samples * deep + header.samples;
            if (header.alpha && header.profiled) bytes += kConverted;
        }
    }
    double shrunk = 0;  // 8 bits, and once more where it is turned; other fits' pictures are small
    if (target.fit == Fit::Tiles)
        shrunk = static_cast<double>(header.width) * static_cast<double>(header.height) * target.channels /
                 (target.tiling.scale * target.tiling.scale) * (header.orientation > 1 ? 2 : 1);
    // Anything above the limit is as good as more.
    return static_cast<int64_t>(std::min(pixels * bytes + shrunk + static_cast<double>(header.heldBytes), 1e15));
}

}  // namespace zscape
