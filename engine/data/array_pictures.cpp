#include "engine/data/array_pictures.h"

#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/guess.h"
#include "engine/data/source_failed.h"
#include "engine/data/squaring.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"
#include "engine/data/transparency.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// Pictures of an array that are looked at for the range of their values, and numbers that are enough.
constexpr int64_t kMostSampled = 256, kLeastSampled = 4, kSampledNumbers = 16'000'000;
/// Of a compressed array whose pictures are scattered.
constexpr int64_t kHeldAtMost = int64_t{1} << 30;
/// Scattered pictures that are read together.
constexpr int64_t kNeighbourBytes = 8 << 20;

}  // namespace

ArrayPictures::ArrayPictures(const ArrayFile& array, const std::stop_token& stop)
    : array_(array),
      handle_(openForReading(array.file)) {
    const bool isHeld = array.pieces.areScattered() && (array.compressed || array.rows);
    if (array.compressed && !array.rows) inflated_ = std::make_unique<InflatedFile>(array.file, array.member);
    if (!isHeld) {
        if (array.rows) array.rows->prepare();
        return;
    }
    const int64_t bytes = array.count * array.pictureBytes();
    if (bytes > kHeldAtMost)
        throw Error("array.order",
                    "%1 is compressed, its pictures do not lie one after another (in Fortran order, or by axes=%3), "
                    "and it is too large to be turned in memory (%2 MB). In Python, move the axes that count "
                    "pictures to the front and save numpy.ascontiguousarray(array).",
                    {displayName(array.file), std::to_string(bytes >> 20), array.axes});
    held_ =
        array.rows ? allOf(*array.rows, stop) : inflateFile(array.file, array.member, array.firstOffset, bytes, stop);
}

std::vector<int64_t> ArrayPictures::sampled() const {
    // The first of a compressed part: what lies behind them would have to be inflated.
    const int64_t count = std::min(
                      {kMostSampled, array_.count, std::max(kLeastSampled, kSampledNumbers / array_.pictureNumbers())}),
                  step = array_.compressed ? 1 : array_.count / count;
    std::vector<int64_t> some;
    some.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) some.push_back(i * step);
    return some;
}

cv::Mat ArrayPictures::read(int64_t index, const Target& target, Scratch& scratch, FileFacts& facts) const {
    // As stored, its channels side by side, turned, and laid on the background.
    const cv::Size shrunk = shrunkSize({array_.width, array_.height}, target.tiling);
    const int64_t tiles = target.fit == Fit::Tiles ? int64_t{shrunk.width} * shrunk.height * target.channels : 0;
    const DecodingRoom::Share room = decodingRoom().take(3 * array_.pictureBytes() + tiles, scratch.stop);
    facts.numbers = numbersOf(array_.type);
    if (areChannels(array_.channels, target)) return channelPicture(index, target, scratch, facts);
    cv::Mat picture = numbers(index, scratch);
    const ValueMap full = array_.type.full();
    ValueMap map = array_.type.kind == NumberType::Kind::Truth ? full : mapOf(target.range, picture, full);
    facts.notNumbers = replaceNotNumbers(picture, map, greyOf(target.background));
    facts.map = map;
    if (array_.channels == 4) {
        picture = bytesBesideAlpha(picture, map, full, false);
        facts.transparent = hasTransparency(picture);
        picture = compositeOver(picture, target.background, false);
        map = {};
    }
    if (target.fit == Fit::Tiles)
        return shrunkWhole(picture, {shrunk, target.tiling.scale, target.channels, ColourOrder::RedFirst}, map, nullptr,
                           scratch.stop);
    const cv::Mat result = squared(picture, target.size, target.channels, target.fit, target.background, map);
    const bool ownsPixels = result.u != nullptr;
    return result.isContinuous() && ownsPixels ? result : result.clone();
}

/// One picture's numbers as they lie in the file, in `scratch`.
std::span<uint8_t> ArrayPictures::raw(int64_t index, Scratch& scratch) const {
    const auto bytes = static_cast<size_t>(array_.pictureBytes());
    if (scratch.bytes.size() < bytes) scratch.bytes.resize(bytes);
    const std::span<uint8_t> into = std::span(scratch.bytes).first(bytes);
    const int64_t offset = array_.firstOffset + index * array_.recordBytes;
    if (array_.pieces.areScattered()) gather(index, into, scratch);
    else if (array_.rows) array_.rows->read(index, into, scratch.stop);
    else if (array_.compressed) inflated_->read(offset, into, scratch.stop);
    else readPlain(offset, into);
    return into;
}

