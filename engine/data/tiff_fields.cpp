#include "engine/data/tiff_fields.h"

#include "engine/data/image_header_parts.h"

#include <algorithm>
#include <span>

namespace zscape {

namespace {

/// A field that libtiff does not know, of as many numbers as the file says, if they are of `type`; else nothing.
/// libtiff's own memory, which another page lets go.
template <class Value>
std::span<const Value> unknownField(TIFF* tiff, uint32_t tag, TIFFDataType type) {
    const TIFFField* field = TIFFFindField(tiff, tag, TIFF_ANY);
    if (!field || TIFFFieldDataType(field) != type || TIFFFieldReadCount(field) != TIFF_VARIABLE2) return {};
    uint32_t count = 0;
    const Value* values = nullptr;
    if (TIFFGetField(tiff, tag, &count, &values) != 1 || !values) return {};
    return {values, count};
}

}  // namespace

uint16_t extraSample(TIFF* tiff) {
    uint16_t count = 0;
    uint16_t* kinds = nullptr;
    if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) != 1 || count == 0) return 0;
    return kinds[0];
}

NumberType sampleType(TIFF* tiff) {
    const auto bits = fieldOf<uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE);
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64) return {};
    const int bytes = bits / 8;
    switch (fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT)) {
        case SAMPLEFORMAT_UINT:
        case SAMPLEFORMAT_VOID: return {NumberType::Kind::Whole, bytes};
        case SAMPLEFORMAT_INT: return {NumberType::Kind::Whole, bytes, true};
        case SAMPLEFORMAT_IEEEFP: return bytes > 1 ? NumberType{NumberType::Kind::Floating, bytes, true} : NumberType{};
        default: return {};
    }
}

bool isTakenAsStored(TIFF* tiff) {
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    const bool plain = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ||
                       photometric == PHOTOMETRIC_RGB;
    return plain && sampleType(tiff).bytes > 0;
}

ImageHeader tiffHeader(TIFF* tiff) {
    ImageHeader header;
    header.format = ImageFormat::Tiff;
    header.width = fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH);
    header.height = fieldOf<uint32_t>(tiff, TIFFTAG_IMAGELENGTH);
    header.bitDepth = std::clamp<int>(fieldOf<uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE), 1, 64);
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    header.whiteIsZero = photometric == PHOTOMETRIC_MINISWHITE;
    header.grey = header.whiteIsZero || photometric == PHOTOMETRIC_MINISBLACK;
    header.alpha = extraSample(tiff) != 0;
    header.premultiplied = extraSample(tiff) == EXTRASAMPLE_ASSOCALPHA;
    header.profiled = true;
    const int samples = fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL);
    header.channels = tiffChannels(photometric, samples, header.alpha);
    header.samples = header.channels > 0 ? std::min(header.channels, kMostChannels)
                                         : std::clamp<int>(samples, header.grey ? 1 : 3, 4);
    header.four = photometric == PHOTOMETRIC_RGB && samples == 4;
    const bool tiled = TIFFIsTiled(tiff) != 0;
    const uint64_t piece = tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
    header.heldBytes = static_cast<int64_t>(std::min<uint64_t>(piece, INT64_MAX));
    layTiffBands(
        {header.width, header.height, fieldOf<uint32_t>(tiff, tiled ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP), tiled,
         fieldOf<uint16_t>(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE, photometric, samples, header.bitDepth,
         fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT), fieldOf<uint16_t>(tiff, TIFFTAG_COMPRESSION)},
        header);
    header.numbers = isTakenAsStored(tiff) ? numbersOf(sampleType(tiff)).format : NumberFormat::UInt8;
    return header;
}

int tiffHeight(TIFF* tiff) { return static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGELENGTH)); }

int tiffOrientation(TIFF* tiff) {
    const auto orientation = fieldOf<uint16_t>(tiff, TIFFTAG_ORIENTATION);
    return orientation >= ORIENTATION_TOPLEFT && orientation <= ORIENTATION_LEFTBOT ? orientation : 1;
}

ColourProfile tiffProfile(TIFF* tiff) {
    ColourProfile profile;
    uint32_t count = 0;
    const void* bytes = nullptr;
    if (TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &count, &bytes) != 1 || !bytes) return profile;
    const auto* first = static_cast<const uint8_t*>(bytes);
    profile.icc.assign(first, first + count);
    return profile;
}

PixelSize tiffResolution(TIFF* tiff) {
    PixelSize size;
    float across = 0, down = 0;
    if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &across) == 1 && TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &down) == 1) {
        size.across = across;
        size.down = down;
    }
    const auto unit = fieldOf<uint16_t>(tiff, TIFFTAG_RESOLUTIONUNIT);
    size.unit = unit == RESUNIT_INCH         ? PixelSize::Unit::Inch
                : unit == RESUNIT_CENTIMETER ? PixelSize::Unit::Centimetre
                                             : PixelSize::Unit::None;
    return size;
}

std::string tiffDescription(TIFF* tiff) {
    const char* text = nullptr;
    // libtiff's own memory, which another page lets go.
    return TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) == 1 && text ? text : "";
}

ImageJNotes tiffImageJNotes(TIFF* tiff) {
    constexpr uint32_t kCounts = 50838, kBytes = 50839;
    return imageJNotesFrom(unknownField<uint32_t>(tiff, kCounts, TIFF_LONG),
                           unknownField<uint8_t>(tiff, kBytes, TIFF_BYTE), TIFFIsBigEndian(tiff) != 0);
}

}  // namespace zscape
