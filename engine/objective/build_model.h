#pragma once

#include "engine/model/model.h"

#include <cstdint>

namespace zscape {

/// Builds the parts that the spec names, from the one registry of parts (build_model.cpp), initialised from `seed`
/// by PyTorch's own default initialisations: the same numbers as torch.manual_seed(seed) and the same modules in
/// Python. LibTorch's global generator is as it was before. Any thread may call; calls wait for each other.
/// \throws Error when parts do not fit together or the data (bernoulli on colour, size out of range)
Model buildModel(const ModelSpec& spec, uint64_t seed);

}  // namespace zscape
