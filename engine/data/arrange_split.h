#pragma once

#include "engine/data/arrange_labels.h"

namespace zscape {

/// Fills in the data's own split, as far as it is asked for and there is one, `settings.split`, `settings.duplicates`
/// and what the report says of them. Call it after arrangeGroups().
/// \throws Error "split.own", "split.column"
void arrangeSplit(const ArrangeSources& sources, const ImportSettings& chosen, Arrangement& result);

}  // namespace zscape
