#include "engine/data/tiff_file.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/decoding_room.h"
#include "engine/data/image_header_parts.h"
#include "engine/data/number_type.h"
#include "engine/data/squaring.h"
#include "engine/data/tiff_words.h"

#include <algorithm>
#include <cstring>
#include <opencv2/core.hpp>
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
            const std::span<uint8_t> bytes(static_cast<uint8_t*>(into), wanted);
            const size_t got = file.read_(file.at_, bytes);
            file.overlayFirstDirectory(file.at_, bytes.first(got));
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
        return keepFirstWords(static_cast<TiffFile*>(data)->words_, format, arguments);
    }
    static int warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }
};

TiffFile::TiffFile(ByteReader read, int64_t bytes, std::filesystem::path name)
    : read_(std::move(read)),
      bytes_(bytes),
      name_(std::move(name)),
      tiff_(nullptr, &TIFFClose) {
    tiff_ = opened();
    first_ = TIFFCurrentDirOffset(tiff_.get());
}

TiffFile::Tiff TiffFile::opened() {
    at_ = 0;
    nextRow_ = 0;
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               &TIFFOpenOptionsFree);
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kPictureLimit);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &Calls::error, this);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &Calls::warning, this);
    // m: nothing is mapped.
    Tiff tiff(TIFFClientOpenExt("picture", "rm", this, &Calls::read, &Calls::write, &Calls::seek, &Calls::close,
                                &Calls::size, nullptr, nullptr, options.get()),
              &TIFFClose);
    if (!tiff) fail();
    rethrow();
    return tiff;
}

void TiffFile::overlayFirstDirectory(int64_t offset, std::span<uint8_t> bytes) const {
    for (size_t i = 0; i < firstDirectory_.bytes.size(); ++i) {
        const int64_t at = firstDirectory_.at + static_cast<int64_t>(i) - offset;
        if (at >= 0 && at < std::ssize(bytes)) bytes[static_cast<size_t>(at)] = firstDirectory_.bytes[i];
    }
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

std::vector<uint64_t> TiffFile::Pictures::of(size_t picture) const {
    std::vector<uint64_t> directories;
    const int pagesOfIt = plan.pages.empty() ? 1 : plan.channels;
    directories.reserve(static_cast<size_t>(pagesOfIt));
    for (int channel = 0; channel < pagesOfIt; ++channel) directories.push_back(pages[plan.pageOf(picture, channel)]);
    return directories;
}

TiffFile::Pictures TiffFile::pictures(const AxesChoice& choice, size_t most, bool onlyFirst,
                                      const std::stop_token& stop) {
    const char* text = nullptr;
    // libtiff's own memory, which another page lets go.
    const std::string description = TIFFGetField(tiff_.get(), TIFFTAG_IMAGEDESCRIPTION, &text) == 1 && text ? text : "";
    const int samples = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_SAMPLESPERPIXEL);
    if (onlyFirst && !mayBeStack(description, choice)) return {{}, {}, {TIFFCurrentDirOffset(tiff_.get())}};
    const ImageJNotes notes = isImageJ(description) ? imageJNotes() : ImageJNotes();
    Pictures pictures;
    pictures.pages = pages(most, stop);
    pictures.plan = planStack(description, pictures.pages.size(), samples, choice, name_);
    const int channels = !pictures.plan.pages.empty() ? pictures.plan.channels : areNeverColours(samples) ? samples : 0;
    if (channels > 0)
        pictures.channels = isOme(description) ? channelsOfOme(description, channels) : channelsOf(notes, channels);
    return pictures;
}

ImageJNotes TiffFile::imageJNotes() const {
    constexpr uint32_t kCounts = 50838, kBytes = 50839;
    return imageJNotesFrom(unknownField<uint32_t>(tiff_.get(), kCounts, TIFF_LONG),
                           unknownField<uint8_t>(tiff_.get(), kBytes, TIFF_BYTE), TIFFIsBigEndian(tiff_.get()) != 0);
}

