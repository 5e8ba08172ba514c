#pragma once

#include <cstdint>

namespace zscape {

/// What finding neighbours and making them symmetric takes at its most, in bytes, beside the codes.
int64_t neighbourBytes(int64_t images, int neighbours);

/// \throws Error "layout.memory" where that is not free, or there are 2^31 images or more
void requireNeighbourMemory(int64_t images, int neighbours);

/// \throws Error "layout.memory" where a copy of so many codes is not free, or there are 2^31 images or more
void requireCodeMemory(int64_t images, int64_t dimensions);

}  // namespace zscape
