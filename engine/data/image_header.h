#pragma once

#include "engine/data/file_numbers.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

namespace zscape {

/// The formats that are taken. What a file's name says does not matter.
enum class ImageFormat { None, Png, Jpeg, WebP, Tiff, Bmp, Gif, Pnm, Heic, Avif };

/// English, for sentences: "PNG".
const char* formatName(ImageFormat format);

/// Reads bytes at an offset; returns how many there were.
using ByteReader = std::function<size_t(int64_t offset, std::span<uint8_t> into)>;

/// Of bytes that lie in memory, and outlive it.
ByteReader readerOf(std::span<const uint8_t> bytes);

/// What a file says about its picture before any of it is decoded.
struct ImageHeader {
    ImageFormat format = ImageFormat::None;
    int64_t width = 0;  ///< pixels as stored, before the EXIF turn; for GIF the whole screen, for HEIC as decoded
    int64_t height = 0;
    bool grey = false;           ///< no colour in it, by its header
    bool alpha = false;          ///< its alpha counts
    bool premultiplied = false;  ///< colours as decoded are multiplied by alpha already
    bool whiteIsZero = false;    ///< TIFF: the sample 0 is white
    bool animated = false;       ///< WebP: its pictures are frames
    int bitDepth = 8;            ///< bits of one sample
    int samples = 3;             ///< of one pixel as it is decoded, alpha among them
    int channels = 0;            ///< TIFF: of its pictures, where they are neither grey nor colours; else 0
    bool four = false;           ///< TIFF: colours with a fourth sample, which channels=4 takes like the others
    bool profiled = false;       ///< it may say what its colours are
    bool interlaced = false;     ///< PNG: rows are complete only at the end
    bool progressive = false;    ///< JPEG: all coefficients are held until the last scan
    int64_t heldBytes = 0;  ///< what a decoder holds beside the pixels: a JPEG's coefficients, a TIFF's largest strip
                            ///< or tile, HEIC's planes
    int64_t bandRows = 0;   ///< TIFF: how many rows are decoded together, at least: as many as a strip or a tile has, 1
                            ///< where they come one after another, the height where all of them are one piece
    bool rowsInOrder = false;                    ///< TIFF: none of them is found but behind those before it
    int maximum = 0;                             ///< PNM, HEIC: the sample that is white as it is decoded; 0 elsewhere
    NumberFormat numbers = NumberFormat::UInt8;  ///< TIFF: what a sample is as it is decoded
    int orientation = 1;                         ///< EXIF 1 to 8; 1 where the decoder turns by itself (TIFF, HEIC)

    int64_t pixels() const { return width * height; }
    /// Width and height as seen, after the EXIF turn.
    int64_t seenWidth() const { return orientation >= 5 ? height : width; }
    int64_t seenHeight() const { return orientation >= 5 ? width : height; }
};

/// By the first bytes, of which so many are enough.
constexpr size_t kFormatReach = 16;
ImageFormat formatOf(std::span<const uint8_t> firstBytes);
/// Whether a file begins as one of the formats does; true also where it cannot be read at this moment, for it may be
/// one, and is told when its turn comes.
bool mayBePicture(const std::filesystem::path& file);

/// Reads sizes, depth, alpha and EXIF orientation; follows chunks, markers and directories without decoding.
/// `name` is for the sentence.
/// \returns format None when it is none of the formats
/// \throws Error "image.header" when the header is damaged, cut off or longer than any should be: it is looked at in
/// blocks, and no further than kHeaderReach bytes
ImageHeader readImageHeader(const ByteReader& read, const std::filesystem::path& name);
ImageHeader readImageHeader(const std::filesystem::path& file);

/// The orientation tag of an EXIF block (which is a small TIFF); 1 when there is none.
int exifOrientation(std::span<const uint8_t> block);

/// What the markers of a JPEG say from its beginning to its end.
struct JpegOutline {
    bool whole = false;  ///< the end marker is there: libjpeg fills a picture that was cut off with grey
    int64_t scans = 0;   ///< passes over the picture
};
JpegOutline jpegOutline(std::span<const uint8_t> bytes);

/// Whether the name ends as those of TIFFs, whose pages are pictures.
bool isTiffName(std::string_view name);
bool isWebPName(std::string_view name);

/// By the name's ending: an image that can be read, one that cannot (PSD, RAW ...), or nothing known.
enum class NameKind { Readable, Unsupported, Unknown };
NameKind kindOfName(std::string_view name);

}  // namespace zscape