void TiffFile::goTo(uint64_t directory) {
    if (TIFFCurrentDirOffset(tiff_.get()) == directory) return;
    const bool big = TIFFIsBigTIFF(tiff_.get()) != 0, bigEnd = TIFFIsBigEndian(tiff_.get()) != 0;
    const size_t count = big ? 8 : 4;
    firstDirectory_.at = static_cast<int64_t>(count);
    firstDirectory_.bytes.resize(count);
    for (size_t i = 0; i < count; ++i)
        firstDirectory_.bytes[bigEnd ? count - 1 - i : i] = static_cast<uint8_t>(directory >> (8 * i));
    words_.clear();
    tiff_ = opened();
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
    const int samples = fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL);
    header.channels = tiffChannels(photometric, samples, header.alpha);
    header.samples = header.channels > 0 ? std::min(header.channels, kMostChannels)
                                         : std::clamp<int>(samples, header.grey ? 1 : 3, 4);
    header.four = photometric == PHOTOMETRIC_RGB && samples == 4;
    const uint64_t piece = TIFFIsTiled(tiff) != 0 ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
    header.heldBytes = static_cast<int64_t>(std::min<uint64_t>(piece, INT64_MAX));
    const bool tiled = TIFFIsTiled(tiff) != 0;
    layTiffBands(
        {header.width, header.height, fieldOf<uint32_t>(tiff, tiled ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP), tiled,
         fieldOf<uint16_t>(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE, photometric, samples, header.bitDepth,
         fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT), fieldOf<uint16_t>(tiff, TIFFTAG_COMPRESSION)},
        header);
    header.numbers = isAsStored() ? numbersOf(typeOf(tiff)).format : NumberFormat::UInt8;
    if (header.width <= 0 || header.height <= 0 || header.width > INT32_MAX || header.height > INT32_MAX) fail();
    return header;
}

int TiffFile::orientation() const {
    const auto orientation = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_ORIENTATION);
    return orientation >= ORIENTATION_TOPLEFT && orientation <= ORIENTATION_LEFTBOT ? orientation : 1;
}

int TiffFile::height() const { return static_cast<int>(fieldOf<uint32_t>(tiff_.get(), TIFFTAG_IMAGELENGTH)); }

std::unique_ptr<TiffFile> TiffFile::another(uint64_t directory) const {
    auto file = std::make_unique<TiffFile>(read_, bytes_, name_);
    file->goTo(directory);
    return file;
}

bool TiffFile::isOnItsSide() const { return orientation() >= ORIENTATION_LEFTTOP; }

cv::Size TiffFile::seenSize() const {
    const ImageHeader stored = header();
    const cv::Size size(static_cast<int>(stored.width), static_cast<int>(stored.height));
    return isOnItsSide() ? cv::Size(size.height, size.width) : size;
}

