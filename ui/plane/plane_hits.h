#pragma once

#include <QPointF>

#include <cstdint>

namespace zscape {

class PlaneSurface;

/// What a press would take hold of.
enum class Grip { Outside, Empty, Image, EndA, EndB, Path };

inline constexpr double kHoverRadius = 8;  ///< logical pixels at a 13 px font, around a point

/// The topmost thing at `at` (screen) that can be moved. Outside: beyond the plot area. Image: the current one's point.
Grip gripAt(PlaneSurface& plane, QPointF at);
/// The stop of the path at `at` (screen), -1: none.
int stopAt(PlaneSurface& plane, QPointF at);
/// The image whose point is nearest to `at` (screen), -1: none is near.
int64_t imageAt(PlaneSurface& plane, QPointF at);

}  // namespace zscape
