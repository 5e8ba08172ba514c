#include "engine/data/area_rows.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace zscape {

AreaRows::AreaRows(cv::Size from, cv::Size to, int type)
    : from_(from),
      same_(from == to),
      picture_(to, type),
      sums_(static_cast<size_t>(to.width) * static_cast<size_t>(picture_.channels())) {
    if (same_) return;
    if (from.width % to.width == 0 && from.height % to.height == 0) {
        whole_ = from.height / to.height;
        return;
    }
    across_ = partsOf(from.width, to.width);
    down_ = partsOf(from.height, to.height);
}

/// As OpenCV's computeResizeAreaTab(), rounding and all.
std::vector<AreaRows::Part> AreaRows::partsOf(int from, int to) {
    constexpr double kNothing = 1e-3;
    const double scale = 1 / (static_cast<double>(to) / from);
    std::vector<Part> parts;
    for (int i = 0; i < to; ++i) {
        const double begin = i * scale, end = begin + scale, width = std::min(scale, from - begin);
        const int last = std::min(cvFloor(end), from - 1), first = std::min(cvCeil(begin), last);
        if (first - begin > kNothing)
            parts.push_back({first - 1, i, static_cast<double>(static_cast<float>((first - begin) / width))});
        for (int k = first; k < last; ++k) parts.push_back({k, i, static_cast<double>(static_cast<float>(1 / width))});
        if (end - last > kNothing)
            parts.push_back(
                {last, i, static_cast<double>(static_cast<float>(std::min({end - last, 1.0, width}) / width))});
    }
    return parts;
}

void AreaRows::add(const cv::Mat& rows) {
    if (same_) {
        rows.copyTo(picture_.rowRange(row_, row_ + rows.rows));
        row_ += rows.rows;
        return;
    }
    if (whole_ > 0) {
        inSteps(waiting_, rows, whole_, [&](const cv::Mat& ready) { addWhole(ready); });
        return;
    }
    switch (rows.depth()) {
        case CV_8U: return addParts<uint8_t, float>(rows);
        case CV_16U: return addParts<uint16_t, float>(rows);
        case CV_16S: return addParts<int16_t, float>(rows);
        case CV_32F: return addParts<float, float>(rows);
        default: return addParts<double, double>(rows);
    }
}

void AreaRows::addWhole(const cv::Mat& rows) {
    const int count = rows.rows / whole_;
    cv::Mat made = picture_.rowRange(made_, made_ + count);
    cv::resize(rows, made, made.size(), 0, 0, cv::INTER_AREA);
    made_ += count;
}

template <class Number, class Sum>
void AreaRows::addParts(const cv::Mat& rows) {
    const int channels = rows.channels();
    const size_t width = sums_.size();
    std::vector<Sum> row(width), sums(sums_.begin(), sums_.end());
    for (int y = 0; y < rows.rows; ++y, ++row_) {
        if (nextDown_ == down_.size() || down_[nextDown_].from != row_) continue;
        std::fill(row.begin(), row.end(), Sum{});
        const auto* from = rows.ptr<Number>(y);
        for (const Part& part : across_) {
            const auto weight = static_cast<Sum>(part.weight);
            const Number* pixel = from + static_cast<size_t>(part.from) * static_cast<size_t>(channels);
            Sum* to = row.data() + static_cast<size_t>(part.to) * static_cast<size_t>(channels);
            for (int k = 0; k < channels; ++k) to[k] += static_cast<Sum>(pixel[k]) * weight;
        }
        // The last row of one is also the first of the next where their border runs through it.
        for (; nextDown_ < down_.size() && down_[nextDown_].from == row_; ++nextDown_) {
            const auto weight = static_cast<Sum>(down_[nextDown_].weight);
            const bool begins = nextDown_ == 0 || down_[nextDown_ - 1].to != down_[nextDown_].to;
            for (size_t i = 0; i < width; ++i) sums[i] = begins ? weight * row[i] : sums[i] + weight * row[i];
            const bool ends = nextDown_ + 1 == down_.size() || down_[nextDown_ + 1].to != down_[nextDown_].to;
            if (!ends) continue;
            auto* made = picture_.ptr<Number>(down_[nextDown_].to);
            for (size_t i = 0; i < width; ++i) made[i] = cv::saturate_cast<Number>(sums[i]);
        }
    }
    std::copy(sums.begin(), sums.end(), sums_.begin());
}

}  // namespace zscape
