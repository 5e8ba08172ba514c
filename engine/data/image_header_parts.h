#pragma once

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/image_header.h"

#include <array>
#include <cstdint>
#include <span>

namespace zscape {

/// Reads numbers out of a header; a header that is cut off is an error with the file's name in it.
class HeaderBytes {
public:
    HeaderBytes(const ByteReader& read, const std::filesystem::path& name, ImageFormat format) : read_(read), name_(name), format_(format) {}

    [[noreturn]] void fail() const {
        throw Error("image.header", "%1 is damaged: its %2 header is cut off or makes no sense.", {displayName(name_), formatName(format_)});
    }
    /// What there is, up to `into.size()` bytes.
    size_t some(int64_t offset, std::span<uint8_t> into) const { return offset < 0 || offset > (int64_t{1} << 60) ? 0 : read_(offset, into); }
    void all(int64_t offset, std::span<uint8_t> into) const {
        if (some(offset, into) != into.size()) fail();
    }
    int64_t big(int64_t offset, size_t count) const { return number(offset, count, true); }
    int64_t little(int64_t offset, size_t count) const { return number(offset, count, false); }
    int64_t number(int64_t offset, size_t count, bool bigEndian) const {
        std::array<uint8_t, 8> raw{};
        all(offset, std::span(raw).first(count));
        uint64_t value = 0;
        for (size_t i = 0; i < count; ++i) value |= uint64_t{raw[i]} << (8 * (bigEndian ? count - 1 - i : i));
        return static_cast<int64_t>(value);
    }

private:
    const ByteReader& read_;
    const std::filesystem::path& name_;
    ImageFormat format_;
};

void readPngHeader(const HeaderBytes& bytes, ImageHeader& header);
void readJpegHeader(const HeaderBytes& bytes, ImageHeader& header);
void readWebPHeader(const HeaderBytes& bytes, ImageHeader& header);
void readTiffHeader(const HeaderBytes& bytes, ImageHeader& header);
void readBmpHeader(const HeaderBytes& bytes, ImageHeader& header);
void readPnmHeader(const HeaderBytes& bytes, ImageHeader& header);

}  // namespace zscape
