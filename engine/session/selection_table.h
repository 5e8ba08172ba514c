#pragma once

#include "engine/session/types.h"

#include <filesystem>
#include <span>
#include <stop_token>

namespace zscape {

/// Some images of a set as a table, a line each in their order: name, label where there are any, side of the split, the
/// columns of the table beside the images ("label (table)" where a heading is taken), and their codes (z0, z1, ...),
/// empty where an image has none. By the file's ending:
///   .csv   with a heading
///   .json  one object for each image: "name", "label", "split", "attributes", "code" (null: none)
///   .npy   the codes alone, float32 [images, dimensions], NaN where an image has none
/// \param split null: nothing is said of it. \param codes null: there are none
/// \throws Error "selection.format" for another ending, "selection.codes" for .npy where no image has a code, "write.*";
/// Cancelled, with nothing written
void writeSelectionTable(const std::filesystem::path& file, const ImageSet& set, const Split* split,
                         const CodesSnapshot* codes, std::span<const int64_t> images, const ProgressSink& sink,
                         const std::stop_token& stop);

}  // namespace zscape
