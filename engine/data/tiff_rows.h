#pragma once

#include "engine/data/picture_source.h"
#include "engine/data/tiff_file.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace zscape {

/// Opens a TIFF for the thread that asks. \throws as PictureSource::read()
using TiffOpener = std::function<std::shared_ptr<TiffFile>(const std::stop_token& stop)>;

/// A picture of a TIFF whose rows are found without those before them: see cutsInBands(). It is opened for each
/// reading, and read to its end before the first where the range of its values is its own.
/// \param name for sentences
/// \param directories of its pages; empty: the first picture of the file
/// \param number of its page, for sentences; 0: the file is one picture
std::unique_ptr<RowsOfPicture> rowsOfTiff(TiffOpener open, std::filesystem::path name,
                                          std::vector<uint64_t> directories, const Target& target, int number);

/// The same of a file. Null where it is none, or does not cutsInBands(). \throws Cancelled
std::unique_ptr<RowsOfPicture> tiffRows(const std::filesystem::path& file, std::vector<uint64_t> directories,
                                        const Target& target, int number, const std::stop_token& stop);

}  // namespace zscape
