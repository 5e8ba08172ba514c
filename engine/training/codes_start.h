#pragma once

#include "engine/training/batch_source.h"

namespace zscape {

/// Where the codes of a table begin: [images, dimensions] float32 on the CPU, with a mean squared norm of 1.

/// N(0, 1/D) in every dimension.
Tensor randomCodes(int64_t images, int64_t dimensions, uint64_t seed);

/// The first D principal components of the pixels of `indices`, all scaled by one number, so that alike pictures begin
/// alike (as tneumann/minimal_glo does). Found from at most 10,000 of the images, evenly among them, by a randomised
/// search of the subspace (Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.1). Dimensions beyond the pixels' own
/// are small noise.
Tensor principalCodes(const BatchAssembler& assembler, const std::vector<int64_t>& indices, int64_t dimensions,
                      uint64_t seed);

}  // namespace zscape