std::vector<cv::Mat> ArrayPictures::planes(int64_t index, Scratch& scratch) const {
    const std::span<uint8_t> bytes = raw(index, scratch);
    const int rows = array_.transposed ? array_.width : array_.height,
              columns = array_.transposed ? array_.height : array_.width;
    std::vector<cv::Mat> each;
    switch (array_.place) {
        case ChannelPlace::Last: cv::split(array_.type.matrix(bytes, rows, columns, array_.channels), each); break;
        case ChannelPlace::First: {
            const size_t plane = bytes.size() / static_cast<size_t>(array_.channels);
            for (size_t k = 0; k < static_cast<size_t>(array_.channels); ++k)
                each.push_back(array_.type.matrix(bytes.subspan(k * plane, plane), rows, columns, 1));
            break;
        }
        case ChannelPlace::Between: {
            const cv::Mat all = array_.type.matrix(bytes, rows, columns * array_.channels, 1);
            for (int k = 0; k < array_.channels; ++k) each.push_back(all.colRange(k * columns, (k + 1) * columns));
            break;
        }
    }
    if (array_.transposed)
        for (cv::Mat& plane : each) plane = plane.t();
    return each;
}

cv::Mat ArrayPictures::channelPicture(int64_t index, const Target& target, Scratch& scratch, FileFacts& facts) const {
    Target own = target;
    if (array_.type.kind == NumberType::Kind::Truth) own.range = {ValueRange::Kind::Full};
    ChannelPicture channels(own, scratch.stop);
    for (const cv::Mat& plane : planes(index, scratch)) channels.add(plane, array_.type.full());
    facts.notNumbers = channels.notNumbers();
    return channels.picture();
}

cv::Mat ArrayPictures::numbers(int64_t index, Scratch& scratch) const {
    cv::Mat picture;
    if (array_.place != ChannelPlace::Last) {
        cv::merge(planes(index, scratch), picture);
        return picture;
    }
    const std::span<uint8_t> bytes = raw(index, scratch);
    const int rows = array_.transposed ? array_.width : array_.height,
              columns = array_.transposed ? array_.height : array_.width;
    picture = array_.type.matrix(bytes, rows, columns, array_.channels);
    if (!array_.transposed) return picture;
    cv::Mat turned;
    cv::transpose(picture, turned);
    return turned;
}

/// The same piece of neighbours lies together, and then the next piece of these; in Fortran order a piece is one
/// number. Neighbours are read together: one picture by itself takes as many reads as it has pieces.
void ArrayPictures::gather(int64_t index, std::span<uint8_t> into, Scratch& scratch) const {
    const int64_t piece = array_.pieces.pieceNumbers() * array_.type.bytes;
    const auto bytes = static_cast<size_t>(piece);
    if (!held_.empty()) {
        for (int64_t k = 0; k < array_.pieces.pieces(); ++k)
            std::copy_n(held_.begin() + array_.pieces.placeOf(index, k) * array_.type.bytes, bytes,
                        into.begin() + k * piece);
        return;
    }
    Scratch::Neighbours& near = scratch.neighbours;
    if (near.of != this || index < near.begin || index >= near.end) readNeighbours(index, near, scratch.stop);
    const int64_t run = (near.end - near.begin) * piece;  // the same piece of all of them
    const uint8_t* first = near.bytes.data() + (index - near.begin) * piece;
    for (int64_t k = 0; k < array_.pieces.pieces(); ++k) std::copy_n(first + k * run, bytes, into.begin() + k * piece);
}

void ArrayPictures::readNeighbours(int64_t index, Scratch::Neighbours& near, const std::stop_token& stop) const {
    const ScatteredPictures& pieces = array_.pieces;
    const int64_t together = std::max<int64_t>(1, kNeighbourBytes / array_.pictureBytes());
    const int64_t begin = index / pieces.neighbours() * pieces.neighbours();
    near.of = nullptr;
    near.begin = begin + (index - begin) / together * together;
    near.end = std::min(near.begin + together, begin + pieces.neighbours());
    const auto run = static_cast<size_t>((near.end - near.begin) * pieces.pieceNumbers() * array_.type.bytes);
    near.bytes.resize(run * static_cast<size_t>(pieces.pieces()));
    for (int64_t k = 0; k < pieces.pieces(); ++k) {
        if (stop.stop_requested()) throw Cancelled();
        readPlain(array_.firstOffset + pieces.placeOf(near.begin, k) * array_.type.bytes,
                  std::span(near.bytes).subspan(static_cast<size_t>(k) * run, run));
    }
    near.of = this;
}

/// A disk that fails says nothing about the picture, and one array is all or nothing: the import ends, and nothing
/// is kept of it.
void ArrayPictures::readPlain(int64_t offset, std::span<uint8_t> into) const {
    const fs::path& file = array_.file;
    try {
        if (readAt(handle_, offset, into, file) == into.size()) return;
    } catch (const Error& error) {
        throw SourceFailed(error);
    }
    throw SourceFailed(Error("file.changed", "%1 was cut off while it was read. Copy it again.", {displayName(file)}));
}

}  // namespace zscape
