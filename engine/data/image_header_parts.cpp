#include "engine/data/image_header_parts.h"

#include "engine/core/picture.h"
#include "engine/data/jpeg_segments.h"
#include "engine/data/number_type.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace zscape {

namespace {

/// An EXIF block is small; one that claims more is not read.
constexpr int64_t kExifLimit = 1 << 20;

int orientationAt(const HeaderBytes& bytes, int64_t offset, int64_t length) {
    if (length < 14 || length > kExifLimit) return 1;
    std::vector<uint8_t> block(static_cast<size_t>(length));
    block.resize(bytes.some(offset, block));
    return exifOrientation(block);
}

bool paletteIsGrey(const HeaderBytes& bytes, int64_t offset, int64_t length) {
    std::array<uint8_t, 768> palette{};
    const size_t got =
        bytes.some(offset, std::span(palette).first(static_cast<size_t>(std::min<int64_t>(length, 768))));
    for (size_t i = 0; i + 2 < got; i += 3)
        if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2]) return false;
    return true;
}

/// A product that says "too many" instead of running over.
int64_t productOf(std::initializer_list<int64_t> factors) {
    double product = 1;
    for (const int64_t factor : factors) product *= static_cast<double>(factor);
    return product < 1e15 ? static_cast<int64_t>(product) : int64_t{1'000'000'000'000'000};
}

/// All coefficients of a frame whose components begin at `at`: two bytes for each sample that is stored.
int64_t coefficientBytes(const HeaderBytes& bytes, int64_t at, int64_t components, const ImageHeader& header) {
    int64_t widest = 1, highest = 1, area = 0;
    for (int64_t i = 0; i < components; ++i) {
        const int64_t sampling = bytes.big(at + 3 * i + 1, 1), across = sampling >> 4, down = sampling & 15;
        widest = std::max(widest, across);
        highest = std::max(highest, down);
        area += across * down;
    }
    return productOf({(header.width + 7) / 8 * 8, (header.height + 7) / 8 * 8, area, 2}) / (widest * highest);
}

struct TiffTags {
    int64_t width = 0, height = 0, bits = 1, photometric = -1, samples = 1, rowsPerStrip = 0, tileWidth = 0,
            tileLength = 0, extra = 0, numbers = 1, compression = 1, planar = 1;
};

/// What TiffFile reads as it is stored; all else libtiff makes 8 bits of.
NumberFormat tiffNumbers(int64_t photometric, int64_t bits, int64_t format) {
    constexpr int64_t kWholes = 1, kSigned = 2, kFloating = 3, kUntold = 4;
    if (photometric > 2 || (bits != 8 && bits != 16 && bits != 32 && bits != 64)) return NumberFormat::UInt8;
    const int bytes = static_cast<int>(bits / 8);
    NumberType type;
    if (format == kWholes || format == kUntold || format == kSigned)
        type = {NumberType::Kind::Whole, bytes, format == kSigned};
    else if (format == kFloating && bytes > 1) type = {NumberType::Kind::Floating, bytes, true};
    const FileNumbers numbers = numbersOf(type);
    return numbers.isOfOneKind() ? numbers.format : NumberFormat::UInt8;
}

/// Of the first directory, the one that is decoded. libtiff takes the first of two equal tags and others take the last:
/// there must be one.
TiffTags readTiffTags(const HeaderBytes& bytes) {
    TiffTags tags;
    struct Known {
        int64_t tag = 0;
        int64_t* value = nullptr;
        const char* name = "";
        bool seen = false;
    };
    std::array<Known, 12> known{{{256, &tags.width, "ImageWidth"},
                                 {257, &tags.height, "ImageLength"},
                                 {258, &tags.bits, "BitsPerSample"},
                                 {259, &tags.compression, "Compression"},
                                 {262, &tags.photometric, "PhotometricInterpretation"},
                                 {277, &tags.samples, "SamplesPerPixel"},
                                 {278, &tags.rowsPerStrip, "RowsPerStrip"},
                                 {284, &tags.planar, "PlanarConfiguration"},
                                 {322, &tags.tileWidth, "TileWidth"},
                                 {323, &tags.tileLength, "TileLength"},
                                 {338, &tags.extra, "ExtraSamples"},
                                 {339, &tags.numbers, "SampleFormat"}}};
    const bool bigEndian = bytes.big(0, 1) == 'M';
    const bool wide = bytes.number(2, 2, bigEndian) == 43;  // BigTIFF
    const size_t word = wide ? 8 : 4;
    const int64_t directory = bytes.number(wide ? 8 : 4, word, bigEndian);
    const int64_t entries = bytes.number(directory, wide ? 8 : 2, bigEndian);
    if (entries < 0 || entries > 65535) bytes.fail();
    for (int64_t i = 0; i < entries; ++i) {
        const int64_t entry = directory + (wide ? 8 + 20 * i : 2 + 12 * i);
        const int64_t tag = bytes.number(entry, 2, bigEndian);
        const auto of = std::find_if(known.begin(), known.end(), [tag](const Known& one) { return one.tag == tag; });
        if (of == known.end()) continue;
        if (of->seen) bytes.failOver(of->name);
        of->seen = true;
        const int64_t type = bytes.number(entry + 2, 2, bigEndian);
        const int64_t count = bytes.number(entry + 4, word, bigEndian);
        const int64_t place = entry + 4 + static_cast<int64_t>(word);
        const size_t width = type == 1 ? 1 : type == 3 ? 2 : type == 4 ? 4 : type == 16 ? 8 : 0;
        // It is only for what is written, and libtiff takes it in signs as well.
        if (width == 0 && of->value == &tags.numbers) continue;
        if (width == 0) bytes.fail();
        if (count < 1) continue;
        // More values than fit beside the tag lie elsewhere; the first one tells enough.
        const bool elsewhere = count > static_cast<int64_t>(word / width);
        *of->value = bytes.number(elsewhere ? bytes.number(place, word, bigEndian) : place, width, bigEndian);
    }
    return tags;
}

}  // namespace

