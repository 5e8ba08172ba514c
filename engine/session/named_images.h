#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zscape {

/// Some images that a person gave a name.
struct NamedImageList {
    std::string name;
    std::string note;             ///< how they were chosen; may be empty
    std::vector<int64_t> images;  ///< of the images at hand, ascending
    /// Names of those that are not among the images at hand. Whoever changes the list hands them on, so that they are
    /// there again with their images.
    std::vector<std::string> gone = {};
    bool operator==(const NamedImageList&) const = default;
};

/// All that are named, in the order in which they are shown.
using NamedImages = std::vector<NamedImageList>;

}  // namespace zscape
