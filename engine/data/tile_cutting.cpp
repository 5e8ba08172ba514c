#include "engine/data/tile_cutting.h"

#include "engine/core/error.h"
#include "engine/data/squaring.h"

#include <algorithm>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

namespace zscape {

namespace {

/// Of the picture that is shrunk: what is made of them stays in the processor's cache.
constexpr int64_t kStripBytes = 1 << 20;

cv::Mat inOrder(const cv::Mat& bytes, int channels, ColourOrder order) {
    const bool blueFirst = order == ColourOrder::BlueFirst;
    const bool colour = bytes.channels() > 1;
    cv::Mat result;
    if (colour && channels == 1) cv::cvtColor(bytes, result, blueFirst ? cv::COLOR_BGR2GRAY : cv::COLOR_RGB2GRAY);
    else if (colour && blueFirst) cv::cvtColor(bytes, result, cv::COLOR_BGR2RGB);
    else if (!colour && channels > 1) cv::cvtColor(bytes, result, cv::COLOR_GRAY2RGB);
    else result = bytes;
    return result;
}

bool isLike(const uint8_t* pixel, const std::vector<uint8_t>& colour) {
    for (size_t k = 0; k < colour.size(); ++k)
        if (std::abs(pixel[k] - colour[k]) > PictureBackground::kTolerance) return false;
    return true;
}

/// All pixels of the first and the last row and column, each once.
template <class Visit>
void visitEdge(const cv::Mat& picture, const Visit& visit) {
    const auto channels = static_cast<size_t>(picture.channels());
    for (int y = 0; y < picture.rows; ++y) {
        const bool all = y == 0 || y == picture.rows - 1;
        const int step = all ? 1 : std::max(1, picture.cols - 1);
        for (int x = 0; x < picture.cols; x += step) visit(picture.ptr<uint8_t>(y) + static_cast<size_t>(x) * channels);
    }
}

/// Of each channel the median at the picture's edge.
std::vector<uint8_t> edgeColour(const cv::Mat& picture) {
    const auto channels = static_cast<size_t>(picture.channels());
    std::vector<std::array<int64_t, 256>> counts(channels);
    int64_t pixels = 0;
    visitEdge(picture, [&](const uint8_t* pixel) {
        ++pixels;
        for (size_t k = 0; k < channels; ++k) ++counts[k][pixel[k]];
    });
    std::vector<uint8_t> colour(channels);
    for (size_t k = 0; k < channels; ++k) {
        int64_t below = 0;
        size_t value = 0;
        while (value < 255 && 2 * (below += counts[k][value]) <= pixels) ++value;
        colour[k] = static_cast<uint8_t>(value);
    }
    return colour;
}

}  // namespace

cv::Mat shrunkWhole(const cv::Mat& picture, const Shrinking& shrinking, const ValueMap& map,
                    const ColourTransform* transform, const std::stop_token& stop) {
    const cv::Size size = shrinking.size;
    const int factor = shrinking.factor;
    const int width = std::min(picture.cols, size.width * factor);
    cv::Mat result(size, CV_8UC(shrinking.channels));
    const int64_t rowBytes = static_cast<int64_t>(picture.elemSize()) * width * factor;
    const int together = static_cast<int>(std::clamp<int64_t>(kStripBytes / rowBytes, 1, size.height));
    for (int begin = 0; begin < size.height; begin += together) {
        if (stop.stop_requested()) throw Cancelled();
        const int rows = std::min(together, size.height - begin);
        cv::Mat strip =
            picture(cv::Rect(0, begin * factor, width, std::min(rows * factor, picture.rows - begin * factor)));
        if (factor > 1) {
            cv::Mat smaller;
            cv::resize(strip, smaller, cv::Size(size.width, rows), 0, 0, cv::INTER_AREA);
            strip = smaller;
        }
        const cv::Mat bytes = toBytes(strip, map);
        inOrder(transform ? transform->toSrgb(bytes) : bytes, shrinking.channels, shrinking.order)
            .copyTo(result.rowRange(begin, begin + rows));
    }
    return result;
}

PictureBackground::PictureBackground(const cv::Mat& whole, const std::vector<uint8_t>& laid) : colours_{laid} {
    const std::vector<uint8_t> own = edgeColour(whole);
    int64_t pixels = 0, near = 0;
    visitEdge(whole, [&](const uint8_t* pixel) {
        ++pixels;
        near += isLike(pixel, own) ? 1 : 0;
    });
    if (2 * near >= pixels && own != laid) colours_.push_back(own);
}

bool PictureBackground::fills(const cv::Mat& part, int percent) const {
    const auto channels = static_cast<size_t>(part.channels());
    const int64_t others = static_cast<int64_t>(part.total()) * (100 - percent) / 100;  // that there may be
    int64_t found = 0;
    for (int y = 0; y < part.rows; ++y) {
        const uint8_t* pixel = part.ptr<uint8_t>(y);
        for (int x = 0; x < part.cols; ++x, pixel += channels) {
            const bool background = std::any_of(colours_.begin(), colours_.end(),
                                                [&](const auto& colour) { return isLike(pixel, colour); });
            if (!background && ++found > others) return false;
        }
    }
    return true;
}

cv::Mat tileOf(const cv::Mat& whole, const cv::Rect& part, int size, const std::vector<uint8_t>& laid) {
    if (part.width == size && part.height == size) return whole(part).clone();
    cv::Mat tile(size, size, whole.type());
    for (int y = 0; y < size; ++y) {
        uint8_t* pixel = tile.ptr<uint8_t>(y);
        for (int x = 0; x < size; ++x, pixel += laid.size()) std::copy(laid.begin(), laid.end(), pixel);
    }
    whole(part).copyTo(tile(cv::Rect((size - part.width) / 2, (size - part.height) / 2, part.width, part.height)));
    return tile;
}

std::vector<uint8_t> inChannels(const std::array<uint8_t, 3>& colour, int channels) {
    if (channels == 3) return {colour.begin(), colour.end()};
    return std::vector<uint8_t>(static_cast<size_t>(channels), greyOf(colour));
}

}  // namespace zscape
