#include "engine/data/image_header.h"

#include "engine/core/paths.h"
#include "engine/data/file_io.h"
#include "engine/data/image_header_parts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace zscape {

namespace {

bool startsWith(std::span<const uint8_t> bytes, std::string_view magic) {
    return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

bool isSpace(uint8_t c) { return c == ' ' || (c >= 9 && c <= 13); }

bool looksLikeBmp(std::span<const uint8_t> bytes) {
    if (!startsWith(bytes, "BM") || bytes.size() < 16) return false;
    static constexpr std::array<uint8_t, 8> kHeaderSizes{12, 16, 40, 52, 56, 64, 108, 124};
    return bytes[15] == 0 && std::count(kHeaderSizes.begin(), kHeaderSizes.end(), bytes[14]) > 0;
}

/// Of the ISO base media file format: a sequence of pictures may have a still one beside it.
constexpr std::array<std::string_view, 11> kHeicBrands{"heic", "heix", "heim", "heis", "hevc", "hevx",
                                                       "hevm", "hevs", "mif1", "msf1", "miaf"};
constexpr std::array<std::string_view, 2> kAvifBrands{"avif", "avis"};

/// Small letters; empty where there is none, or a long one.
std::string shortEndingOf(std::string_view name) {
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot > 6) return {};
    std::string ending(name.substr(dot + 1));
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return ending;
}

constexpr std::array<std::string_view, 22> kReadable{"png",  "apng", "jpg",   "jpeg",  "jpe",  "jfif", "webp", "tif",
                                                     "tiff", "bmp",  "dib",   "gif",   "ppm",  "pgm",  "pbm",  "heic",
                                                     "heif", "hif",  "heics", "heifs", "avif", "avifs"};
constexpr std::array<std::string_view, 24> kUnsupported{"jxl", "jp2", "j2k", "jpx", "svg", "psd", "xcf", "exr",
                                                        "hdr", "ico", "tga", "pcx", "dds", "cr2", "cr3", "nef",
                                                        "arw", "dng", "orf", "rw2", "raf", "pef", "srw", "qoi"};

}  // namespace

const char* formatName(ImageFormat format) {
    switch (format) {
        case ImageFormat::Png: return "PNG";
        case ImageFormat::Jpeg: return "JPEG";
        case ImageFormat::WebP: return "WebP";
        case ImageFormat::Tiff: return "TIFF";
        case ImageFormat::Bmp: return "BMP";
        case ImageFormat::Gif: return "GIF";
        case ImageFormat::Pnm: return "PNM";
        case ImageFormat::Heic: return "HEIC";
        case ImageFormat::Avif: return "AVIF";
        case ImageFormat::None: break;
    }
    return "no image";
}

ImageFormat formatOf(std::span<const uint8_t> bytes) {
    if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return ImageFormat::Png;
    if (startsWith(bytes, "\xFF\xD8\xFF")) return ImageFormat::Jpeg;
    if (startsWith(bytes, "RIFF") && bytes.size() >= 12 && startsWith(bytes.subspan(8), "WEBP"))
        return ImageFormat::WebP;
    for (const std::string_view magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                         std::string_view("II+\0", 4), std::string_view("MM\0+", 4)})
        if (startsWith(bytes, magic)) return ImageFormat::Tiff;
    if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return ImageFormat::Gif;
    if (looksLikeBmp(bytes)) return ImageFormat::Bmp;
    if (bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
        (isSpace(bytes[2]) || bytes[2] == '#'))
        return ImageFormat::Pnm;
    if (bytes.size() >= 12 && startsWith(bytes.subspan(4), "ftyp")) {
        const std::string_view brand(reinterpret_cast<const char*>(bytes.data()) + 8, 4);
        if (std::count(kHeicBrands.begin(), kHeicBrands.end(), brand) > 0) return ImageFormat::Heic;
        if (std::count(kAvifBrands.begin(), kAvifBrands.end(), brand) > 0) return ImageFormat::Avif;
    }
    return ImageFormat::None;
}

