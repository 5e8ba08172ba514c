#pragma once

#include "engine/session/layout_snapshot.h"

namespace zscape {

class ProjectionCard;

/// What a person chose maps to be made by is there again when the program is: how near, not from which images.
void restoreMaps(ProjectionCard* card);
void storeMap(const LayoutRequest& request);

}  // namespace zscape
