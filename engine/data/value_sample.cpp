#include "engine/data/value_sample.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>

namespace zscape {

namespace {

/// Of each picture: enough for a thousandth of a few pictures to be more than one number.
constexpr int64_t kValuesOfPicture = 16'384;

/// use(a number of the type that the matrix holds)
template <class Use>
void withTypeOf(const cv::Mat& values, const Use& use) {
    switch (values.depth()) {
        case CV_8U: return use(uint8_t{});
        case CV_8S: return use(int8_t{});
        case CV_16U: return use(uint16_t{});
        case CV_16S: return use(int16_t{});
        case CV_32S: return use(int32_t{});
        case CV_32F: return use(float{});
        default: return use(double{});
    }
}

/// visit(each finite number of a colour); alpha is none.
template <class Visit>
void visitNumbers(const cv::Mat& values, const Visit& visit) {
    const int colours = values.channels() == 4 ? 3 : values.channels();
    withTypeOf(values, [&](auto number) {
        using Number = decltype(number);
        for (int y = 0; y < values.rows; ++y) {
            const auto* row = values.ptr<Number>(y);
            for (int x = 0; x < values.cols; ++x, row += values.channels())
                for (int k = 0; k < colours; ++k)
                    if (const auto value = static_cast<double>(row[k]); std::isfinite(value)) visit(value);
        }
    });
}

/// The shortest decimal number that is the same float: what is shown is what is used.
double shortened(double value) {
    char text[32];
    const auto [end, failed] = std::to_chars(text, text + sizeof text, static_cast<float>(value));
    double result = value;
    if (failed == std::errc()) std::from_chars(text, end, result);
    return result;
}

ValueRange fixed(double black, double white) { return {ValueRange::Kind::Fixed, shortened(black), shortened(white)}; }

}  // namespace

cv::Mat toBytes(const cv::Mat& values, const ValueMap& map) {
    if (values.depth() == CV_8U && map.black == 0 && map.white == 255) return values;
    const double scale = 255 / (map.white - map.black);
    // In double: a float is too coarse for 32-bit numbers far from 0.
    cv::Mat wide, result;
    if (values.depth() == CV_32S || values.depth() == CV_32F) {
        values.convertTo(wide, CV_64F);
        wide.convertTo(result, CV_8U, scale, -map.black * scale);
    } else {
        values.convertTo(result, CV_8U, scale, -map.black * scale);
    }
    return result;
}

ValueMap fullMap(int depth) {
    switch (depth) {
        case CV_8U: return {};
        case CV_16U: return {0, 65535};
        case CV_16S: return {-32768, 32767};
        default: return {0, 1};
    }
}

cv::Mat bytesBesideAlpha(const cv::Mat& values, const ValueMap& map, const ValueMap& full, bool premultiplied) {
    std::vector<cv::Mat> planes;
    cv::split(values, planes);
    for (size_t k = 0; k < 3; ++k) {
        // (colour - black) alpha, of what holds colour alpha
        if (premultiplied && map.black != 0) {
            cv::Mat above;  // of another depth, which OpenCV cannot make in place
            cv::addWeighted(planes[k], 1, planes[3], -map.black / full.white, map.black, above, CV_64F);
            planes[k] = above;
        }
        planes[k] = toBytes(planes[k], map);
    }
    planes[3] = toBytes(planes[3], full);
    cv::Mat result;
    cv::merge(planes, result);
    return result;
}

ValueMap mapOf(const ValueRange& range, const cv::Mat& values, const ValueMap& full) {
    switch (range.kind) {
        case ValueRange::Kind::Fixed: return {range.black, range.white};
        case ValueRange::Kind::File: return mapOfPicture(values);
        default: return full;
    }
}

void ValueEnds::add(const cv::Mat& values) {
    visitNumbers(values, [&](double value) {
        least_ = std::min(least_, value);
        greatest_ = std::max(greatest_, value);
    });
}

ValueMap ValueEnds::map() const {
    if (isEmpty()) return {0, 1};
    return {least_, greatest_ > least_ ? greatest_ : least_ + 1};
}

ValueMap mapOfPicture(const cv::Mat& values) {
    ValueEnds ends;
    ends.add(values);
    return ends.map();
}

int64_t replaceNotNumbers(cv::Mat& values, const ValueMap& map, uint8_t shade) {
    if (values.depth() != CV_32F && values.depth() != CV_64F) return 0;
    const double instead = map.black + (map.white - map.black) * shade / 255;
    int64_t replaced = 0;
    withTypeOf(values, [&](auto number) {
        using Number = decltype(number);
        for (int y = 0; y < values.rows; ++y) {
            auto* row = values.ptr<Number>(y);
            for (int x = 0; x < values.cols; ++x, row += values.channels()) {
                bool odd = false;
                for (int k = 0; k < values.channels(); ++k) {
                    if (std::isfinite(static_cast<double>(row[k]))) continue;
                    row[k] = static_cast<Number>(instead);
                    odd = true;
                }
                replaced += odd ? 1 : 0;
            }
        }
    });
    return replaced;
}

void ValueSample::add(const cv::Mat& values, ValueType type, const ValueMap& full, int64_t pixels) {
    const int colours = values.channels() == 4 ? 3 : values.channels();
    const bool first = values_.empty();
    const int64_t all = std::max(pixels, static_cast<int64_t>(values.total()));
    const int64_t step = std::max<int64_t>(1, all * colours / kValuesOfPicture);
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    int64_t at = 0;
    visitNumbers(values, [&](double value) {
        least = std::min(least, value);
        greatest = std::max(greatest, value);
        if (at++ % step == 0) values_.push_back(static_cast<float>(value));
    });
    if (!std::isfinite(least)) return;
    least_ = first ? least : std::min(least_, least);
    greatest_ = first ? greatest : std::max(greatest_, greatest);
    if (first) {
        type_ = type;
        full_ = full;
    } else if (type_ != type) {
        type_ = std::nullopt;
    }
}

void ValueSample::addChannel(int channel, const cv::Mat& values, ValueType type, const ValueMap& full, int64_t pixels) {
    const auto at = static_cast<size_t>(channel);
    if (channels_.size() <= at) channels_.resize(at + 1);
    channels_[at].add(values, type, full, pixels);
    add(values, type, full, pixels);
}

std::vector<int64_t> ValueSample::histogram(double low, double high, size_t bins) const {
    std::vector<int64_t> counts(bins, 0);
    for (const float value : values_) {
        const double at = (value - low) / (high - low) * static_cast<double>(bins);
        ++counts[static_cast<size_t>(std::clamp(at, 0.0, static_cast<double>(bins - 1)))];
    }
    return counts;
}

double ValueSample::beyond(double low, double high) const {
    const auto count =
        std::count_if(values_.begin(), values_.end(), [&](float value) { return value < low || value > high; });
    return values_.empty() ? 0 : static_cast<double>(count) / static_cast<double>(values_.size());
}

double ValueSample::quantile(double share) const {
    std::vector<float> sorted = values_;
    const auto rank = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(sorted.size() - 1)));
    std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
    return sorted[static_cast<size_t>(rank)];
}

