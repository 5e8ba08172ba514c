#include "engine/data/decode.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/colour_transform.h"
#include "engine/data/content_hash.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/embedded_profile.h"
#include "engine/data/file_io.h"
#include "engine/data/gif_reader.h"
#include "engine/data/heif_reader.h"
#include "engine/data/jpeg_reader.h"
#include "engine/data/memory_ends.h"
#include "engine/data/open_tiff.h"
#include "engine/data/png_reader.h"
#include "engine/data/squaring.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"
#include "engine/data/webp_frames.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <span>
#include <string>

namespace zscape {

std::string textOf(const Target& target) {
    std::string text;
    for (const int value : {target.size, target.channels, static_cast<int>(target.fit), int{target.background[0]},
                            int{target.background[1]}, int{target.background[2]}})
        text += " " + std::to_string(value);
    // Nothing of it is said where nothing is done: what was decoded before there were ranges keeps its name.
    if (target.range.kind != ValueRange::Kind::Full) text += " " + textOf(target.range);
    if (target.fit == Fit::Tiles)
        text += " tiles 1 " + std::to_string(target.tiling.scale) + " " + std::to_string(target.tiling.overlap) + " " +
                std::to_string(target.tiling.emptyPercent);
    if (target.axes != Axes::Auto) text += " axes " + std::to_string(static_cast<int>(target.axes));
    return text;
}

namespace {

/// The first read of a file: a header nearly always, a small file as a whole.
constexpr int64_t kFirstRead = 256 << 10;
/// Between two of these a thread looks whether it is asked to stop.
constexpr size_t kReadStep = 4 << 20;

/// One huge file must not keep its memory for the rest of the import.
struct LetGo {
    static constexpr size_t kKept = 64 << 20;
    std::vector<uint8_t>& scratch;
    ~LetGo() {
        if (scratch.size() > kKept) std::vector<uint8_t>().swap(scratch);
    }
};

void checkHeader(const ImageHeader& header, const Target& target, const std::filesystem::path& name) {
    if (header.animated && target.frames == Frames::FirstOfGif)
        throw Error("image.kind",
                    "%1 is an animated WebP, and these images were first opened when none was read. Open them anew, or "
                    "save its first frame as a picture.",
                    {displayName(name)});
    const int64_t bytes = bytesToDecode(header, target);
    if (bytes > kPictureLimit)
        throw Error(
            "image.large",
            "%1 has %2 x %3 pixels, which take %4 MB to decode; a picture may take %5 MB. Make it smaller first.",
            {displayName(name), std::to_string(header.width), std::to_string(header.height),
             std::to_string(bytes >> 20), std::to_string(kPictureLimit >> 20)});
}

/// Of a file of `bytes` in all.
void checkLength(const ImageHeader& header, std::span<const uint8_t> start, int64_t bytes,
                 const std::filesystem::path& name) {
    const bool text = header.format == ImageFormat::Pnm && start[1] <= '3';
    const int64_t limit = text ? kTextLimit : kFileLimit;
    if (bytes > limit)
        throw Error("file.large", "%1 is %2 MB large; at most %3 MB can be read.",
                    {displayName(name), std::to_string(bytes >> 20), std::to_string(limit >> 20)});
}

constexpr int kMostReduced = 8;

/// 1, 2, 4 or 8: how much smaller a JPEG or a HEIC may be decoded and still be shrunk, never enlarged, afterwards.
/// For tiles one that divides their scale; and whole blocks become pixels then, which those of a HEIC do not.
int reduction(const ImageHeader& header, const Target& target) {
    if (target.fit == Fit::Tiles)
        return header.format == ImageFormat::Jpeg ? std::gcd(target.tiling.scale, kMostReduced) : 1;
    const int64_t side = target.fit == Fit::Crop || target.fit == Fit::Stretch ? std::min(header.width, header.height)
                                                                               : std::max(header.width, header.height);
    int factor = 1;
    while (factor < kMostReduced && side / factor / 2 >= target.size) factor *= 2;
    return factor;
}

/// \throws Error "image.channels" where grey and colours are not what is wanted
void requireColours(const ImageHeader& header, const std::filesystem::path& name, const Target& target) {
    if (isComposite(target.channels)) throw otherChannels(name, header.grey ? 1 : 3, target.channels);
    if (target.range.channels > 0)
        throw Error("image.channels",
                    "%1 is a picture of %2, whose channels have no values of their own. Give range two values.",
                    {displayName(name), channelsText(header.grey ? 1 : 3)});
}

bool alphaIsZero(const cv::Mat& picture) {
    cv::Mat alpha;
    cv::extractChannel(picture, alpha, 3);
    return cv::countNonZero(alpha) == 0;
}

cv::Mat withoutAlpha(const cv::Mat& picture) {
    cv::Mat colours(picture.rows, picture.cols, CV_MAKETYPE(picture.depth(), 3));
    const int same[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&picture, 1, &colours, 1, same, 3);
    return colours;
}

/// Grey or blue, green, red, or inks, of the depth that it has; not yet in shades of grey.
struct Decoded {
    cv::Mat picture;
    ValueMap map;    ///< still to be done
    ValueMap taken;  ///< of the file's numbers, whether done or not
    int64_t notNumbers = 0;
    const ColourTransform* transform = nullptr;  ///< still to be done
    bool transparent = false;
};

/// As a decoder gives it.
struct Stored {
    cv::Mat picture;  ///< grey, blue, green, red, or with alpha as the fourth, of the depth that it has
    bool premultiplied = false;
    ValueMap full = {};  ///< what its type holds
    Colours colours = {};
    bool inks = false;         ///< four of them, which `colours` has a transform of
    bool transparent = false;  ///< what was so lies on the background already
};

PixelKind pixelKindOf(const ImageHeader& header) {
    if (header.format == ImageFormat::Jpeg && header.samples == 4) return PixelKind::Inks;
    return header.grey ? PixelKind::Grey : PixelKind::Colours;
}

/// Numbers that were measured are no colours: a range says what is black and white of them, and no profile.
bool takesProfile(const Target& target) { return target.range.kind == ValueRange::Kind::Full; }

Colours coloursFor(const ColourProfile& profile, const ImageHeader& header, const Target& target) {
    return takesProfile(target) ? coloursBy(profile, pixelKindOf(header)) : Colours{};
}

/// Alpha stays what it is.
void convertBesideAlpha(cv::Mat& picture, const ColourTransform& transform) {
    const cv::Mat colours = transform.toSrgb(withoutAlpha(picture));
    const int same[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&colours, 1, &picture, 1, same, 3);
}

/// Alpha is laid on the background.
Decoded shade(Stored stored, const ImageHeader& header, const std::filesystem::path& name, const Target& target) {
    cv::Mat& picture = stored.picture;
    if (picture.channels() != 1 && picture.channels() != 3 && picture.channels() != 4)
        throw Error("image.kind", "%1 has %2 channels, which is neither grey nor colour.",
                    {displayName(name), std::to_string(picture.channels())});
    const bool full = target.range.kind == ValueRange::Kind::Full;
    const ValueMap taken = mapOf(target.range, picture, stored.full);
    ValueMap map = taken;
    const int64_t notNumbers = replaceNotNumbers(picture, map, greyOf(target.background));
    const bool counts = !stored.inks && picture.channels() == 4 && header.alpha &&
                        !(header.format == ImageFormat::Bmp && alphaIsZero(picture));
    if (picture.channels() == 4 && !counts && !stored.inks) picture = withoutAlpha(picture);
    const ColourTransform* transform = stored.colours.transform.get();
    if (counts) {
        if (!full || picture.depth() != CV_8U)
            picture = bytesBesideAlpha(picture, map, stored.full, stored.premultiplied);
        // Before the background, which is sRGB. What is multiplied by alpha cannot be converted so: it is afterwards.
        if (transform && !stored.premultiplied) {
            convertBesideAlpha(picture, *transform);
            transform = nullptr;
        }
        stored.transparent = hasTransparency(picture);
        // OpenCV's order is blue, green, red.
        picture = compositeOver(picture, {target.background[2], target.background[1], target.background[0]},
                                stored.premultiplied);
        map = {};
    } else if (full && (picture.depth() == CV_8U || picture.depth() == CV_16U)) {
        picture = toBytes(picture, map);
        map = {};
    }
    return {picture, map, taken, notNumbers, transform, stored.transparent};
}

/// Of the page that a TIFF stands at.
Stored storedPage(TiffFile& tiff, const ImageHeader& header, const std::filesystem::path& name, const Target& target,
                  const std::stop_token& stop) {
    requireColours(header, name, target);
    const TiffFile::Values values = tiff.read(stop);
    return {values.picture, values.premultiplied, values.full, coloursFor(values.profile, header, target)};
}

/// Not of a TIFF, which has pages.
Stored storedPicture(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                     const Target& target, const std::stop_token& stop) {
    requireColours(header, name, target);
    switch (header.format) {
        case ImageFormat::Jpeg: {
            // It has neither alpha nor 16 bits, and can be decoded smaller and straight to grey.
            const Colours colours = coloursFor(embeddedProfile(bytes, header.format), header, target);
            const bool converted = colours.transform != nullptr;
            const bool inks = converted && pixelKindOf(header) == PixelKind::Inks;
            const JpegColours as = inks                                 ? JpegColours::Inks
                                   : target.channels == 1 && !converted ? JpegColours::Grey
                                                                        : JpegColours::AsStored;
            return {readJpeg(bytes, header, reduction(header, target), as, name, stop), false, {}, colours, inks};
        }
        case ImageFormat::Gif: {
            Stored stored;
            stored.picture = readFirstGifFrame(bytes, target.background, name, stop, stored.transparent);
            return stored;
        }
        case ImageFormat::Png: {
            const Colours colours = coloursFor(embeddedProfile(bytes, header.format), header, target);
            const bool laidOn = target.range.kind == ValueRange::Kind::Full && !(header.alpha && colours.transform);
            Stored stored;
            stored.picture = laidOn ? readPng(bytes, header, target.background, name, stop, stored.transparent)
                                    : readPngValues(bytes, header, name, stop);
            stored.full = fullMap(stored.picture.depth());
            stored.colours = colours;
            return stored;
        }
        case ImageFormat::Heic:
        case ImageFormat::Avif: {
            const HeifPicture heif = readHeif(bytes, header, reduction(header, target), name);
            return {heif.picture, header.premultiplied, heif.full, coloursFor(heif.profile, header, target)};
        }
        case ImageFormat::WebP:
            if (header.animated) {
                Stored stored;
                stored.picture = openWebPFrames(bytes, header, name)->next(stop);
                stored.colours = coloursFor(embeddedProfile(bytes, header.format), header, target);
                return stored;
            }
            break;
        default: break;
    }
    const cv::Mat picture = readByOpenCv(bytes, header, name);
    // What is white may be said by the file itself.
    const ValueMap full =
        header.maximum > 0 ? ValueMap{0, static_cast<double>(header.maximum)} : fullMap(picture.depth());
    return {picture, header.premultiplied, full, coloursFor(embeddedProfile(bytes, header.format), header, target)};
}

cv::Mat made(const Stored& stored, const ImageHeader& header, const std::filesystem::path& name, const Target& target,
             const std::stop_token& stop, FileFacts* facts) {
    const Decoded decoded = shade(stored, header, name, target);
    const cv::Mat& picture = decoded.picture;
    if (facts) {
        facts->notNumbers = decoded.notNumbers;
        facts->transparent = decoded.transparent;
        facts->numbers = numbersOf(header);
        facts->map = decoded.taken;
        const Colours& colours = stored.colours;
        facts->colours = {colours.transform ? colours.transform->name() : std::string(), colours.damaged};
    }
    if (target.fit == Fit::Tiles) {
        // A JPEG that was decoded smaller has part of a pixel more where its side is no multiple.
        const int reduced = reduction(header, target);
        const cv::Size whole =
            reduced == 1 ? picture.size() : cv::Size(static_cast<int>(header.width), static_cast<int>(header.height));
        const Shrinking shrinking{shrunkSize(whole, target.tiling), target.tiling.scale / reduced, target.channels,
                                  ColourOrder::BlueFirst};
        return turned(shrunkWhole(picture, shrinking, decoded.map, decoded.transform, stop), header.orientation);
    }
    // Turning and reordering are left for the small picture where the fit is the same in both directions.
    const bool colour = picture.channels() > 1;
    const std::array<uint8_t, 3> reversed{target.background[2], target.background[1], target.background[0]};
    cv::Mat result = squared(picture, target.size, colour ? 3 : target.channels, target.fit,
                             colour ? reversed : target.background, decoded.map, decoded.transform);
    result = turned(result, header.orientation);
    if (colour) cv::cvtColor(result, result, target.channels == 1 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGR2RGB);
    return result.isContinuous() ? result : result.clone();
}

/// A picture of a TIFF.
struct TiffPicture {
    std::vector<uint64_t> directories;  ///< of its one page, or of that of each channel
    ImageHeader header;                 ///< of the first of them
    int channels = 0;                   ///< where it is neither grey nor colours; else 0
    int64_t bytes = 0;                  ///< that decoding one page takes, at most
};

/// Looks at all of its pages. \throws Error as decodeFile()
TiffPicture tiffPictureOf(TiffFile& tiff, std::vector<uint64_t> directories, const std::filesystem::path& name,
                          const Target& target) {
    TiffPicture picture{std::move(directories), {}, 0, 0};
    for (const uint64_t directory : picture.directories) {
        tiff.goTo(directory);
        const ImageHeader header = tiff.header();
        checkHeader(header, target, name);
        if (directory == picture.directories.front()) picture.header = header;
        picture.bytes = std::max(picture.bytes, bytesToDecode(header, target));
    }
    if (picture.directories.size() > 1) picture.channels = static_cast<int>(picture.directories.size());
    else if (picture.header.channels > 0) picture.channels = picture.header.channels;
    else if (picture.header.four && target.channels == 4) picture.channels = 4;
    return picture;
}

/// use(a channel of any depth, what its type holds), one after another
template <class Use>
void eachChannel(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name,
                 const std::stop_token& stop, const Use& use) {
    if (picture.directories.size() == 1) {
        tiff.goTo(picture.directories.front());
        ValueMap full;
        for (const cv::Mat& channel : tiff.readChannels(full, stop)) use(channel, full);
        return;
    }
    cv::Size size;
    for (const uint64_t directory : picture.directories) {
        tiff.goTo(directory);
        const TiffFile::Values values = tiff.read(stop);
        const bool first = directory == picture.directories.front();
        if (values.picture.channels() != 1 || (!first && values.picture.size() != size))
            throw Error("image.channels",
                        "The channels of %1 are no grey pages of one size. axes=pages takes each page as a picture.",
                        {displayName(name)});
        size = values.picture.size();
        use(values.picture, values.full);
    }
}

cv::Mat madeOfTiff(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name, const Target& target,
                   const std::stop_token& stop, FileFacts* facts) {
    if (picture.channels == 0) {
        tiff.goTo(picture.directories.front());
        return made(storedPage(tiff, picture.header, name, target, stop), picture.header, name, target, stop, facts);
    }
    // Of more than are read it is said how many are.
    if (picture.channels != target.channels && picture.channels <= kMostChannels)
        throw otherChannels(name, picture.channels, target.channels);
    ChannelPicture channels(target, stop);
    eachChannel(tiff, picture, name, stop,
                [&](const cv::Mat& channel, const ValueMap& full) { channels.add(channel, full); });
    if (facts) {
        facts->notNumbers = channels.notNumbers();
        facts->numbers = numbersOf(picture.header);
    }
    return channels.picture();
}

/// The first picture of a TIFF in memory, whose header has been looked at.
TiffPicture firstPicture(TiffFile& tiff, const ImageHeader& header, const std::filesystem::path& name,
                         const Target& target, const std::stop_token& stop) {
    TiffFile::Pictures pictures = tiff.pictures({target.axes, target.channels}, kMostPages, true, stop);
    TiffPicture picture = tiffPictureOf(tiff, pictures.of(0), name, target);
    // There is room for pages like the first one.
    if (picture.directories.size() > 1 && picture.bytes > bytesToDecode(header, target))
        throw Error("image.channels", "The channels of %1 are no grey pages of one size.", {displayName(name)});
    return picture;
}

cv::Mat madeOf(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
               const Target& target, const std::stop_token& stop, FileFacts* facts) {
    if (header.format != ImageFormat::Tiff)
        return made(storedPicture(bytes, header, name, target, stop), header, name, target, stop, facts);
    TiffFile tiff(readerOf(bytes), std::ssize(bytes), name);
    return madeOfTiff(tiff, firstPicture(tiff, header, name, target, stop), name, target, stop, facts);
}

}  // namespace

void throwDamaged(const std::filesystem::path& name, ImageFormat format, const std::string& words) {
    for (const char* shortage : {"nsufficient memory", "ut of memory", "ailed to allocate"})
        if (words.find(shortage) != std::string::npos) throw std::bad_alloc();
    const bool vowel = format == ImageFormat::Avif;
    if (words.empty())
        throw Error("image.damaged",
                    vowel ? "%1 is damaged: it is an %2 file that is cut off or cannot be decoded."
                          : "%1 is damaged: it is a %2 file that is cut off or cannot be decoded.",
                    {displayName(name), formatName(format)});
    throw Error("image.damaged",
                vowel ? "%1 is damaged: it is an %2 file that is cut off or cannot be decoded (%3)."
                      : "%1 is damaged: it is a %2 file that is cut off or cannot be decoded (%3).",
                {displayName(name), formatName(format), words});
}

int64_t bytesToDecode(const ImageHeader& header, const Target& target) {
    constexpr int kConverted = 6;   // a pixel without its alpha, before and afterwards
    double bytes = header.samples;  // of one pixel
    double pixels = static_cast<double>(header.width) * static_cast<double>(header.height);
    switch (header.format) {
        case ImageFormat::Jpeg: {
            const int factor = reduction(header, target);
            pixels /= factor * factor;
            break;
        }
        case ImageFormat::Gif: break;
        case ImageFormat::Png:
            if (target.range.kind == ValueRange::Kind::Full) {
                // 16 bits become 8 while they are read, and so does alpha, but for interlaced ones
                bytes = !header.alpha ? header.samples : header.interlaced ? 4 + 3 : 3;
                // ... but for one whose colours are converted: its background comes after that.
                if (header.alpha && header.profiled) bytes = 4 * (header.bitDepth > 8 ? 3 : 1) + kConverted;
                break;
            }
            [[fallthrough]];
        default: {
            if (header.channels > 0) {
                // As stored, of a depth that is resized, and that once more, channel by channel.
                bytes = header.samples * (header.bitDepth > 32   ? 24
                                          : header.bitDepth > 16 ? 20
                                          : header.bitDepth > 8  ? 10
                                                                 : 5);
                break;
            }
            const int deep = header.bitDepth > 32 ? 8 : header.bitDepth > 16 ? 4 : header.bitDepth > 8 ? 2 : 1;
            bytes = header.samples * deep + (deep > 1 ? header.samples : 0) + (header.samples == 4 ? 3 : 0);
            // Colours by the range and alpha by itself: a plane each, and all of them together again.
            const bool parted = header.samples == 4 && (deep > 1 || target.range.kind != ValueRange::Kind::Full);
            if (parted) bytes += header.samples * deep + header.samples;
            if (header.alpha && header.profiled) bytes += kConverted;
        }
    }
    double shrunk = 0;  // 8 bits, and once more where it is turned; other fits' pictures are small
    if (target.fit == Fit::Tiles)
        shrunk = static_cast<double>(header.width) * static_cast<double>(header.height) * target.channels /
                 (target.tiling.scale * target.tiling.scale) * (header.orientation > 1 ? 2 : 1);
    // Anything above the limit is as good as more.
    return static_cast<int64_t>(std::min(pixels * bytes + shrunk + static_cast<double>(header.heldBytes), 1e15));
}

bool hasTransparency(const uint8_t* row, int pixels) {
    for (int x = 0; x < pixels; ++x)
        if (row[4 * x + 3] != 255) return true;
    return false;
}

bool hasTransparency(const cv::Mat& picture) {
    for (int y = 0; y < picture.rows; ++y)
        if (hasTransparency(picture.ptr<uint8_t>(y), picture.cols)) return true;
    return false;
}

void layOn(const uint8_t* row, int pixels, const std::array<uint8_t, 3>& background, uint8_t* into) {
    for (int x = 0; x < pixels; ++x, row += 4, into += 3) {
        const int alpha = row[3];
        for (size_t k = 0; k < 3; ++k)
            into[k] = static_cast<uint8_t>((row[k] * alpha + background[k] * (255 - alpha) + 127) / 255);
    }
}

cv::Mat compositeOver(const cv::Mat& picture, const std::array<uint8_t, 3>& background, bool premultiplied) {
    cv::Mat result(picture.rows, picture.cols, CV_8UC3);
    for (int y = 0; y < picture.rows; ++y) {
        const uint8_t* from = picture.ptr<uint8_t>(y);
        uint8_t* to = result.ptr<uint8_t>(y);
        if (!premultiplied) {
            layOn(from, picture.cols, background, to);
            continue;
        }
        for (int x = 0; x < picture.cols; ++x, from += 4, to += 3)
            for (size_t k = 0; k < 3; ++k)
                to[k] =
                    static_cast<uint8_t>(std::min((from[k] * 255 + background[k] * (255 - from[3]) + 127) / 255, 255));
    }
    return result;
}

namespace {

/// Reads a file whole and calls use(its bytes, its header), when the header was found fit to be decoded for `target`.
/// An empty matrix for a file that is none of the formats.
template <class Use>
cv::Mat withFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                 const std::stop_token& stop, const Use& use) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    const size_t first = static_cast<size_t>(std::min(bytes, kFirstRead));
    if (scratch.size() < first) scratch.resize(first);
    size_t got = readAt(handle, 0, std::span(scratch).first(first), file);
    const ByteReader read = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
        const size_t begin = std::min(static_cast<size_t>(offset), got);
        // A file that lies here whole is not asked again; of a longer one what is not here.
        if (begin + into.size() > got && static_cast<int64_t>(got) < bytes) return readAt(handle, offset, into, file);
        const size_t count = std::min(into.size(), got - begin);
        std::memcpy(into.data(), scratch.data() + begin, count);
        return count;
    };
    if (formatOf(std::span(scratch).first(got)) == ImageFormat::None) return {};
    const ImageHeader header = readImageHeader(read, file);
    checkHeader(header, target, file);
    checkLength(header, std::span(scratch).first(got), bytes, file);
    const DecodingRoom::Share room = decodingRoom().take(bytes + bytesToDecode(header, target), stop);
    const LetGo afterwards{scratch};
    const auto whole = static_cast<size_t>(bytes);
    if (scratch.size() < whole) scratch.resize(whole);
    while (got < whole) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t step = readAt(handle, static_cast<int64_t>(got),
                                   std::span(scratch).subspan(got, std::min(whole - got, kReadStep)), file);
        if (step == 0) break;
        got += step;
    }
    return use(std::span<const uint8_t>(scratch).first(got), header);
}

