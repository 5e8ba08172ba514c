#include "engine/data/tiff_bands.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/area_rows.h"
#include "engine/data/channel_picture.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <utility>

namespace zscape {

/// What becomes of the rows of grey, of colours or of one channel.
class TiffBands::Lane {
public:
    /// \param part of what is stored \param result how large it becomes, before it is turned
    Lane(const Target& target, const cv::Rect& part, const cv::Size& result, int channels, const std::stop_token& stop)
        : target_(target),
          part_(part.size()),
          size_(result),
          channels_(channels),
          stop_(stop) {}

    void add(const cv::Mat& rows, const ValueMap& map, const ColourTransform* transform) {
        map_ = map;
        transform_ = transform;
        if (target_.fit != Fit::Tiles) {
            if (!area_) area_.emplace(part_, size_, rows.type());
            area_->add(rows);
            return;
        }
        if (whole_.empty()) whole_.create(size_, CV_8UC(channels_));
        inSteps(waiting_, rows, target_.tiling.scale, [&](const cv::Mat& ready) { shrink(ready); });
    }

    /// For Fit::Tiles, not turned yet.
    cv::Mat whole() {
        if (made_ < size_.height && !waiting_.empty()) shrink(waiting_);
        return whole_;
    }

    cv::Mat square(const SquarePlan& plan, int orientation, bool isOfColours) const {
        const cv::Mat& shrunk = area_.value().picture();
        const bool colour = isOfColours && shrunk.channels() > 1;
        const std::array<uint8_t, 3>& ground = target_.background;
        const cv::Mat square =
            squaredFrom(turned(shrunk, orientation), plan, target_.size, colour ? 3 : channels_,
                        colour ? std::array<uint8_t, 3>{ground[2], ground[1], ground[0]} : ground, map_, transform_);
        return colour ? inTargetsOrder(square, target_) : square;
    }

private:
    void shrink(const cv::Mat& rows) {
        const int factor = target_.tiling.scale, count = std::max(1, rows.rows / factor);
        shrunkWhole(rows, {{size_.width, count}, factor, channels_, ColourOrder::BlueFirst}, map_, transform_, stop_)
            .copyTo(whole_.rowRange(made_, made_ + count));
        made_ += count;
    }

