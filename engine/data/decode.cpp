#include "engine/data/decode.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/content_hash.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/gif_reader.h"
#include "engine/data/memory_ends.h"
#include "engine/data/open_tiff.h"
#include "engine/data/tiff_picture.h"
#include "engine/data/webp_frames.h"
#include "engine/data/whole_file.h"

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

cv::Mat madeOf(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
               const Target& target, const std::stop_token& stop, FileFacts* facts, const RowsRead& told) {
    if (header.format != ImageFormat::Tiff)
        return made(storedPicture(bytes, header, name, target, stop), header, name, target, stop, facts);
    TiffFile tiff(readerOf(bytes), std::ssize(bytes), name);
    return madeOfTiff(tiff, firstPicture(tiff, header, name, target, stop), name, target, stop, facts, told);
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

namespace {

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
                   const std::stop_token& stop, FileFacts* facts, const RowsRead& told) {
    const auto inPlaces = [&] {
        OpenTiff open(file);
        const TiffFile::Pictures pictures = open.tiff.pictures({target.axes, target.channels}, kMostPages, true, stop);
        const cv::Mat picture = decodeOpenTiff(open.tiff, pictures.of(0), file, target, stop, facts, told);
        if (facts) facts->content = contentHash(file, stop);
        return picture;
    };
    const auto whole = [&](std::span<const uint8_t> bytes, const ImageHeader& header) {
        if (facts) {
            facts->content = contentHash(bytes);
            facts->moreFrames = goesOn(bytes, header);
        }
        return madeOf(bytes, header, file, target, stop, facts, told);
    };
    return unlessMemoryEnds(file, [&] { return withFile(file, target, scratch, stop, whole, inPlaces); });
}

cv::Mat decodeBytes(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                    const std::stop_token& stop, FileFacts* facts, const RowsRead& told) {
    return unlessMemoryEnds(name, [&] {
        return withBytes(bytes, name, target, stop, [&](std::span<const uint8_t> all, const ImageHeader& header) {
            if (facts) facts->moreFrames = goesOn(all, header);
            return madeOf(all, header, name, target, stop, facts, told);
        });
    });
}

cv::Mat decodeFrame(FrameReader& frames, const ImageHeader& header, const ColourProfile& profile,
                    const std::filesystem::path& name, const Target& target, const std::stop_token& stop,
                    FileFacts* facts) {
    checkHeader(header, target, name);
    if (isComposite(target.channels)) throw otherChannels(name, header.grey ? 1 : 3, target.channels);
    // The screen, what of it comes back after the frame, the frame, and what becomes of it on the background.
    const DecodingRoom::Share room = decodingRoom().take(header.pixels() * (4 + 4 + 4 + 3), stop);
    Stored stored;
    stored.picture = frames.next(stop);
    stored.colours = coloursFor(profile, header, target);
    // The one conversion that is made in place.
    if (stored.colours.transform) stored.picture = stored.picture.clone();
    return made(stored, header, name, target, stop, facts);
}

}  // namespace zscape
