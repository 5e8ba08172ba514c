#pragma once

#include "engine/data/image_header.h"

#include <cstdint>
#include <span>
#include <vector>

namespace zscape {

/// No header needs more bytes than these, fill bytes and comments among them, ...
constexpr int64_t kHeaderReach = int64_t{4} << 20;
/// ... or is spread over more places.
constexpr int kHeaderPlaces = 4096;

/// Reads numbers out of a header, block by block; a header that is cut off or goes on for ever is an error with the
/// file's name in it.
class HeaderBytes {
public:
    HeaderBytes(const ByteReader& read, const std::filesystem::path& name) : read_(read), name_(name) {}

    void setFormat(ImageFormat format) { format_ = format; }
    [[noreturn]] void fail() const;
    [[noreturn]] void failOver(const char* tag) const;

    /// Whether it was looked at as far as one may: nothing more can be read.
    bool exhausted() const { return fetchedBytes_ >= kHeaderReach || places_ >= kHeaderPlaces; }
    /// What there is, up to `into.size()` bytes. \throws Error when exhausted()
    size_t some(int64_t offset, std::span<uint8_t> into) const;
    void all(int64_t offset, std::span<uint8_t> into) const {
        if (some(offset, into) != into.size()) fail();
    }
    int64_t big(int64_t offset, size_t count) const { return number(offset, count, true); }
    int64_t little(int64_t offset, size_t count) const { return number(offset, count, false); }
    int64_t number(int64_t offset, size_t count, bool bigEndian) const;

private:
    void fetch(int64_t offset, size_t atLeast) const;

    const ByteReader& read_;
    const std::filesystem::path& name_;
    ImageFormat format_ = ImageFormat::None;
    // The block that was read last, and how much was read in all. A header is one thread's.
    mutable std::vector<uint8_t> block_;
    mutable int64_t blockAt_ = 0;
    mutable size_t blockBytes_ = 0;
    mutable int64_t fetchedBytes_ = 0;
    mutable int places_ = 0;
};

void readPngHeader(const HeaderBytes& bytes, ImageHeader& header);
void readJpegHeader(const HeaderBytes& bytes, ImageHeader& header);
void readWebPHeader(const HeaderBytes& bytes, ImageHeader& header);
void readTiffHeader(const HeaderBytes& bytes, ImageHeader& header);
/// ImageHeader::channels of a TIFF with so many samples a pixel. \param alpha one of them is
int tiffChannels(int64_t photometric, int64_t samples, bool alpha);
/// How the pixels of a TIFF lie in its strips or tiles, by its tags.
struct TiffLayout {
    int64_t width = 0, height = 0;
    int64_t pieceRows = 0;  ///< of a strip or a tile
    bool tiled = false, planar = false;
    int64_t photometric = 0, samples = 1, bits = 1, format = 1, compression = 1;
};
/// ImageHeader::bandRows and rowsInOrder.
void layTiffBands(const TiffLayout& layout, ImageHeader& header);
void readBmpHeader(const HeaderBytes& bytes, ImageHeader& header);
void readPnmHeader(const HeaderBytes& bytes, ImageHeader& header);
/// HEIC and AVIF: of the primary picture; which of the two it is is put into the header.
/// \throws Error "image.kind" for a sequence that has none
void readHeifHeader(const HeaderBytes& bytes, ImageHeader& header, const std::filesystem::path& name);

}  // namespace zscape
