#pragma once

#include "engine/data/value_range.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// What the numbers of a picture are before any of them is a shade of grey.
enum class ValueType : uint8_t {
    Bytes,  ///< 8 bits without a sign, or a file that says itself what is white
    Words,  ///< 16 bits without a sign
    Other   ///< with a sign, of more bits, or floating point
};

/// What numbers of some pictures are asked for.
enum class SampleFor : uint8_t {
    Range,   ///< to find it: none of what is known to be shades of grey
    Showing  ///< a histogram of any set
};

/// Where black and white lie: value `black` becomes 0, `white` 255.
struct ValueMap {
    double black = 0, white = 255;
};

/// Of any depth, as many channels: rounded to the nearest of 0 to 255, cut beyond.
cv::Mat toBytes(const cv::Mat& values, const ValueMap& map);

/// What the depth of a cv::Mat holds, black to white; 0 to 1 for floating point.
ValueMap fullMap(int depth);

/// 4 channels of 8 bits: colours by `map`, alpha by `full`.
/// \param premultiplied colours hold colour times alpha, and do afterwards
cv::Mat bytesBesideAlpha(const cv::Mat& values, const ValueMap& map, const ValueMap& full, bool premultiplied);

/// The least and the greatest finite number of a picture that may come in parts.
class ValueEnds {
public:
    void add(const cv::Mat& values);
    bool isEmpty() const { return greatest_ < least_; }
    double least() const { return least_; }
    double greatest() const { return greatest_; }
    /// From one to the other; one further where there is only one.
    ValueMap map() const;

private:
    double least_ = std::numeric_limits<double>::infinity(), greatest_ = -least_;
};
ValueMap mapOfPicture(const cv::Mat& values);

/// `full` where the range is that or was not found yet.
ValueMap mapOf(const ValueRange& range, const cv::Mat& values, const ValueMap& full);

/// What is no number, or has no end, becomes the value that `map` makes `shade` of (0 to 255).
/// \returns how many pixels had such a number in any channel
int64_t replaceNotNumbers(cv::Mat& values, const ValueMap& map, uint8_t shade);

/// The numbers of some pictures of a set. Alpha is not among them.
class ValueSample {
public:
    /// Some of a picture's numbers, always the same, and its extremes. What is no number is passed over.
    /// \param full what its type holds \param pixels of the picture, where `values` are only some rows of it; else 0
    void add(const cv::Mat& values, ValueType type, const ValueMap& full, int64_t pixels = 0);
    /// One of a picture's channels, counted from 0, of pictures that are neither grey nor colours.
    void addChannel(int channel, const cv::Mat& values, ValueType type, const ValueMap& full, int64_t pixels = 0);
    /// What was added by channels, each by itself; empty where nothing was.
    const std::vector<ValueSample>& channels() const { return channels_; }

    /// What its purpose had no need of was left out of it: another purpose needs a sample of its own.
    bool isPartial() const { return partial_; }
    void setPartial() { partial_ = true; }

    bool isEmpty() const { return values_.empty(); }
    /// Of all pictures; nothing where they are not all alike: a number says then nothing about another file's.
    std::optional<ValueType> type() const { return type_; }
    double least() const { return least_; }
    double greatest() const { return greatest_; }
    /// Of the first picture.
    const ValueMap& full() const { return full_; }
    /// How many of the numbers that were taken lie in each of `bins` equal steps from `low` to `high`; the ends count
    /// to the outermost.
    std::vector<int64_t> histogram(double low, double high, size_t bins) const;
    /// The share of the numbers that are less than `low` or more than `high`.
    double beyond(double low, double high) const;
    /// The value that a share of all, from 0 to 1, does not exceed.
    double quantile(double share) const;

private:
    std::vector<float> values_;  ///< integers above 2^24 lose their last bits: a range needs none of them
    std::optional<ValueType> type_;
    double least_ = 0, greatest_ = 0;
    ValueMap full_;
    std::vector<ValueSample> channels_;
    bool partial_ = false;
};

/// How much is cut at each end of a range that is found: the darkest and the brightest thousandth of the pixels.
inline constexpr double kCutShare = 0.001;

/// All but kCutShare at each end, of a sample that is not empty; from the least to the greatest where that is nothing.
ValueRange usedRange(const ValueSample& sample);

/// Of a sample of bytes, not empty, of which `used` is what nearly all are.
Visibility visibilityOf(const ValueSample& sample, const ValueRange& used);

/// Bytes are Full, but where none but 0 and 1 are used (masks): these are black and white. Other types are the range of
/// all but kCutShare at each end, but for three that are meant otherwise: 0 to 1 and 0 to 255, where more than half of
/// it is used and nothing lies beyond, and 16 bits of which more than half are used (photographs), which are Full.
/// An empty sample, and one of several types, are Full. Of what was added by channels each has its own (of bytes only
/// one that is hardly seen): one that is ten times darker than its neighbour must not be black.
ValueRange rangeFor(const ValueSample& sample);

}  // namespace zscape