/// withFile() of what lies in memory.
template <class Use>
cv::Mat withBytes(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                  const std::stop_token& stop, const Use& use) {
    if (formatOf(bytes) == ImageFormat::None) return {};
    const ImageHeader header = readImageHeader(readerOf(bytes), name);
    checkHeader(header, target, name);
    checkLength(header, bytes, static_cast<int64_t>(bytes.size()), name);
    const DecodingRoom::Share room = decodingRoom().take(bytesToDecode(header, target), stop);
    return use(bytes, header);
}

/// Whether there are frames behind the first.
bool goesOn(std::span<const uint8_t> bytes, const ImageHeader& header) {
    if (header.format == ImageFormat::Gif) return gifFrames(bytes, 2).frames > 1;
    return header.animated && webPFrames(bytes, 2).frames > 1;
}

}  // namespace

Error noMemoryFor(const std::filesystem::path& file) {
    return Error("file.memory",
                 "There was not enough memory to read %1. Close other programs, and open the images again.",
                 {displayName(file)});
}

cv::Mat decodeFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                   const std::stop_token& stop, FileFacts* facts) {
    return unlessMemoryEnds(file, [&] {
        return withFile(file, target, scratch, stop, [&](std::span<const uint8_t> bytes, const ImageHeader& header) {
            if (facts) {
                facts->content = contentHash(bytes);
                facts->moreFrames = goesOn(bytes, header);
            }
            return madeOf(bytes, header, file, target, stop, facts);
        });
    });
}