PixelSize TiffFile::pixelSize(uint64_t directory) {
    if (!described_) {
        goTo(first_);
        const char* text = nullptr;
        const bool says = TIFFGetField(tiff_.get(), TIFFTAG_IMAGEDESCRIPTION, &text) == 1 && text;
        described_ = says ? pixelSizeDescribed(text) : PixelSize{};
    }
    goTo(directory);
    TIFF* const tiff = tiff_.get();
    PixelSize size = described_.value();
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

bool TiffFile::isAsStored() const {
    TIFF* tiff = tiff_.get();
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    const bool plain = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ||
                       photometric == PHOTOMETRIC_RGB;
    return plain && typeOf(tiff).bytes > 0;
}

TiffFile::Values TiffFile::read(const std::stop_token& stop) {
    Values values = readRows(0, height(), stop);
    values.picture = turned(values.picture, orientation());
    return values;
}

TiffFile::Values TiffFile::readRows(int first, int count, const std::stop_token& stop) {
    words_.clear();
    Values values = isAsStored() ? readStored(first, count, stop) : Values{readConverted(first, count), true, {}};
    // Where libtiff goes on without what could not be read, the picture may be another.
    rethrow();
    values.profile = profile();
    return values;
}

std::vector<cv::Mat> TiffFile::readChannels(ValueMap& full, const std::stop_token& stop) {
    std::vector<cv::Mat> channels = readChannelRows(0, height(), full, stop);
    for (cv::Mat& channel : channels) channel = turned(channel, orientation());
    return channels;
}

std::vector<cv::Mat> TiffFile::readChannelRows(int first, int count, ValueMap& full, const std::stop_token& stop) {
    words_.clear();
    if (!isAsStored())
        throw Error("image.kind",
                    "%1 has channels of %2 bits, or compressed as colours are, which is not read. Save them with 8, 16 "
                    "or 32 bits.",
                    {displayName(name_), std::to_string(fieldOf<uint16_t>(tiff_.get(), TIFFTAG_BITSPERSAMPLE))});
    const int samples = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_SAMPLESPERPIXEL);
    if (samples > kMostChannels)
        throw Error("image.channels", "%1 has %2 channels; at most %3 are read. Save those that matter as a file.",
                    {displayName(name_), std::to_string(samples), std::to_string(kMostChannels)});
    std::vector<cv::Mat> channels;
    cv::split(readSamples(first, count, stop), channels);
    rethrow();
    full = typeOf(tiff_.get()).full();
    return channels;
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

TiffFile::Values TiffFile::readStored(int first, int count, const std::stop_token& stop) {
    TIFF* tiff = tiff_.get();
    const int samples = fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL);
    const bool colour = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_RGB, alpha = extraSample(tiff) != 0;
    const int colours = colour ? 3 : 1;
    if (samples < colours || samples > colours + 1 || (samples > colours && !alpha && !colour))
        throw Error("image.kind", "%1 has %2 channels, which is neither grey nor colour.",
                    {displayName(name_), std::to_string(samples)});
    const cv::Mat stored = readSamples(first, count, stop);
    const cv::Mat values = !colour && samples == 2 ? greyWithAlpha(stored) : withRedLast(stored);
    return {values, extraSample(tiff) == EXTRASAMPLE_ASSOCALPHA, typeOf(tiff).full()};
}

template <class Use>
void TiffFile::eachRowOfStrip(int first, int count, const std::stop_token& stop, const Use& use) {
    TIFF* tiff = tiff_.get();
    const size_t bytes = fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH) *
                         size_t{fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL)} *
                         static_cast<size_t>(typeOf(tiff).bytes);
    if (TIFFScanlineSize64(tiff) != bytes) fail();
    std::vector<uint8_t> row(bytes);
    const auto stripRows =
        static_cast<int>(std::min<uint32_t>(fieldOf<uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP), INT32_MAX));
    const int stripBegin = first - first % stripRows;
    // libtiff goes back to a strip's first row, and from there on only to the next.
    int y = nextRow_ <= first && nextRow_ > stripBegin ? nextRow_ : stripBegin;
    for (; y < first + count; ++y) {
        if (stop.stop_requested()) throw Cancelled();
        if (TIFFReadScanline(tiff, row.data(), static_cast<uint32_t>(y), 0) != 1) fail();
        nextRow_ = y + 1;
        if (y >= first) use(y - first, row.data());
    }
}

