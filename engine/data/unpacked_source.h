#pragma once

#include "engine/data/picture_source.h"
#include "engine/data/unpacked_arrays.h"

#include <memory>
#include <string>

namespace zscape {

/// Arrays that were unpacked, as those of their archive: called by it, and known again by it alone.
/// \param set of several that it holds, as a person named it; empty: the only one
std::unique_ptr<PictureSource> makeUnpackedSource(std::shared_ptr<const UnpackedArrays> unpacked,
                                                  std::unique_ptr<PictureSource> arrays, std::string set);

}  // namespace zscape
