#include "engine/data/channel_picture.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/squaring.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"

#include <cmath>
#include <opencv2/core.hpp>
#include <string>

namespace zscape {

bool areNeverColours(int samples) { return samples == 2 || samples > 4; }

bool areChannels(int samples, const Target& target) {
    if (areNeverColours(samples)) return true;
    return (samples == 4 && target.channels == 4) ||
           (samples == 3 && target.channels == 3 && target.range.channels == 3);
}

Error otherChannels(const std::filesystem::path& name, int has, int wanted) {
    return Error("image.channels", "%1 is a picture of %2, and of %3 is needed: one does not become the other.",
                 {displayName(name), channelsText(has), channelsText(wanted)});
}

namespace {

template <class Number>
void note(const cv::Mat& plane, cv::Mat& mask) {
    for (int y = 0; y < plane.rows; ++y) {
        const auto* row = plane.ptr<Number>(y);
        for (int x = 0; x < plane.cols; ++x) {
            if (std::isfinite(row[x])) continue;
            if (mask.empty()) mask = cv::Mat::zeros(plane.rows, plane.cols, CV_8U);
            mask.at<uint8_t>(y, x) = 255;
        }
    }
}

}  // namespace

void noteNotNumbers(const cv::Mat& plane, cv::Mat& mask) {
    if (plane.depth() == CV_32F) note<float>(plane, mask);
    if (plane.depth() == CV_64F) note<double>(plane, mask);
}

void ChannelPicture::add(cv::Mat plane, const ValueMap& full) {
    const ValueMap map = mapOf(target_.range.of(static_cast<int>(squares_.size())), plane, full);
    noteNotNumbers(plane, notNumbers_);
    replaceNotNumbers(plane, map, greyOf(target_.background));
    if (target_.fit == Fit::Tiles) {
        const Tiling& tiling = target_.tiling;
        squares_.push_back(shrunkWhole(
            plane, {shrunkSize(plane.size(), tiling), tiling.scale, 1, ColourOrder::RedFirst}, map, nullptr, stop_));
        return;
    }
    cv::Mat square = squared(plane, target_.size, 1, target_.fit, target_.background, map);
    // It may be a view of the plane, whose memory is used again.
    squares_.push_back(square.u == nullptr || !square.isContinuous() || square.data == plane.data ? square.clone()
                                                                                                  : square);
}

cv::Mat ChannelPicture::picture() const {
    cv::Mat result;
    cv::merge(squares_, result);
    return result;
}

int64_t ChannelPicture::notNumbers() const { return notNumbers_.empty() ? 0 : cv::countNonZero(notNumbers_); }

}  // namespace zscape