/// In the order that they are stored in.
cv::Mat TiffFile::readSamples(int first, int count, const std::stop_token& stop) {
    TIFF* tiff = tiff_.get();
    const int width = static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH));
    const int samples = fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL);
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    const NumberType type = typeOf(tiff);
    const bool separate = fieldOf<uint16_t>(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE && samples > 1;
    const bool tiled = TIFFIsTiled(tiff) != 0;
    const auto pieceWidth = tiled ? fieldOf<uint32_t>(tiff, TIFFTAG_TILEWIDTH) : static_cast<uint32_t>(width);
    const auto pieceHeight =
        tiled ? fieldOf<uint32_t>(tiff, TIFFTAG_TILELENGTH)
              : std::min(fieldOf<uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP), static_cast<uint32_t>(height()));
    const size_t together = separate ? 1 : static_cast<size_t>(samples);
    const auto number = static_cast<size_t>(type.bytes), pixel = number * static_cast<size_t>(samples);
    // Memory of its own, which the numbers stay in where a matrix can hold them as they are.
    const int depth = type.storedDepth();
    cv::Mat raw(count, width, depth < 0 ? CV_MAKETYPE(CV_8U, static_cast<int>(pixel)) : CV_MAKETYPE(depth, samples));
    const auto readPieces = [&] {
        const tmsize_t pieceBytes = tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
        if (pieceWidth == 0 || pieceHeight == 0 || pieceBytes <= 0 ||
            static_cast<size_t>(pieceBytes) < size_t{pieceWidth} * together * number)
            fail();
        std::vector<uint8_t> piece(static_cast<size_t>(pieceBytes));
        const auto begin = static_cast<uint32_t>(first), end = static_cast<uint32_t>(first + count);
        for (int plane = 0; plane < (separate ? samples : 1); ++plane)
            for (uint32_t top = begin - begin % pieceHeight; top < end; top += pieceHeight)
                for (uint32_t left = 0; left < static_cast<uint32_t>(width); left += pieceWidth) {
                    if (stop.stop_requested()) throw Cancelled();
                    const tmsize_t got =
                        tiled ? TIFFReadEncodedTile(tiff,
                                                    TIFFComputeTile(tiff, left, top, 0, static_cast<uint16_t>(plane)),
                                                    piece.data(), pieceBytes)
                              : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, top, static_cast<uint16_t>(plane)),
                                                     piece.data(), pieceBytes);
                    const size_t rows = std::min(pieceHeight, static_cast<uint32_t>(height()) - top),
                                 columns = std::min(pieceWidth, static_cast<uint32_t>(width) - left);
                    const size_t pieceRow = size_t{pieceWidth} * together * number;
                    if (got < 0 || static_cast<size_t>(got) < rows * pieceRow) fail();
                    for (size_t y = top < begin ? begin - top : 0; y < rows && top + y < end; ++y) {
                        const uint8_t* from = piece.data() + y * pieceRow;
                        uint8_t* to = raw.ptr(static_cast<int>(top + y - begin)) + left * pixel;
                        if (!separate) {
                            std::memcpy(to, from, columns * pixel);
                            continue;
                        }
                        to += static_cast<size_t>(plane) * number;
                        for (size_t x = 0; x < columns; ++x, to += pixel, from += number) std::memcpy(to, from, number);
                    }
                }
    };
    if (!tiled && header().bandRows < static_cast<int64_t>(pieceHeight))
        eachRowOfStrip(first, count, stop, [&](int y, const uint8_t* row) {
            std::memcpy(raw.ptr(y), row, static_cast<size_t>(width) * pixel);
        });
    else readPieces();
    cv::Mat values = raw;
    if (depth < 0) values = type.matrix(std::span<uint8_t>(raw.data, raw.total() * pixel), count, width, samples);
    if (photometric == PHOTOMETRIC_MINISWHITE && type.kind == NumberType::Kind::Whole && !type.isSigned &&
        type.bytes <= 2)
        cv::bitwise_not(values, values);
    return values;
}

cv::Mat TiffFile::readConverted(int first, int count) {
    TIFF* tiff = tiff_.get();
    char reason[1024] = "";
    TIFFRGBAImage image;
    if (TIFFRGBAImageOK(tiff, reason) != 1 || TIFFRGBAImageBegin(&image, tiff, 1, reason) != 1) {
        rethrow();
        throw Error("image.kind",
                    "%1 holds a kind of picture that is not read (%2). Convert it to 8 or 16 bits, grey or colour.",
                    {displayName(name_), validUtf8(reason)});
    }
    const std::unique_ptr<TIFFRGBAImage, void (*)(TIFFRGBAImage*)> ends(&image, &TIFFRGBAImageEnd);
    const int width = static_cast<int>(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH));
    cv::Mat picture(count, width, CV_8UC4);
    // As it is stored: it is turned afterwards. Red lies in the lowest byte.
    image.req_orientation = fieldOf<uint16_t>(tiff, TIFFTAG_ORIENTATION);
    image.row_offset = first;
    if (TIFFRGBAImageGet(&image, reinterpret_cast<uint32_t*>(picture.data), static_cast<uint32_t>(width),
                         static_cast<uint32_t>(count)) != 1)
        fail();
    const auto photometric = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC);
    if (extraSample(tiff) != 0) return withRedLast(picture);
    const bool grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    cv::Mat result(count, width, grey ? CV_8UC1 : CV_8UC3);
    const int only[] = {0, 0}, colours[] = {0, 2, 1, 1, 2, 0};
    cv::mixChannels(&picture, 1, &result, 1, grey ? only : colours, grey ? 1 : 3);
    return result;
}

}  // namespace zscape