ByteReader readerOf(std::span<const uint8_t> bytes) {
    return [bytes](int64_t offset, std::span<uint8_t> into) -> size_t {
        const std::span<const uint8_t> rest = bytes.subspan(std::min(static_cast<size_t>(offset), bytes.size()));
        const size_t count = std::min(into.size(), rest.size());
        if (count > 0) std::memcpy(into.data(), rest.data(), count);
        return count;
    };
}

ImageHeader readImageHeader(const ByteReader& read, const std::filesystem::path& name) {
    HeaderBytes bytes(read, name);
    std::array<uint8_t, 16> first{};
    const size_t got = bytes.some(0, first);
    ImageHeader header;
    header.format = formatOf(std::span(first).first(got));
    bytes.setFormat(header.format);
    switch (header.format) {
        case ImageFormat::Png: readPngHeader(bytes, header); break;
        case ImageFormat::Jpeg: readJpegHeader(bytes, header); break;
        case ImageFormat::WebP: readWebPHeader(bytes, header); break;
        case ImageFormat::Tiff: readTiffHeader(bytes, header); break;
        case ImageFormat::Bmp: readBmpHeader(bytes, header); break;
        case ImageFormat::Gif:
            header.width = bytes.little(6, 2);
            header.height = bytes.little(8, 2);
            header.alpha = true;
            break;
        case ImageFormat::Pnm: readPnmHeader(bytes, header); break;
        case ImageFormat::Heic:
        case ImageFormat::Avif: readHeifHeader(bytes, header, name); break;
        case ImageFormat::None: return header;
    }
    // No format's picture is longer; beyond, the number of its pixels would be none.
    constexpr int64_t kLongestSide = INT32_MAX;
    if (header.width <= 0 || header.height <= 0 || header.width > kLongestSide || header.height > kLongestSide)
        bytes.fail();
    return header;
}

bool mayBePicture(const std::filesystem::path& file) {
    try {
        const FileHandle handle = openForReading(file);
        std::array<uint8_t, 16> first{};
        return formatOf(std::span(first).first(readAt(handle, 0, first, file))) != ImageFormat::None;
    } catch (const Error& error) {
        return !isAboutContent(error);
    }
}

ImageHeader readImageHeader(const std::filesystem::path& file) {
    const FileHandle handle = openForReading(file);
    return readImageHeader([&](int64_t offset, std::span<uint8_t> into) { return readAt(handle, offset, into, file); },
                           file);
}

JpegOutline jpegOutline(std::span<const uint8_t> bytes) {
    JpegOutline outline;
    size_t i = 2;
    const auto at = [&](size_t k) -> uint8_t { return k < bytes.size() ? bytes[k] : 0; };
    while (i + 1 < bytes.size()) {
        if (bytes[i] != 0xFF) {  // entropy-coded data, or rubbish that libjpeg skips as well
            const void* next = std::memchr(bytes.data() + i, 0xFF, bytes.size() - i);
            if (!next) return outline;
            i = static_cast<size_t>(static_cast<const uint8_t*>(next) - bytes.data());
            continue;
        }
        const uint8_t marker = bytes[i + 1];
        if (marker == 0xD9) {
            outline.whole = true;
            return outline;
        }
        if (marker == 0xFF) {
            ++i;
        } else if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            i += 2;  // a stuffed zero, a restart
        } else {
            if (marker == 0xDA) ++outline.scans;
            const size_t length = size_t{at(i + 2)} << 8 | at(i + 3);
            i += 2 + std::max<size_t>(length, 2);
        }
    }
    return outline;
}

bool isTiffName(std::string_view name) {
    const std::string ending = shortEndingOf(name);
    return ending == "tif" || ending == "tiff";
}

bool isWebPName(std::string_view name) { return shortEndingOf(name) == "webp"; }

NameKind kindOfName(std::string_view name) {
    const std::string ending = shortEndingOf(name);
    if (ending.empty()) return NameKind::Unknown;
    if (std::count(kReadable.begin(), kReadable.end(), ending) || ending == "pnm") return NameKind::Readable;
    if (std::count(kUnsupported.begin(), kUnsupported.end(), ending)) return NameKind::Unsupported;
    return NameKind::Unknown;
}

}  // namespace zscape
