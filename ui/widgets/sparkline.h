#pragma once

#include <QColor>
#include <QRect>

#include <vector>

class QPainter;

namespace zscape {

/// A curve without axes, from its least to its most over the height of `place`, with a dot at its end. Fewer than two
/// values: nothing.
void paintSparkline(QPainter& painter, const QRect& place, const std::vector<float>& values, const QColor& colour);

}  // namespace zscape