cv::Mat decodeBytes(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                    const std::stop_token& stop, FileFacts* facts) {
    return unlessMemoryEnds(name, [&] {
        return withBytes(bytes, name, target, stop, [&](std::span<const uint8_t> all, const ImageHeader& header) {
            if (facts) facts->moreFrames = goesOn(all, header);
            return madeOf(all, header, name, target, stop, facts);
        });
    });
}

cv::Mat decodeFrame(FrameReader& frames, const ImageHeader& header, const ColourProfile& profile,
                    const std::filesystem::path& name, const Target& target, const std::stop_token& stop,
                    FileFacts* facts) {
    checkHeader(header, target, name);
    // The screen, what of it comes back after the frame, the frame, and what becomes of it on the background.
    const DecodingRoom::Share room = decodingRoom().take(header.pixels() * (4 + 4 + 4 + 3), stop);
    Stored stored;
    stored.picture = frames.next(stop);
    stored.colours = coloursFor(profile, header, target);
    // The one conversion that is made in place.
    if (stored.colours.transform) stored.picture = stored.picture.clone();
    return made(stored, header, name, target, stop, facts);
}

namespace {

/// The largest target: no JPEG is decoded smaller than it is.
Target asStored(const Target& target) {
    Target stored = target;
    stored.size = std::numeric_limits<int>::max();
    stored.fit = Fit::Stretch;
    stored.background = {};
    stored.range = {ValueRange::Kind::File};
    return stored;
}

FileValues valuesOf(const cv::Mat& numbers, const ValueMap& full, const ImageHeader& header) {
    const int depth = numbers.depth();
    const ValueType type = depth == CV_8U || header.maximum > 0 ? ValueType::Bytes
                           : depth == CV_16U                    ? ValueType::Words
                                                                : ValueType::Other;
    return {numbers, type, full};
}

void visitTiff(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name, const Target& target,
               const std::stop_token& stop, const ValuesVisitor& visit) {
    if (picture.channels != 0 && picture.channels != target.channels) return;
    if (picture.channels == 0) {
        tiff.goTo(picture.directories.front());
        const Stored stored = storedPage(tiff, picture.header, name, target, stop);
        visit(valuesOf(stored.picture, stored.full, picture.header));
        return;
    }
    int number = 0;
    eachChannel(tiff, picture, name, stop, [&](const cv::Mat& channel, const ValueMap& full) {
        FileValues values = valuesOf(channel, full, picture.header);
        values.channel = number++;
        visit(values);
    });
}

/// Not of a TIFF, which has pages.
void visitBytes(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                const Target& target, const std::stop_token& stop, const ValuesVisitor& visit) {
    Target colours = target;
    if (target.channels == 1) colours.channels = 3;  // a JPEG's are not made grey
    const Stored stored = storedPicture(bytes, header, name, colours, stop);
    visit(valuesOf(stored.picture, stored.full, header));
}

/// Of each TIFF, for the range of its values.
constexpr size_t kSampledPictures = 16;

/// Of some of its pictures.
void visitSome(TiffFile& tiff, const std::filesystem::path& name, const Target& target, const std::stop_token& stop,
               const ValuesVisitor& visit) {
    const TiffFile::Pictures pictures = tiff.pictures({target.axes, target.channels}, kMostPages, false, stop);
    const size_t count = std::min(kSampledPictures, pictures.count());
    for (size_t i = 0; i < count; ++i) {
        unlessMemoryEnds(name, [&] {
            const TiffPicture picture = tiffPictureOf(tiff, pictures.of(i * pictures.count() / count), name, target);
            const DecodingRoom::Share room = decodingRoom().take(picture.bytes, stop);
            visitTiff(tiff, picture, name, target, stop, visit);
            return cv::Mat();
        });
    }
}

}  // namespace

