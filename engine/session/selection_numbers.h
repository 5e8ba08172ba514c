#pragma once

#include "engine/session/types.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

/// What some images of a set have in common. Plain loops over what is in memory already: no LibTorch.
namespace zscape {

/// Of their pixels.
struct SelectionPictures {
    int64_t images = 0;         ///< how many were read: all, or kMost of them evenly
    Picture mean;               ///< rounded; empty where there was none to read
    std::vector<float> spread;  ///< H x W: standard deviation over the images in shades, mean of the channels
    static constexpr int64_t kMost = 65'536;
};

/// \param images ascending. \throws Error "cache.cut-off"; Cancelled
SelectionPictures picturesOf(const ImageSet& set, std::span<const int64_t> images, const std::stop_token& stop);

/// Of their codes.
struct SelectionCodes {
    int64_t encoded = 0;                 ///< of the images, those with a code
    int64_t step = 0;                    ///< of the newest of these codes
    std::vector<float> mean, deviation;  ///< a value a dimension; empty where none is encoded
    /// The images whose codes are nearest to the mean, nearest first, and those that are farthest, farthest first.
    /// Where none is encoded: the first images, in both.
    std::vector<int64_t> near, far;
    static constexpr size_t kMembers = 64;
};

/// \param images ascending; `codes` may be null. \throws Cancelled
SelectionCodes codesOf(const CodesSnapshot* codes, std::span<const int64_t> images, const std::stop_token& stop);

}  // namespace zscape
