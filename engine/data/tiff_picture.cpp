#include "engine/data/tiff_picture.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/decoding_cost.h"
#include "engine/data/memory_ends.h"
#include "engine/data/open_tiff.h"
#include "engine/data/stored_picture.h"
#include "engine/data/tiff_bands.h"

#include <algorithm>

namespace zscape {

namespace {

/// look(the header of each of its pages)
template <class Look>
TiffPicture lookedAt(TiffFile& tiff, std::vector<uint64_t> directories, const Target& target, const Look& look) {
    TiffPicture picture{std::move(directories), {}, 0, 0};
    for (const uint64_t directory : picture.directories) {
        tiff.goTo(directory);
        const ImageHeader header = tiff.header();
        look(header);
        if (directory == picture.directories.front()) picture.header = header;
        picture.bytes = std::max(picture.bytes, bytesToDecode(header, target));
    }
    // Their bands are held together.
    if (readsBands(picture.header, target)) picture.bytes *= picture.pages();
    if (picture.pages() > 1) picture.channels = static_cast<int>(picture.directories.size());
    else if (picture.header.channels > 0) picture.channels = picture.header.channels;
    else if (picture.header.four && target.channels == 4) picture.channels = 4;
    return picture;
}

}  // namespace

TiffPicture tiffPictureOf(TiffFile& tiff, std::vector<uint64_t> directories, const std::filesystem::path& name,
                          const Target& target) {
    return lookedAt(tiff, std::move(directories), target,
                    [&](const ImageHeader& header) { checkHeader(header, target, name); });
}

TiffPicture tiffPictureInBands(TiffFile& tiff, std::vector<uint64_t> directories, const Target& target) {
    return lookedAt(tiff, std::move(directories), target, [](const ImageHeader&) {});
}

TiffPicture firstPicture(TiffFile& tiff, const ImageHeader& header, const std::filesystem::path& name,
                         const Target& target, const std::stop_token& stop) {
    TiffFile::Pictures pictures = tiff.pictures({target.axes, target.channels}, kMostPages, true, stop);
    TiffPicture picture = tiffPictureOf(tiff, pictures.of(0), name, target);
    // There is room for pages like the first one.
    if (picture.directories.size() > 1 && picture.bytes > bytesToDecode(header, target))
        throw Error("image.channels", "The channels of %1 are no grey pages of one size.", {displayName(name)});
    return picture;
}

Error pagesAreNoChannels(const std::filesystem::path& name) {
    return Error("image.channels",
                 "The channels of %1 are no grey pages of one size. axes=pages takes each page as a picture.",
                 {displayName(name)});
}

void eachChannel(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name,
                 const std::stop_token& stop,
                 const std::function<void(const cv::Mat& channel, const ValueMap& full)>& use) {
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
        if (values.picture.channels() != 1 || (!first && values.picture.size() != size)) throw pagesAreNoChannels(name);
        size = values.picture.size();
        use(values.picture, values.full);
    }
}

cv::Mat madeOfTiff(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name, const Target& target,
                   const std::stop_token& stop, FileFacts* facts, const RowsRead& told) {
    // Of more than are read it is said how many are.
    if (picture.channels != 0 && picture.channels != target.channels && picture.channels <= kMostChannels)
        throw otherChannels(name, picture.channels, target.channels);
    if (readsBands(picture.header, target)) return TiffBands(tiff, picture, name, target, stop, told).made(facts);
    if (picture.channels == 0) {
        tiff.goTo(picture.directories.front());
        return made(storedPage(tiff, picture.header, name, target, stop), picture.header, name, target, stop, facts);
    }
    ChannelPicture channels(target, stop);
    eachChannel(tiff, picture, name, stop,
                [&](const cv::Mat& channel, const ValueMap& full) { channels.add(channel, full); });
    if (facts) {
        facts->notNumbers = channels.notNumbers();
        facts->numbers = numbersOf(picture.header);
    }
    return channels.picture();
}

TiffFile::Pictures tiffPictures(const std::filesystem::path& file, const AxesChoice& choice,
                                const std::stop_token& stop) {
    return OpenTiff(file).tiff.pictures(choice, kMostPages, false, stop);
}

TiffFile::Pictures tiffPictures(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                const AxesChoice& choice, const std::stop_token& stop) {
    return TiffFile(readerOf(bytes), std::ssize(bytes), name).pictures(choice, kMostPages, false, stop);
}

cv::Mat decodeOpenTiff(TiffFile& tiff, const std::vector<uint64_t>& directories, const std::filesystem::path& name,
                       const Target& target, const std::stop_token& stop, FileFacts* facts, const RowsRead& told) {
    const TiffPicture picture = tiffPictureOf(tiff, directories, name, target);
    const DecodingRoom::Share room = decodingRoom().take(picture.bytes, stop);
    return madeOfTiff(tiff, picture, name, target, stop, facts, told);
}

cv::Mat decodePages(const std::filesystem::path& file, const std::vector<uint64_t>& directories, const Target& target,
                    const std::stop_token& stop, FileFacts* facts, const RowsRead& told) {
    return unlessMemoryEnds(file, [&] {
        OpenTiff open(file);
        return decodeOpenTiff(open.tiff, directories, file, target, stop, facts, told);
    });
}

cv::Mat decodePages(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                    const std::vector<uint64_t>& directories, const Target& target, const std::stop_token& stop,
                    FileFacts* facts, const RowsRead& told) {
    return unlessMemoryEnds(name, [&] {
        TiffFile tiff(readerOf(bytes), std::ssize(bytes), name);
        return decodeOpenTiff(tiff, directories, name, target, stop, facts, told);
    });
}

}  // namespace zscape
