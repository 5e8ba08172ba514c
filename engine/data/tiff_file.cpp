#include "engine/data/tiff_file.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/decoding_room.h"
#include "engine/data/squaring.h"
#include "engine/data/tiff_fields.h"
#include "engine/data/tiff_words.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <utility>

#include <tiffio.h>

namespace zscape {

namespace {

bool isOnItsSide(int orientation) { return orientation >= ORIENTATION_LEFTTOP; }

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
    open();
    first_ = TIFFCurrentDirOffset(tiff_.get());
}

void TiffFile::open() {
    at_ = 0;
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
    tiff_ = std::move(tiff);
    samples_.emplace(tiff_.get());
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
    samples_.emplace(tiff_.get());
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
    const std::string description = tiffDescription(tiff_.get());
    const int samples = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_SAMPLESPERPIXEL);
    if (onlyFirst && !mayBeStack(description, choice)) return {{}, {TIFFCurrentDirOffset(tiff_.get())}};
    Pictures pictures;
    pictures.pages = pages(most, stop);
    pictures.plan = planStack(description, pictures.pages.size(), samples, choice, name_);
    return pictures;
}

std::vector<NamedChannel> TiffFile::namedChannels(const Pictures& pictures) {
    goTo(first_);
    const int samples = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_SAMPLESPERPIXEL);
    const int channels = !pictures.plan.pages.empty() ? pictures.plan.channels : areNeverColours(samples) ? samples : 0;
    if (channels == 0) return {};
    const std::string description = tiffDescription(tiff_.get());
    if (isOme(description)) return channelsOfOme(description, channels);
    return isImageJ(description) ? channelsOf(tiffImageJNotes(tiff_.get()), channels) : std::vector<NamedChannel>();
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
    open();
}

ImageHeader TiffFile::header() const {
    const ImageHeader header = tiffHeader(tiff_.get());
    if (header.width <= 0 || header.height <= 0 || header.width > INT32_MAX || header.height > INT32_MAX) fail();
    return header;
}

int TiffFile::orientation() const { return tiffOrientation(tiff_.get()); }

std::unique_ptr<TiffFile> TiffFile::another(uint64_t directory) const {
    auto file = std::make_unique<TiffFile>(read_, bytes_, name_);
    file->goTo(directory);
    return file;
}

cv::Size TiffFile::seenSize() const {
    const ImageHeader stored = header();
    const cv::Size size(static_cast<int>(stored.width), static_cast<int>(stored.height));
    return isOnItsSide(orientation()) ? cv::Size(size.height, size.width) : size;
}

PixelSize TiffFile::pixelSize(uint64_t directory) {
    if (!described_) {
        goTo(first_);
        described_ = pixelSizeDescribed(tiffDescription(tiff_.get()));
    }
    goTo(directory);
    PixelSize size = described_.value();
    if (!size.isKnown()) {
        const PixelSize resolution = tiffResolution(tiff_.get());
        size.across = resolution.across;
        size.down = resolution.down;
        size.unit = resolution.unit;
    }
    if (!size.isKnown()) return {};
    if (isOnItsSide(orientation())) std::swap(size.across, size.down);
    return size;
}

TiffFile::Values TiffFile::read(const std::stop_token& stop) {
    Values values = readRows(0, tiffHeight(tiff_.get()), stop);
    values.picture = turned(values.picture, orientation());
    return values;
}

TiffFile::Values TiffFile::readRows(int first, int count, const std::stop_token& stop) {
    words_.clear();
    Values values;
    if (isTakenAsStored(tiff_.get())) {
        requireColourSamples();
        values.picture = samples_.value().readColours(first, count, stop);
        values.premultiplied = extraSample(tiff_.get()) == EXTRASAMPLE_ASSOCALPHA;
        values.full = sampleType(tiff_.get()).full();
    } else {
        values.picture = readConverted(first, count);
        values.premultiplied = true;
    }
    if (values.picture.empty()) fail();
    // Where libtiff goes on without what could not be read, the picture may be another.
    rethrow();
    values.profile = tiffProfile(tiff_.get());
    return values;
}

std::vector<cv::Mat> TiffFile::readChannels(ValueMap& full, const std::stop_token& stop) {
    std::vector<cv::Mat> channels = readChannelRows(0, tiffHeight(tiff_.get()), full, stop);
    for (cv::Mat& channel : channels) channel = turned(channel, orientation());
    return channels;
}

std::vector<cv::Mat> TiffFile::readChannelRows(int first, int count, ValueMap& full, const std::stop_token& stop) {
    words_.clear();
    if (!isTakenAsStored(tiff_.get()))
        throw Error("image.kind",
                    "%1 has channels of %2 bits, or compressed as colours are, which is not read. Save them with 8, 16 "
                    "or 32 bits.",
                    {displayName(name_), std::to_string(fieldOf<uint16_t>(tiff_.get(), TIFFTAG_BITSPERSAMPLE))});
    const int samples = fieldOf<uint16_t>(tiff_.get(), TIFFTAG_SAMPLESPERPIXEL);
    if (samples > kMostChannels)
        throw Error("image.channels", "%1 has %2 channels; at most %3 are read. Save those that matter as a file.",
                    {displayName(name_), std::to_string(samples), std::to_string(kMostChannels)});
    const cv::Mat stored = samples_.value().read(first, count, stop);
    if (stored.empty()) fail();
    rethrow();
    std::vector<cv::Mat> channels;
    cv::split(stored, channels);
    full = sampleType(tiff_.get()).full();
    return channels;
}

void TiffFile::requireColourSamples() const {
    TIFF* const tiff = tiff_.get();
    const int samples = fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL);
    const bool colour = fieldOf<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_RGB;
    const int colours = colour ? 3 : 1;
    if (samples < colours || samples > colours + 1 || (samples > colours && extraSample(tiff) == 0 && !colour))
        throw Error("image.kind", "%1 has %2 channels, which is neither grey nor colour.",
                    {displayName(name_), std::to_string(samples)});
}

cv::Mat TiffFile::readConverted(int first, int count) {
    std::string refused;
    cv::Mat picture = samples_.value().readConverted(first, count, refused);
    if (refused.empty()) return picture;
    rethrow();
    throw Error("image.kind",
                "%1 holds a kind of picture that is not read (%2). Convert it to 8 or 16 bits, grey or colour.",
                {displayName(name_), validUtf8(refused)});
}

}  // namespace zscape
