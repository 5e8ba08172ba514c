#pragma once

#include "ui/selection/selection_types.h"

#include <QPointF>

#include <cstdint>

namespace zscape {

/// How the points are coloured. Attribute: by a column of a table beside the images.
enum class PlaneColour { Label, None, HeldOut, Attribute };

/// What a left drag on the plane does where nothing lies that can be moved.
enum class PlaneToolKind { Pan, Box, Lasso };

/// Something that a person means on the plane: an image, or a place without one.
struct PlaneTarget {
    int64_t image = -1;  ///< below 0: the place
    QPointF at;          ///< plane coordinates, of the image's point where there is one
};

}  // namespace zscape
