#pragma once

#include "engine/data/image_set.h"
#include "engine/project/project.h"
#include "engine/session/named_images.h"

namespace zscape {

/// By the images' names, as a project keeps them. \throws Error "selection.image" for a number that is no image's
StoredSelections storedSelections(const NamedImages& named, const ImageSet& images);

/// What of them is among `images`: where a name is that of several, the first of them are taken first.
NamedImages namedAmong(const StoredSelections& stored, const ImageSet& images);

/// Names that are of no image at hand, of all selections together.
int64_t goneFrom(const NamedImages& named);

}  // namespace zscape
