#include "engine/data/tiff_file.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/decoding_room.h"
#include "engine/data/number_type.h"
#include "engine/data/squaring.h"

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <opencv2/core.hpp>
#include <string_view>
#include <utility>

#include <tiffio.h>

namespace zscape {

namespace {

/// A field with libtiff's default where the file has none.
template <class Value>
Value fieldOf(TIFF* tiff, uint32_t tag) {
    Value value{};
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

/// What an extra sample is: 0 nothing known, 1 alpha that colours are multiplied by, 2 alpha.
uint16_t extraSample(TIFF* tiff) {
    uint16_t count = 0;
    uint16_t* kinds = nullptr;
    if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) != 1 || count == 0) return 0;
    return kinds[0];
}

NumberType typeOf(TIFF* tiff) {
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

/// How many channels the pages of a stack are of, as ImageJ ("channels=2") or OME-XML (SizeC="2") write it beside the
/// first page; 1 where nothing is said.
int64_t channelsSaid(TIFF* tiff) {
    const char* text = nullptr;
    if (TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) != 1 || !text) return 1;
    const std::string_view description(text);
    const bool imageJ = description.starts_with("ImageJ=");
    const std::string_view key = imageJ ? "\nchannels=" : " SizeC=\"";
    const size_t at = description.find(key);
    if (at == std::string_view::npos || (!imageJ && description.find("<OME") == std::string_view::npos)) return 1;
    int64_t channels = 1;
    std::from_chars(description.data() + at + key.size(), description.data() + description.size(), channels);
    return channels;
}

/// Red and blue change places, of any depth.
cv::Mat withRedLast(const cv::Mat& picture) {
    if (picture.channels() < 3) return picture;
    cv::Mat result(picture.rows, picture.cols, picture.type());
    const std::vector<int> places =
        picture.channels() == 4 ? std::vector<int>{0, 2, 1, 1, 2, 0, 3, 3} : std::vector<int>{0, 2, 1, 1, 2, 0};
    cv::mixChannels(&picture, 1, &result, 1, places.data(), places.size() / 2);
    return result;
}

/// Grey and alpha as blue, green, red and alpha.
cv::Mat greyWithAlpha(const cv::Mat& picture) {
    cv::Mat result(picture.rows, picture.cols, CV_MAKETYPE(picture.depth(), 4));
    const int places[] = {0, 0, 0, 1, 0, 2, 1, 3};
    cv::mixChannels(&picture, 1, &result, 1, places, 4);
    return result;
}

}  // namespace

/// libtiff is C: no exception passes through it.
struct TiffFile::Calls {
    static TiffFile& of(thandle_t handle) { return *static_cast<TiffFile*>(handle); }

    static tmsize_t read(thandle_t handle, void* into, tmsize_t count) {
        TiffFile& file = of(handle);
        try {
            const auto wanted = static_cast<size_t>(std::clamp<int64_t>(file.bytes_ - file.at_, 0, count));
            const size_t got = file.read_(file.at_, std::span(static_cast<uint8_t*>(into), wanted));
            file.at_ += static_cast<int64_t>(got);
            return static_cast<tmsize_t>(got);
        } catch (...) {
            file.failure_ = std::current_exception();
            return -1;
        }
    }
    static tmsize_t write(thandle_t, void*, tmsize_t) { return -1; }
    static toff_t seek(thandle_t handle, toff_t offset, int whence) {
        TiffFile& file = of(handle);
        const int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.at_ : file.bytes_;
        file.at_ =
            std::clamp<int64_t>(from + static_cast<int64_t>(std::min<toff_t>(offset, INT64_MAX / 2)), 0, INT64_MAX / 2);
        return static_cast<toff_t>(file.at_);
    }
    static int close(thandle_t) { return 0; }
    static toff_t size(thandle_t handle) { return static_cast<toff_t>(of(handle).bytes_); }

    static int error(TIFF*, void* data, const char*, const char* format, va_list arguments) {
        std::string& words = static_cast<TiffFile*>(data)->words_;
        if (!words.empty()) return 1;
        char text[256];
        std::vsnprintf(text, sizeof text, format, arguments);
        words = text;
        return 1;
    }
    static int warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }
};

TiffFile::TiffFile(ByteReader read, int64_t bytes, std::filesystem::path name)
    : read_(std::move(read)),
      bytes_(bytes),
      name_(std::move(name)),
      tiff_(nullptr, &TIFFClose) {
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               &TIFFOpenOptionsFree);
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kPictureLimit);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &Calls::error, this);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &Calls::warning, this);
    // m: nothing is mapped.
    tiff_.reset(TIFFClientOpenExt("picture", "rm", this, &Calls::read, &Calls::write, &Calls::seek, &Calls::close,
                                  &Calls::size, nullptr, nullptr, options.get()));
    if (!tiff_) fail();
    rethrow();
    first_ = TIFFCurrentDirOffset(tiff_.get());
}

TiffFile::~TiffFile() = default;

