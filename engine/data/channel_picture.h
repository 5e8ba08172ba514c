#pragma once

#include "engine/core/error.h"
#include "engine/data/decode.h"

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <utility>
#include <vector>

namespace zscape {

/// Whether so many numbers of a pixel are neither grey nor colours, with alpha or without.
bool areNeverColours(int samples);
/// Whether so many numbers of a pixel are channels by themselves: where they are neither 1 (grey), 3 (colours) nor 4
/// (colours and alpha), where four are asked for, and where each of three has a range of its own.
bool areChannels(int samples, const Target& target);

/// 255 in `mask`, which is made where it is empty, where a plane's number is none or has no end.
void noteNotNumbers(const cv::Mat& plane, cv::Mat& mask);

/// "image.channels": a picture has other channels than the set. \param has 1 grey, 3 colours
Error otherChannels(const std::filesystem::path& name, int has, int wanted);

/// A picture of channels that are neither grey nor colours: each is made square and shades as a grey picture would be,
/// by its own range where the target has one for each. Of large ones no more than one channel is held at a time.
class ChannelPicture {
public:
    explicit ChannelPicture(const Target& target, std::stop_token stop = {})
        : target_(target),
          stop_(std::move(stop)) {}

    /// The next of target.channels channels, of any depth; all of one size. Numbers that are none are replaced in it.
    /// \param full what its type holds
    void add(cv::Mat plane, const ValueMap& full);
    /// 8 bits, target.channels deep; for Fit::Tiles the whole picture at its scale.
    cv::Mat picture() const;
    /// Pixels that are no number in any channel.
    int64_t notNumbers() const;

private:
    const Target& target_;
    const std::stop_token stop_;
    std::vector<cv::Mat> squares_;
    cv::Mat notNumbers_;  ///< 255 where there is one; empty where there is none
};

}  // namespace zscape
