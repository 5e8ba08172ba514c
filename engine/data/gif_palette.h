#pragma once

#include "engine/core/picture.h"

#include <array>
#include <cstdint>
#include <vector>

namespace zscape {

/// A picture of at most 256 colours: an index into `colours` for each pixel.
struct IndexedPicture {
    std::vector<std::array<uint8_t, 3>> colours;  ///< 1 to 256
    std::vector<uint8_t> indices;                 ///< height x width
};

/// Exact where the picture has 256 colours or fewer (every grey one does); else median cut (Heckbert 1982) over
/// colours of 5 bits a channel.
IndexedPicture reduceTo256(const Picture& picture);

}  // namespace zscape
