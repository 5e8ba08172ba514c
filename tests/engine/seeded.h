#pragma once

#include "engine/model/parts.h"

#include <ATen/CPUGeneratorImpl.h>

namespace zscape {

inline at::Generator seeded(uint64_t seed) { return at::make_generator<at::CPUGeneratorImpl>(seed); }

/// A model's two generators, of this seed and the next one.
inline Generators seededGenerators(uint64_t seed) { return {seeded(seed), seeded(seed + 1)}; }

}  // namespace zscape
