#pragma once

#include "ui/selection/selection_types.h"

#include <QPointF>

#include <cstdint>

namespace zscape {

/// How the points are coloured. Attribute: by a column of a table beside the images.
enum class PlaneColour { Label, None, HeldOut, Attribute };

/// What a left drag on the plane does where nothing lies that can be moved.
enum class PlaneToolKind { Pan, Box, Lasso };

/// How codes become places. Axes and Pca are planes of the code space; Tsne and Umap are maps, whose places have no
/// codes of their own.
enum class PlaneProjection { Axes, Pca, Tsne, Umap };
inline bool isMap(PlaneProjection projection) {
    return projection == PlaneProjection::Tsne || projection == PlaneProjection::Umap;
}

/// An image that a place on a map borrows its code from.
struct NearImage {
    int64_t image = -1;
    double weight = 0;  ///< above 0; those of a place add up to 1

    bool operator==(const NearImage&) const = default;
};

/// Something that a person means on the plane: an image, or a place without one.
struct PlaneTarget {
    int64_t image = -1;  ///< below 0: the place
    QPointF at;          ///< plane coordinates, of the image's point where there is one
};

}  // namespace zscape
