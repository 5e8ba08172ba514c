#pragma once

#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <stop_token>

namespace zscape {

/// The frames of an animated GIF or WebP, one after the other, as a viewer shows them. For one thread.
class FrameReader {
public:
    FrameReader() = default;
    virtual ~FrameReader() = default;
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    /// The next frame on its screen, over what those before it have left there: 8 bits, blue, green, red, alpha (not
    /// multiplied by it), transparent where nothing was drawn. It stays as it is until the next call.
    /// \throws Error "image.damaged" also where there is none any more; afterwards nothing more can be read. Cancelled
    virtual const cv::Mat& next(const std::stop_token& stop) = 0;
};

/// How many frames a file has, without decoding any.
struct FrameTotals {
    size_t frames = 0;
    int64_t pixels = 0;  ///< that all of them store, whether they are seen or not
};

}  // namespace zscape