int exifOrientation(std::span<const uint8_t> block) {
    if (block.size() >= 6 && std::memcmp(block.data(), "Exif\0\0", 6) == 0) block = block.subspan(6);
    if (block.size() < 14) return 1;
    const bool bigEndian = block[0] == 'M';
    const auto number = [&](size_t at, size_t count) -> uint64_t {
        uint64_t value = 0;
        for (size_t i = 0; i < count; ++i) {
            const size_t k = at + (bigEndian ? i : count - 1 - i);
            value = value << 8 | (k < block.size() ? block[k] : 0);
        }
        return value;
    };
    if (number(2, 2) != 42) return 1;
    const size_t directory = number(4, 4);
    if (directory >= block.size()) return 1;
    const size_t entries = number(directory, 2);
    for (size_t i = 0; i < entries; ++i) {
        const size_t entry = directory + 2 + 12 * i;
        if (entry + 12 > block.size()) return 1;
        if (number(entry, 2) != 0x0112) continue;
        const uint64_t value = number(entry + 2, 2) == 4 ? number(entry + 8, 4) : number(entry + 8, 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

void readPngHeader(const HeaderBytes& bytes, ImageHeader& header) {
    if (bytes.big(12, 4) != 0x49484452) bytes.fail();  // IHDR comes first
    header.width = bytes.big(16, 4);
    header.height = bytes.big(20, 4);
    header.bitDepth = static_cast<int>(bytes.big(24, 1));
    const int64_t colourType = bytes.big(25, 1);
    header.interlaced = bytes.big(28, 1) != 0;
    header.grey = colourType == 0 || colourType == 4;
    header.alpha = colourType == 4 || colourType == 6;
    // The chunks before and after the pixels; a file that ends early is found when it is decoded.
    for (int64_t at = 33; !bytes.exhausted();) {
        std::array<uint8_t, 8> chunk{};
        if (bytes.some(at, chunk) != chunk.size()) break;
        const int64_t length = int64_t{chunk[0]} << 24 | int64_t{chunk[1]} << 16 | int64_t{chunk[2]} << 8 | chunk[3];
        const std::string_view type(reinterpret_cast<const char*>(chunk.data()) + 4, 4);
        if (type == "IEND") break;
        if (type == "tRNS") header.alpha = true;
        if (type == "iCCP" || type == "gAMA" || type == "cHRM" || type == "cICP") header.profiled = true;
        if (type == "PLTE" && colourType == 3) header.grey = paletteIsGrey(bytes, at + 8, length);
        if (type == "eXIf") header.orientation = orientationAt(bytes, at + 8, length);
        at += 12 + length;
    }
    header.samples = header.alpha ? 4 : colourType == 0 ? 1 : 3;
    header.heldBytes = productOf({header.width, 16});  // two rows as libpng reads them
}

void readJpegHeader(const HeaderBytes& bytes, ImageHeader& header) {
    const auto big = [&](int64_t at, size_t count) { return bytes.big(at, count); };
    for (int64_t next = 2;;) {
        const std::optional<JpegSegment> segment = jpegSegmentAt(next, big);
        if (!segment) bytes.fail();
        const int64_t at = segment->content;
        if (segment->isFrame()) {
            header.bitDepth = static_cast<int>(bytes.big(at, 1));
            header.height = bytes.big(at + 1, 2);
            header.width = bytes.big(at + 3, 2);
            const int64_t components = bytes.big(at + 5, 1), marker = segment->marker;
            header.grey = components == 1;
            header.samples = components == 1 ? 1 : components == 4 ? 4 : 3;
            header.progressive = marker == 0xC2 || marker == 0xC6 || marker == 0xCA || marker == 0xCE;
            if (header.progressive) header.heldBytes = coefficientBytes(bytes, at + 6, components, header);
            return;
        }
        if (!segment->goesOn()) bytes.fail();
        if (segment->marker == 0xE1 && segment->length > 16) {
            std::array<uint8_t, 6> tag{};
            bytes.all(at, tag);
            if (std::memcmp(tag.data(), "Exif\0\0", 6) == 0)
                header.orientation = orientationAt(bytes, at + 6, segment->length - 8);
        }
        next = segment->end();
    }
}

void readWebPHeader(const HeaderBytes& bytes, ImageHeader& header) {
    std::array<uint8_t, 4> type{};
    bytes.all(12, type);
    const std::string_view first(reinterpret_cast<const char*>(type.data()), 4);
    if (first == "VP8 ") {
        header.width = bytes.little(26, 2) & 0x3FFF;
        header.height = bytes.little(28, 2) & 0x3FFF;
        return;
    }
    if (first == "VP8L") {
        const int64_t bits = bytes.little(21, 4);
        header.width = (bits & 0x3FFF) + 1;
        header.height = ((bits >> 14) & 0x3FFF) + 1;
        header.alpha = (bits >> 28) & 1;
        header.samples = header.alpha ? 4 : 3;
        header.heldBytes = productOf({header.width, header.height, 4});  // lossless is decoded as a whole first
        return;
    }
    if (first != "VP8X") bytes.fail();
    const int64_t flags = bytes.little(20, 1);
    header.alpha = flags & 0x10;
    header.animated = flags & 0x02;
    header.profiled = flags & 0x20;
    header.width = bytes.little(24, 3) + 1;
    header.height = bytes.little(27, 3) + 1;
    header.samples = header.alpha ? 4 : 3;
    header.heldBytes = productOf({header.width, header.height, 4});
    if (header.animated) {
        // Its screen is transparent where no frame lies, and is held beside the frame and what a decoder holds of that.
        header.alpha = true;
        header.samples = 4;
        header.heldBytes *= 2;
    }
    if (!(flags & 0x08)) return;
    for (int64_t at = 30; !bytes.exhausted();) {
        std::array<uint8_t, 8> chunk{};
        if (bytes.some(at, chunk) != chunk.size()) return;
        const int64_t length = bytes.little(at + 4, 4);
        if (std::memcmp(chunk.data(), "EXIF", 4) == 0) {
            header.orientation = orientationAt(bytes, at + 8, length);
            return;
        }
        at += 8 + length + (length & 1);
    }
}

/// Of what is no stack of channels: colours and alpha.
constexpr int64_t kDecodedSamples = 4;

int tiffChannels(int64_t photometric, int64_t samples, bool alpha) {
    if (alpha) return 0;
    const bool grey = photometric == 0 || photometric == 1, colours = photometric == 2;
    const bool others = (grey && samples > 1) || (colours && samples > 4);
    // More than are read count as channels too: that is refused by their number.
    return others ? static_cast<int>(std::min<int64_t>(samples, UINT16_MAX)) : 0;
}

void readTiffHeader(const HeaderBytes& bytes, ImageHeader& header) {
    const TiffTags tags = readTiffTags(bytes);
    header.width = tags.width;
    header.height = tags.height;
    header.bitDepth = static_cast<int>(std::clamp<int64_t>(tags.bits, 1, 64));
    header.whiteIsZero = tags.photometric == 0;
    header.grey = header.whiteIsZero || tags.photometric == 1;
    header.alpha = tags.extra == 1 || tags.extra == 2;
    header.premultiplied = tags.extra == 1;
    header.profiled = true;
    header.numbers = tiffNumbers(tags.photometric, tags.bits, tags.numbers);
    if (tags.samples <= 0) bytes.fail();
    header.channels = tiffChannels(tags.photometric, tags.samples, header.alpha);
    header.samples = static_cast<int>(std::clamp<int64_t>(tags.samples, header.grey ? 1 : 3, kDecodedSamples));
    if (header.channels > 0) header.samples = std::min(header.channels, kMostChannels);
    header.four = tags.photometric == 2 && tags.samples == 4;
    const bool tiled = tags.tileWidth > 0 && tags.tileLength > 0;
    const int64_t rows = tags.rowsPerStrip > 0 ? std::min(tags.rowsPerStrip, tags.height) : tags.height;
    // libtiff decodes a strip or a tile as stored and converts it to 8-bit RGBA.
    const int64_t samplesBytes = 4 + tags.samples * ((header.bitDepth + 7) / 8);
    header.heldBytes = tiled ? productOf({tags.tileWidth, tags.tileLength, samplesBytes})
                             : productOf({tags.width, rows, samplesBytes});
    layTiffBands({tags.width, tags.height, tiled ? tags.tileLength : rows, tiled, tags.planar == 2, tags.photometric,
                  tags.samples, tags.bits, tags.numbers, tags.compression},
                 header);
}

void layTiffBands(const TiffLayout& layout, ImageHeader& header) {
    // Pieces of no more are decoded as a whole.
    constexpr int64_t kTallPiece = int64_t{16} << 20;
    // None, of which libtiff itself cuts one strip into many, LZW, Deflate by two numbers, LZMA, PackBits and
    // Zstandard, which it gives row by row.
    constexpr int64_t kNone = 1;
    constexpr std::array<int64_t, 7> kByRows{kNone, 5, 8, 32946, 34925, 32773, 50000};
    const bool stored = layout.photometric >= 0 && layout.photometric <= 2 && layout.bits >= 8 &&
                        (layout.bits == 8 || layout.bits == 16 || layout.bits == 32 || layout.bits == 64);
    const bool byRows = std::find(kByRows.begin(), kByRows.end(), layout.compression) != kByRows.end();
    const int64_t rows = std::clamp<int64_t>(layout.pieceRows, 1, std::max<int64_t>(layout.height, 1));
    const bool tall = productOf({layout.width, rows, layout.samples, layout.bits / 8}) > kTallPiece;
    const bool apart = layout.planar && layout.samples > 1;
    const bool plain = layout.compression == kNone;
    const bool single = !layout.tiled && tall && stored && byRows && !apart && (!plain || rows >= layout.height);
    header.bandRows = single ? 1 : rows;
    header.rowsInOrder = single && !plain;
}

void readBmpHeader(const HeaderBytes& bytes, ImageHeader& header) {
    const int64_t length = bytes.little(14, 4);
    if (length == 12) {
        header.width = bytes.little(18, 2);
        header.height = bytes.little(20, 2);
        return;
    }
    header.width = static_cast<int32_t>(bytes.little(18, 4));
    header.height = std::abs(static_cast<int64_t>(static_cast<int32_t>(bytes.little(22, 4))));
    const int64_t bits = bytes.little(28, 2);
    header.samples = bits == 32 ? 4 : 3;
    // The fourth byte of a 32-bit pixel is rubbish in most BMP files: it counts only where a mask names it.
    const bool masks = bytes.little(30, 4) == 3;
    header.alpha = masks && length >= 56 && bits == 32 && bytes.little(66, 4) != 0;
}

void readPnmHeader(const HeaderBytes& bytes, ImageHeader& header) {
    const int64_t kind = bytes.big(1, 1) - '0';
    const bool bitmap = kind == 1 || kind == 4;
    header.grey = kind != 3 && kind != 6;
    header.samples = header.grey ? 1 : 3;
    std::array<int64_t, 3> numbers{0, 0, 1};
    int64_t at = 2;
    for (size_t i = 0; i < (bitmap ? 2u : 3u); ++i) {
        int64_t c = bytes.big(at, 1);
        while (c == '#' || c == ' ' || (c >= 9 && c <= 13)) {
            // A remark ends where OpenCV lets it end, or the numbers after it would be others.
            if (c == '#')
                while (c != '\n' && c != '\r') c = bytes.big(++at, 1);
            c = bytes.big(++at, 1);
        }
        int64_t value = 0;
        if (c < '0' || c > '9') bytes.fail();
        for (; c >= '0' && c <= '9'; c = bytes.big(++at, 1)) {
            value = value * 10 + (c - '0');
            if (value > INT32_MAX) bytes.fail();
        }
        numbers[i] = value;
    }
    header.width = numbers[0];
    header.height = numbers[1];
    if (numbers[2] < 1 || numbers[2] > 65535) bytes.fail();
    header.bitDepth = bitmap ? 1 : numbers[2] > 255 ? 16 : 8;
    // OpenCV scales bitmaps and 8-bit numbers written as text to 255 by itself, and nothing else.
    const bool scaled = bitmap || (kind <= 3 && numbers[2] <= 255);
    header.maximum = scaled ? 255 : static_cast<int>(numbers[2]);
}

}  // namespace zscape
