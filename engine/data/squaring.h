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

/// The grey that the eye sees in a colour: ITU-R BT.601, as OpenCV and JPEG have it.
uint8_t greyOf(const std::array<uint8_t, 3>& colour);

}  // namespace zscape
