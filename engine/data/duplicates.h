#pragma once

#include "engine/data/image_set.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace zscape {

/// For each image the first one with the same two hash words (equal pixels); empty when no two are equal.
/// `hashes` has two numbers an image.
std::vector<int64_t> twinsOf(const uint64_t* hashes, int64_t count);

/// Duplicates on another side of a split than their twin: they make what is measured look better than it is.
struct DuplicatesAcross {
    int64_t images = 0;
    std::vector<std::pair<int64_t, int64_t>> pairs;  ///< an image and its twin, the first 100
};
DuplicatesAcross duplicatesAcross(const ImageSet& images, const Split& split);

/// The sentence about them, with the first pair.
ErrorInfo duplicatesRemark(int64_t images, const std::string& first, const std::string& twin);

}  // namespace zscape