    const Target& target_;
    const cv::Size part_, size_;
    const int channels_;
    const std::stop_token stop_;
    ValueMap map_;
    const ColourTransform* transform_ = nullptr;
    std::optional<AreaRows> area_;
    cv::Mat waiting_, whole_;
    int made_ = 0;
};

TiffBands::TiffBands(TiffFile& tiff, const TiffPicture& picture, std::filesystem::path name, const Target& target,
                     std::stop_token stop, RowsRead told, int64_t bandBytes)
    : tiff_(tiff),
      picture_(picture),
      name_(std::move(name)),
      target_(target),
      stop_(std::move(stop)),
      told_(std::move(told)),
      bandBytes_(bandBytes) {
    tiff_.goTo(picture_.directories.front());
    stored_ = {static_cast<int>(picture_.header.width), static_cast<int>(picture_.header.height)};
    seen_ = tiff_.seenSize();
    orientation_ = tiff_.orientation();
    if (picture_.channels == 0) requireColours(picture_.header, name_, target_);
    // Of more in a page than are read it is said how many are.
    else if (picture_.channels != target_.channels && (picture_.pages() > 1 || picture_.channels <= kMostChannels))
        throw otherChannels(name_, picture_.channels, target_.channels);
    if (picture_.directories.size() == 1) return;
    for (const uint64_t directory : picture_.directories) {
        pages_.push_back(tiff_.another(directory));
        const ImageHeader page = pages_.back()->header();
        if (page.samples != 1 || page.channels > 0 || pages_.back()->orientation() != orientation_ ||
            cv::Size(static_cast<int>(page.width), static_cast<int>(page.height)) != stored_)
            throw pagesAreNoChannels(name_);
    }
}

TiffBands::Rows TiffBands::read(int first, int count) {
    Rows rows;
    if (picture_.channels == 0) {
        const TiffFile::Values values = tiff_.readRows(first, count, stop_);
        rows.stored = {values.picture, values.premultiplied, values.full,
                       coloursFor(values.profile, picture_.header, target_)};
    } else if (pages_.empty()) {
        rows.channels = tiff_.readChannelRows(first, count, rows.full, stop_);
    } else {
        for (const auto& page : pages_) {
            const TiffFile::Values values = page->readRows(first, count, stop_);
            if (values.picture.channels() != 1) throw pagesAreNoChannels(name_);
            rows.full = values.full;
            rows.channels.push_back(values.picture);
        }
    }
    return rows;
}

void TiffBands::eachBand(const cv::Rect& part, const std::function<void(Rows& rows)>& use) {
    const auto together = static_cast<int>(rowsTogether(picture_.header, bandBytes_));
    const auto pieces = static_cast<int>(std::max<int64_t>(1, picture_.header.bandRows));
    const int end = part.y + part.height;
    for (int from = part.y; from < end;) {
        if (stop_.stop_requested()) throw Cancelled();
        const auto to = static_cast<int>(std::min<int64_t>(end, int64_t{from} - from % pieces + together));
        Rows rows = read(from, to - from);
        const auto cut = [&](cv::Mat& picture) { picture = picture.colRange(part.x, part.x + part.width); };
        if (picture_.channels == 0) cut(rows.stored.picture);
        for (cv::Mat& channel : rows.channels) cut(channel);
        use(rows);
        from = to;
        if (told_) told_(pass_ * part.height + from - part.y, passes_ * part.height);
    }
}

ValueRange TiffBands::ownRange() {
    std::vector<ValueEnds> ends(static_cast<size_t>(std::max(1, picture_.channels)));
    eachBand({{0, 0}, stored_}, [&](const Rows& rows) {
        if (picture_.channels == 0) ends[0].add(rows.stored.picture);
        for (size_t k = 0; k < rows.channels.size(); ++k) ends[k].add(rows.channels[k]);
    });
    std::vector<ValueRange::Ends> found;
    found.reserve(ends.size());
    for (const ValueEnds& channel : ends) found.push_back({channel.map().black, channel.map().white});
    return rangeOfChannels(found);
}

cv::Mat TiffBands::madeOf(const cv::Rect& seenPart, cv::Size result, const SquarePlan* plan, FileFacts* facts) {
    if (target_.range.kind == ValueRange::Kind::File) {
        passes_ = 2;
        target_.range = ownRange();
        pass_ = 1;
    }
    const cv::Rect part = beforeTurning(seenPart, seen_, orientation_);
    if (orientation_ >= 5) std::swap(result.width, result.height);
    // One lane for each channel that has a range of its own, or one for all.
    std::vector<Lane> lanes;
    for (int k = 0; k < std::max(1, picture_.channels); ++k)
        lanes.emplace_back(target_, part, result, picture_.channels == 0 ? target_.channels : 1, stop_);
    FileFacts learnt;
    Colours colours;  // keeps the transform
    ValueMap taken;
    const auto addColours = [&](Rows& rows) {
        if (!colours.transform) colours = rows.stored.colours;
        rows.stored.colours = colours;
        const Shades shades = shadesOf(rows.stored, picture_.header, name_, target_);
        learnt.notNumbers += shades.notNumbers;
        learnt.transparent = learnt.transparent || shades.transparent;
        taken = shades.taken;
        lanes[0].add(shades.picture, shades.map, shades.transform);
    };
    const auto addChannels = [&](Rows& rows) {
        cv::Mat odd;
        for (size_t k = 0; k < rows.channels.size(); ++k) {
            cv::Mat& channel = rows.channels[k];
            const ValueMap map = mapOf(target_.range.of(static_cast<int>(k)), channel, rows.full);
            noteNotNumbers(channel, odd);
            replaceNotNumbers(channel, map, greyOf(target_.background));
            lanes[k].add(channel, map, nullptr);
        }
        learnt.notNumbers += odd.empty() ? 0 : cv::countNonZero(odd);
    };
    eachBand(part, [&](Rows& rows) { picture_.channels == 0 ? addColours(rows) : addChannels(rows); });
    if (facts) {
        *facts = learnt;
        tellFacts(*facts, picture_.header, colours, picture_.channels == 0 ? taken : ValueMap{});
    }
    std::vector<cv::Mat> made;
    made.reserve(lanes.size());
    for (Lane& lane : lanes)
        made.push_back(plan ? lane.square(*plan, orientation_, picture_.channels == 0)
                            : turned(lane.whole(), orientation_));
    if (picture_.channels == 0) return made[0];
    cv::Mat together;
    cv::merge(made, together);
    return together;
}

cv::Mat TiffBands::made(FileFacts* facts) {
    if (target_.fit == Fit::Tiles) return madeRows(0, shrunkSize(seen_, target_.tiling).height, facts);
    const SquarePlan plan = squarePlan(seen_, target_.size, target_.fit);
    return madeOf(plan.part, shrunkInner(plan), &plan, facts);
}

cv::Mat TiffBands::madeRows(int first, int count, FileFacts* facts) {
    const cv::Size shrunk = shrunkSize(seen_, target_.tiling);
    const int scale = target_.tiling.scale, top = first * scale;
    // A side that is shorter than the scale is one pixel.
    const cv::Rect part(0, top, std::min(seen_.width, shrunk.width * scale),
                        std::min(seen_.height - top, count * scale));
    return madeOf(part, {shrunk.width, count}, nullptr, facts);
}

void TiffBands::visit(const ValuesVisitor& visit) {
    eachBand({{0, 0}, stored_}, [&](const Rows& rows) {
        if (picture_.channels == 0) visit(valuesOf(rows.stored.picture, rows.stored.full, picture_.header));
        int number = 0;
        for (const cv::Mat& channel : rows.channels) {
            FileValues values = valuesOf(channel, rows.full, picture_.header);
            values.channel = number++;
            visit(values);
        }
    });
}

}  // namespace zscape