void visitValues(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                 const std::stop_token& stop, const ValuesVisitor& visit) {
    const Target stored = asStored(target);
    if (readImageHeader(file).format != ImageFormat::Tiff) {
        unlessMemoryEnds(file, [&] {
            return withFile(file, stored, scratch, stop,
                            [&](std::span<const uint8_t> bytes, const ImageHeader& header) {
                                visitBytes(bytes, header, file, stored, stop, visit);
                                return cv::Mat();
                            });
        });
        return;
    }
    OpenTiff open(file);
    visitSome(open.tiff, file, stored, stop, visit);
}

void visitValues(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                 const std::stop_token& stop, const ValuesVisitor& visit) {
    const Target stored = asStored(target);
    if (formatOf(bytes) == ImageFormat::Tiff) {
        TiffFile tiff(readerOf(bytes), std::ssize(bytes), name);
        visitSome(tiff, name, stored, stop, visit);
        return;
    }
    unlessMemoryEnds(name, [&] {
        return withBytes(bytes, name, stored, stop, [&](std::span<const uint8_t> all, const ImageHeader& header) {
            visitBytes(all, header, name, stored, stop, visit);
            return cv::Mat();
        });
    });
}

void addTo(ValueSample& sample, const FileValues& values) {
    if (values.channel < 0) sample.add(values.numbers, values.type, values.full);
    else sample.addChannel(values.channel, values.numbers, values.type, values.full);
}

