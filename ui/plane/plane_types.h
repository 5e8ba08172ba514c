#pragma once

#include "engine/core/picture.h"

#include <QPointF>
#include <QString>

#include <cstdint>

namespace zscape {

/// The two ends of a path.
enum class PathEnd { A, B };

/// How the points are coloured. Attribute: by a column of a table beside the images.
enum class PlaneColour { Label, None, HeldOut, Attribute };

/// Something that a person means on the plane: an image, or a place without one.
struct PlaneTarget {
    int64_t image = -1;  ///< below 0: the place
    QPointF at;          ///< plane coordinates, of the image's point where there is one
};

/// The place that a person keeps; `image` when they clicked its point.
using KeptPoint = PlaneTarget;

/// An end of the path as it is shown.
struct ShownEnd {
    QPointF at;          ///< plane coordinates
    Picture picture;     ///< empty: none yet
    QString name;        ///< "test 194"; empty for a place without an image
    int64_t image = -1;  ///< index into the set; below 0: a place, or a picture from outside
};

}  // namespace zscape
