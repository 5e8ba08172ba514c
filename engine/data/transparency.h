#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>

namespace zscape {

/// Whether any pixel, of 4 channels of 8 bits with alpha as the last, is not opaque.
bool hasTransparency(const uint8_t* row, int pixels);
bool hasTransparency(const cv::Mat& picture);

/// A row of 4 channels, the last of them alpha, laid on a background: 3 channels in the same order. The two may be one.
void layOn(const uint8_t* row, int pixels, const std::array<uint8_t, 3>& background, uint8_t* into);

/// 8-bit samples with alpha (4 channels, colours first) laid on a background: 3 channels in the same order.
cv::Mat compositeOver(const cv::Mat& picture, const std::array<uint8_t, 3>& background, bool premultiplied);

}  // namespace zscape