void TiffFile::rethrow() const {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void TiffFile::fail() const {
    rethrow();
    throwDamaged(name_, ImageFormat::Tiff, words_);
}

std::vector<uint64_t> TiffFile::pages(size_t most, const std::stop_token& stop) {
    requireOneChannel();
    constexpr uint32_t kNoPage = FILETYPE_REDUCEDIMAGE | FILETYPE_MASK;
    std::vector<uint64_t> pages;
    const uint64_t first = TIFFCurrentDirOffset(tiff_.get());
    do {
        if (stop.stop_requested()) throw Cancelled();
        if ((fieldOf<uint32_t>(tiff_.get(), TIFFTAG_SUBFILETYPE) & kNoPage) == 0)
            pages.push_back(TIFFCurrentDirOffset(tiff_.get()));
    } while (pages.size() < most && TIFFReadDirectory(tiff_.get()) == 1);
    rethrow();
    if (pages.empty()) pages.push_back(first);
    return pages;
}

void TiffFile::goTo(uint64_t directory) {
    if (TIFFCurrentDirOffset(tiff_.get()) != directory && TIFFSetSubDirectory(tiff_.get(), directory) != 1) fail();
    rethrow();
}

ImageHeader TiffFile::header() const {
    TIFF* tiff = tiff_.get();
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
    header.samples = std::clamp<int>(fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL), header.grey ? 1 : 3, 4);
    const uint64_t piece = TIFFIsTiled(tiff) != 0 ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
    header.heldBytes = static_cast<int64_t>(std::min<uint64_t>(piece, INT64_MAX));
    header.numbers = isAsStored() ? numbersOf(typeOf(tiff)).format : NumberFormat::UInt8;
    if (header.width <= 0 || header.height <= 0 || header.width > INT32_MAX || header.height > INT32_MAX) fail();
    return header;
}

bool TiffFile::isOnItsSide() const {
    return fieldOf<uint16_t>(tiff_.get(), TIFFTAG_ORIENTATION) >= ORIENTATION_LEFTTOP;
}

int64_t TiffFile::seenWidth() const {
    return fieldOf<uint32_t>(tiff_.get(), isOnItsSide() ? TIFFTAG_IMAGELENGTH : TIFFTAG_IMAGEWIDTH);
}

int64_t TiffFile::seenHeight() const {
    return fieldOf<uint32_t>(tiff_.get(), isOnItsSide() ? TIFFTAG_IMAGEWIDTH : TIFFTAG_IMAGELENGTH);
}

PixelSize TiffFile::pixelSize(uint64_t directory) {
    TIFF* tiff = tiff_.get();
    if (!described_) {
        goTo(first_);
        const char* text = nullptr;
        described_ =
            TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) == 1 && text ? pixelSizeDescribed(text) : PixelSize{};
    }
    goTo(directory);
    PixelSize size = *described_;
    if (!size.isKnown()) {
        float across = 0, down = 0;
        if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &across) == 1 &&
            TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &down) == 1) {
            size.across = across;
            size.down = down;
        }
        const auto unit = fieldOf<uint16_t>(tiff, TIFFTAG_RESOLUTIONUNIT);
        size.unit = unit == RESUNIT_INCH         ? PixelSize::Unit::Inch
                    : unit == RESUNIT_CENTIMETER ? PixelSize::Unit::Centimetre
                                                 : PixelSize::Unit::None;
    }
    if (!size.isKnown()) return {};
    if (isOnItsSide()) std::swap(size.across, size.down);
    return size;
}

void TiffFile::requireOneChannel() const {
    const int64_t channels = channelsSaid(tiff_.get());
    if (channels > 1 && fieldOf<uint16_t>(tiff_.get(), TIFFTAG_SAMPLESPERPIXEL) < channels)
        throw Error(
            "image.channels",
            "%1 is a stack of %2 channels, whose pages are no pictures by themselves. Save each channel as a stack "
            "of its own (ImageJ: Image > Color > Split Channels).",
            {displayName(name_), std::to_string(channels)});
}

bool TiffFile::isAsStored() const {
    TIFF* tiff = tiff_.get();
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    const bool plain = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ||
                       photometric == PHOTOMETRIC_RGB;
    return plain && typeOf(tiff).bytes > 0;
}

TiffFile::Values TiffFile::read(const std::stop_token& stop) {
    words_.clear();
    requireOneChannel();
    const auto orientation = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_ORIENTATION);
    Values values = isAsStored() ? readStored(stop) : Values{readConverted(), true, {}};
    // Where libtiff goes on without what could not be read, the picture may be another.
    rethrow();
    values.picture = turned(values.picture, orientation);
    values.profile = profile();
    return values;
}

ColourProfile TiffFile::profile() const {
    ColourProfile profile;
    uint32_t count = 0;
    const void* bytes = nullptr;
    if (TIFFGetField(tiff_.get(), TIFFTAG_ICCPROFILE, &count, &bytes) != 1 || !bytes) return profile;
    const auto* first = static_cast<const uint8_t*>(bytes);
    profile.icc.assign(first, first + count);
    return profile;
}

