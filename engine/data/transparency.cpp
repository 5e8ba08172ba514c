#include "engine/data/transparency.h"

#include <algorithm>

namespace zscape {

bool hasTransparency(const uint8_t* row, int pixels) {
    for (int x = 0; x < pixels; ++x)
        if (row[4 * x + 3] != 255) return true;
    return false;
}

bool hasTransparency(const cv::Mat& picture) {
    for (int y = 0; y < picture.rows; ++y)
        if (hasTransparency(picture.ptr<uint8_t>(y), picture.cols)) return true;
    return false;
}

void layOn(const uint8_t* row, int pixels, const std::array<uint8_t, 3>& background, uint8_t* into) {
    for (int x = 0; x < pixels; ++x, row += 4, into += 3) {
        const int alpha = row[3];
        for (size_t k = 0; k < 3; ++k)
            into[k] = static_cast<uint8_t>((row[k] * alpha + background[k] * (255 - alpha) + 127) / 255);
    }
}

cv::Mat compositeOver(const cv::Mat& picture, const std::array<uint8_t, 3>& background, bool premultiplied) {
    cv::Mat result(picture.rows, picture.cols, CV_8UC3);
    for (int y = 0; y < picture.rows; ++y) {
        const uint8_t* from = picture.ptr<uint8_t>(y);
        uint8_t* to = result.ptr<uint8_t>(y);
        if (!premultiplied) {
            layOn(from, picture.cols, background, to);
            continue;
        }
        for (int x = 0; x < picture.cols; ++x, from += 4, to += 3)
            for (size_t k = 0; k < 3; ++k)
                to[k] =
                    static_cast<uint8_t>(std::min((from[k] * 255 + background[k] * (255 - from[3]) + 127) / 255, 255));
    }
    return result;
}

}  // namespace zscape
