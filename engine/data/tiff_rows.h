#pragma once

#include "engine/data/picture_source.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

namespace zscape {

/// A picture of a TIFF whose rows are found without those before them: see cutsInBands(). Null where it is none.
/// \param directories of its pages; empty: the first picture of the file
/// \param number of its page, for sentences; 0: the file is one picture
/// \throws Cancelled
std::unique_ptr<RowsOfPicture> tiffRows(const std::filesystem::path& file, std::vector<uint64_t> directories,
                                        const Target& target, int number, const std::stop_token& stop);

}  // namespace zscape
