#pragma once

#include "engine/data/cache_format.h"
#include "engine/data/import.h"

#include <string>
#include <vector>

namespace zscape {

/// A set as it lies in the cache: pixels, names, and what its source itself says of labels and split. What folders and
/// tables say is arranged over it (arrange.h).
class StoredImages : public ImageSet {
public:
    /// Size, channels, fit, tiling, background and range of values, resolved.
    virtual ImportSettings pixelSettings() const = 0;
    virtual StoredValues values() const = 0;
    /// Tiles that were left out as background.
    virtual int64_t emptyTiles() const = 0;
    /// The names that nameOf() shows, in the bytes that they have.
    virtual std::vector<std::string> nameBytes() const = 0;
    /// count x 2 numbers: equal for equal pixels.
    virtual const uint64_t* pixelHashes() const = 0;
};

}  // namespace zscape
