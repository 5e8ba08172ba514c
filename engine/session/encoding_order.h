#pragma once

#include "engine/data/image_set.h"

#include <cstdint>
#include <vector>

namespace zscape {

/// In which order images are encoded for the plane: one of each label in turn, so that the first hundred say something
/// of every class, and those of a label evenly over the set. The same for the same images.
std::vector<int64_t> encodingOrder(const ImageSet& images);

/// Those of `order` that no training step reaches, in that order.
std::vector<int64_t> unreachedOf(const std::vector<int64_t>& order, const std::vector<int64_t>& trained);

}  // namespace zscape