ValueRange usedRange(const ValueSample& sample) {
    const double black = sample.quantile(kCutShare), white = sample.quantile(1 - kCutShare);
    if (white > black) return fixed(black, white);
    const double least = sample.least(), greatest = sample.greatest();
    return fixed(least, greatest > least ? greatest : least + 1);
}

Visibility visibilityOf(const ValueSample& sample, const ValueRange& used) {
    constexpr double kNearlyBlack = 64, kNearlyWhite = 191;
    // One shade alone has none to be told from.
    if (sample.least() == sample.greatest()) return Visibility::Seen;
    return used.white < kNearlyBlack   ? Visibility::NearlyBlack
           : used.black > kNearlyWhite ? Visibility::NearlyWhite
                                       : Visibility::Seen;
}

namespace {

ValueRange rangeForEach(const std::vector<ValueSample>& channels) {
    std::vector<ValueRange::Ends> ends;
    bool anyFound = false;
    for (const ValueSample& channel : channels) {
        ValueRange range = rangeFor(channel);
        if (!channel.isEmpty() && range.kind == ValueRange::Kind::Full && channel.type() == ValueType::Bytes)
            if (const ValueRange used = usedRange(channel); visibilityOf(channel, used) != Visibility::Seen)
                range = used;
        const bool found = range.kind == ValueRange::Kind::Fixed;
        anyFound = anyFound || found;
        ends.push_back(found ? ValueRange::Ends{range.black, range.white}
                             : ValueRange::Ends{channel.full().black, channel.full().white});
    }
    return anyFound ? rangeOfChannels(ends) : ValueRange{ValueRange::Kind::Full};
}

}  // namespace

ValueRange rangeFor(const ValueSample& sample) {
    constexpr ValueRange kFull{ValueRange::Kind::Full};
    if (sample.isEmpty() || !sample.type()) return kFull;
    if (!sample.channels().empty()) return rangeForEach(sample.channels());
    const double least = sample.least(), greatest = sample.greatest();
    if (sample.type() == ValueType::Bytes) return least == 0 && greatest == 1 ? fixed(0, 1) : kFull;
    for (const double white : {1.0, 255.0})
        if (least >= 0 && greatest <= white && greatest > white / 2) return fixed(0, white);
    const ValueRange found = usedRange(sample);
    return sample.type() == ValueType::Words && found.white - found.black > 65535.0 / 2 ? kFull : found;
}

}  // namespace zscape
