#include "engine/analysis/layout/layout_memory.h"

#include "engine/core/error.h"
#include "engine/core/host_memory.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace zscape {
namespace {

constexpr int64_t kMostImages = int64_t{1} << 31;
/// An index and a float: of each neighbour, of its reverse, and of at most twice as many when they are symmetric, which
/// a projector holds twice for a moment.
constexpr int64_t kBytesPerNeighbour = int64_t{8} * (1 + 1 + 2 + 2);
constexpr int64_t kBytesPerImage = 256;

std::string gigabytes(int64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", static_cast<double>(bytes) / 1e9);
    return text;
}

void requireMemory(int64_t images, int64_t needed) {
    const int64_t there = hostMemory();
    if (images < kMostImages && needed <= there) return;
    throw Error("layout.memory",
                "Laying out %1 images takes about %2 GB of memory, and %3 GB are free. Choose fewer images, fewer "
                "neighbours (a smaller perplexity), or PCA.",
                {std::to_string(images), gigabytes(needed), gigabytes(there)});
}

}  // namespace

int64_t neighbourBytes(int64_t images, int neighbours) {
    return images * (neighbours * kBytesPerNeighbour + kBytesPerImage);
}

void requireCodeMemory(int64_t images, int64_t dimensions) {
    requireMemory(images, std::min(images, kMostImages) * dimensions * static_cast<int64_t>(sizeof(float)));
}

void requireNeighbourMemory(int64_t images, int neighbours) {
    requireMemory(images, neighbourBytes(std::min(images, kMostImages), neighbours));
}

}  // namespace zscape
