#pragma once

#include "engine/data/image_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zscape {

/// The terms of the loss over one side of the split, as the model at rest has them; grows until `images` is `total`.
struct SideMeasure {
    Side side = Side::Test;
    int64_t step = 0;    ///< of the weights
    int64_t images = 0;  ///< measured
    int64_t total = 0;   ///< to measure; without an encoder each code is searched for, and only some of the side are
    std::vector<std::string> terms;  ///< "total" first
    std::vector<double> values;      ///< means over the images so far, nats; one z an image

    bool done() const { return images == total; }
};

}  // namespace zscape
