#include "engine/data/decoding_cost.h"

#include "engine/data/decoding_room.h"

#include <algorithm>
#include <numeric>

namespace zscape {

namespace {

constexpr int kMostReduced = 8;

/// Of a TIFF; what takes no more is decoded as a whole.
constexpr double kMostAtOnce = 64 << 20;

/// What there is above it is as good as more.
int64_t bounded(double bytes) { return static_cast<int64_t>(std::min(bytes, 1e15)); }

double pixelsOf(const ImageHeader& header) {
    return static_cast<double>(header.width) * static_cast<double>(header.height);
}

/// As they are stored.
int64_t bytesOfRow(const ImageHeader& header) {
    const int64_t stored = int64_t{header.samples} * ((header.bitDepth + 7) / 8);
    return std::min<int64_t>(header.width, INT32_MAX) * stored;
}

/// Whether not all of it is decoded together.
bool hasBands(const ImageHeader& header) {
    return header.format == ImageFormat::Tiff && header.bandRows > 0 && header.bandRows < header.height;
}

double bytesOfPixel(const ImageHeader& header, const Target& target);

double wholeBytes(const ImageHeader& header, const Target& target) {
    double pixels = pixelsOf(header);
    if (header.format == ImageFormat::Jpeg) {
        const int factor = reduction(header, target);
        pixels /= factor * factor;
    }
    return pixels * bytesOfPixel(header, target) + static_cast<double>(header.heldBytes);
}

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

namespace {

double bytesOfPixel(const ImageHeader& header, const Target& target) {
    constexpr int kConverted = 6;  // a pixel without its alpha, before and afterwards
    switch (header.format) {
        case ImageFormat::Jpeg:
        case ImageFormat::Gif: return header.samples;
        case ImageFormat::Png:
            if (target.range.kind == ValueRange::Kind::Full) {
                // A profile's colours are converted before the background comes.
                if (header.alpha && header.profiled) return 4 * (header.bitDepth > 8 ? 3 : 1) + kConverted;
                // 16 bits become 8 while they are read, and so does alpha, but for interlaced ones
                return !header.alpha ? header.samples : header.interlaced ? 4 + 3 : 3;
            }
            break;
        default: break;
    }
    if (header.channels > 0) {
        // As stored, of a depth that is resized, and that once more, channel by channel.
        return header.samples * (header.bitDepth > 32 ? 24 : header.bitDepth > 16 ? 20 : header.bitDepth > 8 ? 10 : 5);
    }
    const int deep = header.bitDepth > 32 ? 8 : header.bitDepth > 16 ? 4 : header.bitDepth > 8 ? 2 : 1;
    double bytes = header.samples * deep + (deep > 1 ? header.samples : 0) + (header.samples == 4 ? 3 : 0);
    // Colours by the range and alpha by itself: a plane each, and all of them together again.
    const bool parted = header.samples == 4 && (deep > 1 || target.range.kind != ValueRange::Kind::Full);
    if (parted) bytes += header.samples * deep + header.samples;
    if (header.alpha && header.profiled) bytes += kConverted;
    return bytes;
}

}  // namespace

bool readsBands(const ImageHeader& header, const Target& target) {
    return hasBands(header) && wholeBytes(header, target) > kMostAtOnce;
}

int64_t rowsTogether(const ImageHeader& header, int64_t bandBytes) {
    const int64_t pieces = bandBytes / std::max<int64_t>(1, bytesOfRow(header) * header.bandRows);
    return std::min(header.height, std::max<int64_t>(1, pieces) * header.bandRows);
}

bool cutsInBands(const ImageHeader& header, const Target& target) {
    return hasBands(header) && !header.rowsInOrder && bytesOfBand(header, target) <= kPictureLimit;
}

int64_t bytesOfBand(const ImageHeader& header, const Target& target) {
    // Rows wait until there are enough of them for one of what is made: they and those that came last, and both again
    // when they are laid together.
    const int64_t step = target.fit == Fit::Tiles ? target.tiling.scale : header.seenHeight() / target.size + 1;
    const double rows = 2 * static_cast<double>(rowsTogether(header, kBandBytes)) + 2 * static_cast<double>(step);
    const double pixels = static_cast<double>(header.width) * std::min(rows, 2 * static_cast<double>(header.height));
    // A strip whose rows come one after another is never held.
    const int64_t held = header.bandRows == 1 ? bytesOfRow(header) : header.heldBytes;
    // What libtiff converts is four bytes a pixel first.
    return bounded(pixels * (bytesOfPixel(header, target) + 4) + static_cast<double>(held));
}

int64_t bytesToDecode(const ImageHeader& header, const Target& target) {
    double shrunk = 0;  // 8 bits, and once more where it is turned; other fits' pictures are small
    if (target.fit == Fit::Tiles)
        shrunk = pixelsOf(header) * target.channels / (target.tiling.scale * target.tiling.scale) *
                 (header.orientation > 1 ? 2 : 1);
    if (readsBands(header, target)) return bounded(static_cast<double>(bytesOfBand(header, target)) + shrunk);
    return bounded(wholeBytes(header, target) + shrunk);
}

}  // namespace zscape
