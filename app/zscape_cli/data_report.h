#pragma once

#include "app/zscape_cli/output.h"
#include "engine/data/image_set.h"

namespace zscape {

/// What was read, for people: how many images, which could not be read, and, on standard error, what was found out
/// while reading: the data's own split, tables, what was passed over, duplicates, and everything else that one should
/// know.
void reportData(Output& output, const ImageSet& images, const Split& split);

}  // namespace zscape
