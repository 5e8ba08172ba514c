#include "engine/data/memory_ends.h"
#include "engine/data/open_tiff.h"
#include "engine/data/tiff_bands.h"
#include "engine/data/tiff_picture.h"
#include "engine/data/whole_file.h"

#include <algorithm>
#include <limits>

namespace zscape {

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

void visitTiff(TiffFile& tiff, const TiffPicture& picture, const std::filesystem::path& name, const Target& target,
               const std::stop_token& stop, const ValuesVisitor& visit) {
    if (picture.channels != 0 && picture.channels != target.channels) return;
    if (readsBands(picture.header, target)) {
        TiffBands(tiff, picture, name, target, stop).visit([&](FileValues values) {
            values.pixels = picture.header.pixels();
            visit(values);
        });
        return;
    }
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
            return withFile(
                file, stored, scratch, stop,
                [&](std::span<const uint8_t> bytes, const ImageHeader& header) {
                    visitBytes(bytes, header, file, stored, stop, visit);
                    return cv::Mat();
                },
                [] { return cv::Mat(); });  // no TIFF comes here
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

FileValues valuesOf(const cv::Mat& numbers, const ValueMap& full, const ImageHeader& header) {
    const int depth = numbers.depth();
    const ValueType type = depth == CV_8U || header.maximum > 0 ? ValueType::Bytes
                           : depth == CV_16U                    ? ValueType::Words
                                                                : ValueType::Other;
    return {numbers, type, full};
}

void addTo(ValueSample& sample, const FileValues& values) {
    if (values.channel < 0) sample.add(values.numbers, values.type, values.full, values.pixels);
    else sample.addChannel(values.channel, values.numbers, values.type, values.full, values.pixels);
}

}  // namespace zscape
