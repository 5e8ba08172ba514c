#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// Whether every number of a CPU tensor is finite. One pass over the bits, faster than a reduction in arithmetic.
bool allFinite(const Tensor& tensor);

}  // namespace zscape