TiffFile::Values TiffFile::readStored(const std::stop_token& stop) {
    TIFF* tiff = tiff_.get();
    const int width = static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH)),
              height = static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGELENGTH));
    const int samples = fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL);
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    const bool colour = photometric == PHOTOMETRIC_RGB, alpha = extraSample(tiff) != 0;
    const int colours = colour ? 3 : 1;
    if (samples < colours || samples > colours + 1 || (samples > colours && !alpha && !colour))
        throw Error("image.kind", "%1 has %2 channels, which is neither grey nor colour.",
                    {displayName(name_), std::to_string(samples)});
    const NumberType type = typeOf(tiff);
    const bool separate = fieldOf<uint16_t>(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE && samples > 1;
    const bool tiled = TIFFIsTiled(tiff) != 0;
    const auto pieceWidth = tiled ? fieldOf<uint32_t>(tiff, TIFFTAG_TILEWIDTH) : static_cast<uint32_t>(width);
    const auto pieceHeight =
        tiled ? fieldOf<uint32_t>(tiff, TIFFTAG_TILELENGTH)
              : std::min(fieldOf<uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP), static_cast<uint32_t>(height));
    const tmsize_t pieceBytes = tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    const size_t together = separate ? 1 : static_cast<size_t>(samples);
    const auto number = static_cast<size_t>(type.bytes), pixel = number * static_cast<size_t>(samples);
    if (pieceWidth == 0 || pieceHeight == 0 || pieceBytes <= 0 ||
        static_cast<size_t>(pieceBytes) < size_t{pieceWidth} * together * number)
        fail();
    std::vector<uint8_t> piece(static_cast<size_t>(pieceBytes));
    // Memory of its own, which the numbers stay in where a matrix can hold them as they are.
    const int depth = type.storedDepth();
    cv::Mat raw(height, width, depth < 0 ? CV_MAKETYPE(CV_8U, static_cast<int>(pixel)) : CV_MAKETYPE(depth, samples));
    for (int plane = 0; plane < (separate ? samples : 1); ++plane)
        for (uint32_t top = 0; top < static_cast<uint32_t>(height); top += pieceHeight)
            for (uint32_t left = 0; left < static_cast<uint32_t>(width); left += pieceWidth) {
                if (stop.stop_requested()) throw Cancelled();
                const tmsize_t got =
                    tiled ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, left, top, 0, static_cast<uint16_t>(plane)),
                                                piece.data(), pieceBytes)
                          : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, top, static_cast<uint16_t>(plane)),
                                                 piece.data(), pieceBytes);
                const size_t rows = std::min(pieceHeight, static_cast<uint32_t>(height) - top),
                             columns = std::min(pieceWidth, static_cast<uint32_t>(width) - left);
                const size_t pieceRow = size_t{pieceWidth} * together * number;
                if (got < 0 || static_cast<size_t>(got) < rows * pieceRow) fail();
                for (size_t y = 0; y < rows; ++y) {
                    const uint8_t* from = piece.data() + y * pieceRow;
                    uint8_t* to = raw.ptr(static_cast<int>(top + y)) + left * pixel;
                    if (!separate) {
                        std::memcpy(to, from, columns * pixel);
                        continue;
                    }
                    to += static_cast<size_t>(plane) * number;
                    for (size_t x = 0; x < columns; ++x, to += pixel, from += number) std::memcpy(to, from, number);
                }
            }
    cv::Mat values = raw;
    if (depth < 0) values = type.matrix(std::span<uint8_t>(raw.data, raw.total() * pixel), height, width, samples);
    if (photometric == PHOTOMETRIC_MINISWHITE && type.kind == NumberType::Kind::Whole && !type.isSigned &&
        type.bytes <= 2)
        cv::bitwise_not(values, values);
    if (!colour && samples == 2) values = greyWithAlpha(values);
    else values = withRedLast(values);
    return {values, extraSample(tiff) == EXTRASAMPLE_ASSOCALPHA, type.full()};
}

cv::Mat TiffFile::readConverted() {
    TIFF* tiff = tiff_.get();
    char reason[1024] = "";
    if (TIFFRGBAImageOK(tiff, reason) != 1) {
        rethrow();
        throw Error("image.kind",
                    "%1 holds a kind of picture that is not read (%2). Convert it to 8 or 16 bits, grey or colour.",
                    {displayName(name_), validUtf8(reason)});
    }
    const int width = static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH)),
              height = static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGELENGTH));
    cv::Mat picture(height, width, CV_8UC4);
    // As it is stored: it is turned afterwards. Red lies in the lowest byte.
    const auto stored = fieldOf<uint16_t>(tiff, TIFFTAG_ORIENTATION);
    if (TIFFReadRGBAImageOriented(tiff, static_cast<uint32_t>(width), static_cast<uint32_t>(height),
                                  reinterpret_cast<uint32_t*>(picture.data), stored, 1) != 1)
        fail();
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    if (extraSample(tiff) != 0) return withRedLast(picture);
    const bool grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    cv::Mat result(height, width, grey ? CV_8UC1 : CV_8UC3);
    const int first[] = {0, 0}, colours[] = {0, 2, 1, 1, 2, 0};
    cv::mixChannels(&picture, 1, &result, 1, grey ? first : colours, grey ? 1 : 3);
    return result;
}

}  // namespace zscape
