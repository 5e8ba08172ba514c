#include "engine/data/squaring.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zscape {

namespace {

/// Area averaging where it shrinks, linear where it enlarges, each direction for itself: OpenCV's INTER_AREA
/// averages only when both shrink.
cv::Mat resized(const cv::Mat& picture, int width, int height) {
    if (picture.cols == width && picture.rows == height) return picture;
    const bool mixed =
        (picture.cols > width) != (picture.rows > height) && picture.cols != width && picture.rows != height;
    cv::Mat result;
    if (mixed) {
        cv::resize(picture, result, cv::Size(std::min(width, picture.cols), std::min(height, picture.rows)), 0, 0,
                   cv::INTER_AREA);
        return resized(result, width, height);
    }
    const bool shrinks = picture.cols >= width && picture.rows >= height;
    cv::resize(picture, result, cv::Size(width, height), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

cv::Mat withChannels(const cv::Mat& picture, int channels) {
    if (picture.channels() == channels) return picture;
    cv::Mat result;
    cv::cvtColor(picture, result, channels == 1 ? cv::COLOR_RGB2GRAY : cv::COLOR_GRAY2RGB);
    return result;
}

}  // namespace

uint8_t greyOf(const std::array<uint8_t, 3>& colour) {
    return static_cast<uint8_t>(std::lround(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]));
}

cv::Mat turned(const cv::Mat& picture, int orientation) {
    cv::Mat result;
    switch (orientation) {
        case 2: cv::flip(picture, result, 1); return result;
        case 3: cv::rotate(picture, result, cv::ROTATE_180); return result;
        case 4: cv::flip(picture, result, 0); return result;
        case 5: cv::transpose(picture, result); return result;
        case 6: cv::rotate(picture, result, cv::ROTATE_90_CLOCKWISE); return result;
        case 7: {
            cv::Mat transposed;
            cv::transpose(picture, transposed);
            cv::rotate(transposed, result, cv::ROTATE_180);
            return result;
        }
        case 8: cv::rotate(picture, result, cv::ROTATE_90_COUNTERCLOCKWISE); return result;
        default: return picture;
    }
}

cv::Rect beforeTurning(const cv::Rect& part, const cv::Size& seen, int orientation) {
    const int right = seen.width - part.x - part.width, below = seen.height - part.y - part.height;
    switch (orientation) {
        case 2: return {right, part.y, part.width, part.height};
        case 3: return {right, below, part.width, part.height};
        case 4: return {part.x, below, part.width, part.height};
        case 5: return {part.y, part.x, part.height, part.width};
        case 6: return {part.y, right, part.height, part.width};
        case 7: return {below, right, part.height, part.width};
        case 8: return {below, part.x, part.height, part.width};
        default: return part;
    }
}

SquarePlan squarePlan(const cv::Size& picture, int size, Fit fit) {
    const int width = picture.width, height = picture.height;
    if (fit == Fit::Stretch || width == height) return {{0, 0, width, height}, {size, size}};
    if (fit == Fit::Crop) {
        const int side = std::min(width, height);
        return {{(width - side) / 2, (height - side) / 2, side, side}, {size, size}};
    }
    const double scale = static_cast<double>(size) / std::max(width, height);
    return {{0, 0, width, height},
            {std::clamp(static_cast<int>(std::lround(width * scale)), 1, size),
             std::clamp(static_cast<int>(std::lround(height * scale)), 1, size)}};
}

cv::Size shrunkInner(const SquarePlan& plan) {
    return {std::min(plan.part.width, plan.inner.width), std::min(plan.part.height, plan.inner.height)};
}

cv::Mat squaredFrom(const cv::Mat& shrunk, const SquarePlan& plan, int size, int channels,
                    const std::array<uint8_t, 3>& background, const ValueMap& map, const ColourTransform* transform) {
    const cv::Mat bytes = toBytes(resized(shrunk, plan.inner.width, plan.inner.height), map);
    cv::Mat inner = withChannels(transform ? transform->toSrgb(bytes) : bytes, channels);
    if (plan.inner == cv::Size(size, size)) return inner;
    const cv::Scalar colour =
        channels == 1 ? cv::Scalar(greyOf(background)) : cv::Scalar(background[0], background[1], background[2]);
    cv::Mat result(size, size, channels == 1 ? CV_8UC1 : CV_8UC3, colour);
    inner.copyTo(result(cv::Rect({(size - inner.cols) / 2, (size - inner.rows) / 2}, inner.size())));
    return result;
}

cv::Mat squared(const cv::Mat& picture, int size, int channels, Fit fit, const std::array<uint8_t, 3>& background,
                const ValueMap& map, const ColourTransform* transform) {
    const SquarePlan plan = squarePlan(picture.size(), size, fit);
    const cv::Size shrunk = shrunkInner(plan);
    return squaredFrom(resized(picture(plan.part), shrunk.width, shrunk.height), plan, size, channels, background, map,
                       transform);
}

}  // namespace zscape
