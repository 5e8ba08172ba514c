#pragma once

#include "engine/data/colour_transform.h"
#include "engine/data/import.h"
#include "engine/data/value_sample.h"

#include <opencv2/core/mat.hpp>

namespace zscape {

/// Turns a picture as EXIF orientation 1 to 8 says.
cv::Mat turned(const cv::Mat& picture, int orientation);

/// Grey or RGB of any shape made `size` x `size` with `channels` channels: shrunk by area, enlarged linearly, in the
/// depth that it has (8 or 16 bits, floating point), then 8 bits by `map`, and then sRGB by `transform`, which may be
/// null. So only a small picture is converted, which costs next to nothing. (Four photographs in Display P3, shrunk to
/// a sixteenth, are by 0.2 to 1.2 of 255 steps others than had each of their pixels been converted first.) Crop takes
/// the middle square, Pad lays the whole picture on `background`, Stretch forgets its proportions.
cv::Mat squared(const cv::Mat& picture, int size, int channels, Fit fit, const std::array<uint8_t, 3>& background,
                const ValueMap& map = {}, const ColourTransform* transform = nullptr);

/// Which part of a picture becomes the square, and how large it is in the middle of that.
struct SquarePlan {
    cv::Rect part;
    cv::Size inner;
};
SquarePlan squarePlan(const cv::Size& picture, int size, Fit fit);
/// How large the part is when only those of its sides were shrunk that are longer than they are to be.
cv::Size shrunkInner(const SquarePlan& plan);
/// squared() from there on. \param shrunk the plan's part, of shrunkInner()
cv::Mat squaredFrom(const cv::Mat& shrunk, const SquarePlan& plan, int size, int channels,
                    const std::array<uint8_t, 3>& background, const ValueMap& map = {},
                    const ColourTransform* transform = nullptr);

/// Where a part of a picture lies in what it is turned from: see turned().
/// \param seen the size of the turned picture
cv::Rect beforeTurning(const cv::Rect& part, const cv::Size& seen, int orientation);

/// The grey that the eye sees in a colour: ITU-R BT.601, as OpenCV and JPEG have it.
uint8_t greyOf(const std::array<uint8_t, 3>& colour);

}  // namespace zscape