TiffFile::Pictures tiffPictures(const std::filesystem::path& file, const AxesChoice& choice, bool onlyFirst,
                                const std::stop_token& stop) {
    return OpenTiff(file).tiff.pictures(choice, kMostPages, onlyFirst, stop);
}

TiffFile::Pictures tiffPictures(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                const AxesChoice& choice, bool onlyFirst, const std::stop_token& stop) {
    return TiffFile(readerOf(bytes), std::ssize(bytes), name).pictures(choice, kMostPages, onlyFirst, stop);
}

namespace {

cv::Mat pagesOfTiff(TiffFile& tiff, const std::vector<uint64_t>& directories, const std::filesystem::path& name,
                    const Target& target, const std::stop_token& stop, FileFacts* facts) {
    const TiffPicture picture = tiffPictureOf(tiff, directories, name, target);
    const DecodingRoom::Share room = decodingRoom().take(picture.bytes, stop);
    return madeOfTiff(tiff, picture, name, target, stop, facts);
}

}  // namespace

cv::Mat decodePages(const std::filesystem::path& file, const std::vector<uint64_t>& directories, const Target& target,
                    const std::stop_token& stop, FileFacts* facts) {
    return unlessMemoryEnds(file, [&] {
        OpenTiff open(file);
        return pagesOfTiff(open.tiff, directories, file, target, stop, facts);
    });
}

cv::Mat decodePages(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                    const std::vector<uint64_t>& directories, const Target& target, const std::stop_token& stop,
                    FileFacts* facts) {
    return unlessMemoryEnds(name, [&] {
        TiffFile tiff(readerOf(bytes), std::ssize(bytes), name);
        return pagesOfTiff(tiff, directories, name, target, stop, facts);
    });
}

}  // namespace zscape
