#include "engine/data/background_guess.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace zscape {

namespace {

/// Of the contrast on the other background.
constexpr double kLostBelow = 1.0 / 3;

/// The standard deviation of a picture's luminance: how much is seen of what lies on the background.
double contrastOf(const cv::Mat& picture) {
    cv::Mat grey = picture;
    if (picture.channels() == 3) cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
    cv::Scalar mean, deviation;
    cv::meanStdDev(grey, mean, deviation);
    return deviation[0];
}

}  // namespace

void BackgroundGuess::add(const OnBoth& picture) {
    const double onWhite = contrastOf(picture.white), onBlack = contrastOf(picture.black);
    ++pictures_;
    if (onWhite < onBlack * kLostBelow) ++lostOnWhite_;
    if (onBlack < onWhite * kLostBelow) ++lostOnBlack_;
}

std::array<uint8_t, 3> BackgroundGuess::colour() const {
    if (lostOnWhite_ > lostOnBlack_) return {0, 0, 0};
    return {255, 255, 255};
}

int64_t BackgroundGuess::lost() const { return std::min(lostOnWhite_, lostOnBlack_); }

}  // namespace zscape
