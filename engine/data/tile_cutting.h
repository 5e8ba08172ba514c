#pragma once

#include "engine/data/colour_transform.h"
#include "engine/data/value_sample.h"

#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <stop_token>
#include <vector>

namespace zscape {

/// Of a picture's channels: as OpenCV's decoders give them, or as arrays hold them.
enum class ColourOrder : uint8_t { BlueFirst, RedFirst };

/// How a whole picture is made smaller and becomes bytes.
struct Shrinking {
    cv::Size size;     ///< of the result, in pixels
    int factor = 1;    ///< each is the mean of so many pixels of the picture, in both directions
    int channels = 3;  ///< of the result: 1 or 3
    ColourOrder order = ColourOrder::RedFirst;  ///< of the picture
};

/// Grey, colours or inks of any depth and shape, shrunk by area in that depth, made 8 bits by `map`, then sRGB by
/// `transform` (which may be null), then grey or red, green, blue. Some rows at a time, so that besides the result
/// hardly any memory is taken. What lies beyond size x factor is left out; of a side that is shorter than that, what
/// there is is the mean.
/// \throws Cancelled
cv::Mat shrunkWhole(const cv::Mat& picture, const Shrinking& shrinking, const ValueMap& map,
                    const ColourTransform* transform, const std::stop_token& stop);

/// What of one picture is background, by its bytes: pixels of which each channel is within kTolerance of the colour
/// that is laid under transparency and around pictures (what is transparent, or was no number, has it), or of the
/// picture's own: the median of its outermost pixels, where at least half of these are within kTolerance of it.
class PictureBackground {
public:
    static constexpr int kTolerance = 8;  ///< of 255: the noise of a scan, and what JPEG adds

    /// \param whole grey or red, green, blue, at the scale of the tiles \param laid of as many channels
    PictureBackground(const cv::Mat& whole, const std::vector<uint8_t>& laid);

    /// Whether at least `percent` (1 to 100) of the pixels of `part` are background.
    bool fills(const cv::Mat& part, int percent) const;

private:
    std::vector<std::vector<uint8_t>> colours_;  ///< one or two, of as many channels as the picture
};

/// A part of a picture in memory of its own; where it is smaller than `size` x `size`, in the middle of that, on
/// `laid`.
cv::Mat tileOf(const cv::Mat& whole, const cv::Rect& part, int size, const std::vector<uint8_t>& laid);

/// A colour as bytes of so many channels: its grey in each, but for three.
std::vector<uint8_t> inChannels(const std::array<uint8_t, 3>& colour, int channels);

}  // namespace zscape
