#pragma once

#include "engine/core/error.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/image_set.h"

#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// What arrays that are one set have together.

/// "train", "val", "test" or "image": as its file or member is called.
std::string partOf(const ArrayFile& array);
/// Training first, then what is held out, then the test.
Side sideOfPart(const std::string& part);

/// Where labels are words, each array has numbered its own: all get the same numbers.
void shareWords(std::vector<ArrayFile>& arrays);

/// By the shapes of all; nothing where their format says how they are read. \pre there are some
std::optional<ArrayReadings> readingsOfAll(const std::vector<const ArrayFile*>& arrays);

/// How they are read where that is not plain, and what is called labels and is none.
std::vector<ErrorInfo> aboutArrays(const std::vector<const ArrayFile*>& arrays);

}  // namespace zscape
