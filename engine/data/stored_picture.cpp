#include "engine/data/stored_picture.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/decoding_cost.h"
#include "engine/data/embedded_profile.h"
#include "engine/data/gif_reader.h"
#include "engine/data/heif_reader.h"
#include "engine/data/jpeg_reader.h"
#include "engine/data/png_reader.h"
#include "engine/data/squaring.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"
#include "engine/data/transparency.h"
#include "engine/data/webp_frames.h"

#include <opencv2/imgproc.hpp>
#include <string>

namespace zscape {

namespace {

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

PixelKind pixelKindOf(const ImageHeader& header) {
    if (header.format == ImageFormat::Jpeg && header.samples == 4) return PixelKind::Inks;
    return header.grey ? PixelKind::Grey : PixelKind::Colours;
}

/// Numbers that were measured are no colours: a range says what is black and white of them, and no profile.
bool takesProfile(const Target& target) { return target.range.kind == ValueRange::Kind::Full; }

/// Alpha stays what it is.
void convertBesideAlpha(cv::Mat& picture, const ColourTransform& transform) {
    const cv::Mat colours = transform.toSrgb(withoutAlpha(picture));
    const int same[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&colours, 1, &picture, 1, same, 3);
}

}  // namespace

void requireColours(const ImageHeader& header, const std::filesystem::path& name, const Target& target) {
    if (isComposite(target.channels)) throw otherChannels(name, header.grey ? 1 : 3, target.channels);
    if (target.range.channels > 0)
        throw Error("image.channels",
                    "%1 is a picture of %2, whose channels have no values of their own. Give range two values.",
                    {displayName(name), channelsText(header.grey ? 1 : 3)});
}

Shades shadesOf(Stored stored, const ImageHeader& header, const std::filesystem::path& name, const Target& target) {
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

void checkHeader(const ImageHeader& header, const Target& target, const std::filesystem::path& name) {
    if (header.animated && target.frames == Frames::FirstOfGif)
        throw Error("image.kind",
                    "%1 is an animated WebP, and these images were first opened when none was read. Open them anew, or "
                    "save its first frame as a picture.",
                    {displayName(name)});
    const int64_t bytes = bytesToDecode(header, target);
    if (bytes > kPictureLimit && header.format == ImageFormat::Tiff && header.bandRows >= header.height)
        throw Error(
            "image.large",
            "%1 has %2 x %3 pixels in one strip or tile that can only be decoded as a whole, which takes %4 MB; "
            "a picture may take %5 MB. Save it in tiles of 256 x 256 pixels, or in strips.",
            {displayName(name), std::to_string(header.width), std::to_string(header.height),
             std::to_string(bytes >> 20), std::to_string(kPictureLimit >> 20)});
    if (bytes > kPictureLimit && target.fit == Fit::Tiles && header.rowsInOrder)
        throw Error("image.large",
                    "%1 has %2 x %3 pixels in one compressed strip, which can only be read from its beginning: to be "
                    "cut into tiles it takes %4 MB, and a picture may take %5 MB. Save it in tiles of 256 x 256 "
                    "pixels, or in strips, or choose a larger tile_scale.",
                    {displayName(name), std::to_string(header.width), std::to_string(header.height),
                     std::to_string(bytes >> 20), std::to_string(kPictureLimit >> 20)});
    if (bytes > kPictureLimit)
        throw Error(
            "image.large",
            "%1 has %2 x %3 pixels, which take %4 MB to decode; a picture may take %5 MB. Make it smaller first.",
            {displayName(name), std::to_string(header.width), std::to_string(header.height),
             std::to_string(bytes >> 20), std::to_string(kPictureLimit >> 20)});
}

Colours coloursFor(const ColourProfile& profile, const ImageHeader& header, const Target& target) {
    return takesProfile(target) ? coloursBy(profile, pixelKindOf(header)) : Colours{};
}

Stored storedPage(TiffFile& tiff, const ImageHeader& header, const std::filesystem::path& name, const Target& target,
                  const std::stop_token& stop) {
    requireColours(header, name, target);
    const TiffFile::Values values = tiff.read(stop);
    return {values.picture, values.premultiplied, values.full, coloursFor(values.profile, header, target)};
}

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
    const Shades decoded = shadesOf(stored, header, name, target);
    const cv::Mat& picture = decoded.picture;
    if (facts) {
        facts->notNumbers = decoded.notNumbers;
        facts->transparent = decoded.transparent;
        tellFacts(*facts, header, stored.colours, decoded.taken);
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
    if (colour) result = inTargetsOrder(result, target);
    return result.isContinuous() ? result : result.clone();
}

void tellFacts(FileFacts& facts, const ImageHeader& header, const Colours& colours, const ValueMap& taken) {
    facts.numbers = numbersOf(header);
    facts.map = taken;
    facts.colours = {colours.transform ? colours.transform->name() : std::string(), colours.damaged};
}

cv::Mat inTargetsOrder(const cv::Mat& colours, const Target& target) {
    cv::Mat result;
    cv::cvtColor(colours, result, target.channels == 1 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGR2RGB);
    return result;
}

}  // namespace zscape
