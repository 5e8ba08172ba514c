#pragma once

#include "engine/data/hdf5_file.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// For a person, of a filter that is not undone here; empty for one that is.
std::string unknownHdf5Filter(const Hdf5Filter& filter);

/// Whether whoever has HDF5 has this filter, too; others come as plugins.
bool isOfHdf5Itself(const Hdf5Filter& filter);

/// A chunk's numbers, `bytes` of them, from what its filters made of them. No more memory is taken than twice as many.
/// \returns nothing where it is damaged
std::optional<std::vector<uint8_t>> withoutHdf5Filters(std::span<const uint8_t> chunk,
                                                       const std::vector<Hdf5Filter>& filters, uint32_t skipped,
                                                       size_t bytes);

}  // namespace zscape
