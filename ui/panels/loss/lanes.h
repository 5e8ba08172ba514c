#pragma once

#include <QRectF>

#include <string>
#include <vector>

namespace zscape {

enum class LossLane { Upper, Lower };

/// Terms more than this many times smaller than the total have a lane of their own.
inline constexpr double kLaneRatio = 4;

/// In which lane every term is drawn. "total" (terms[0]) and "reconstruction" stay above; another term goes below when
/// kLaneRatio times its size is less than the total's. `before` (the last answer, or empty) makes a term stay below
/// until it is only 3 times smaller, so that noise does not make it jump. Values that are not finite count as large.
/// \pre values.size() == terms.size()
std::vector<LossLane> splitLanes(const std::vector<std::string>& terms, const std::vector<double>& values,
                                 const std::vector<LossLane>& before = {});

/// Where the two plot areas lie; `lower` is empty when nothing is drawn in it, and where there is no room for two: all
/// terms share the upper one then.
struct LaneRects {
    QRectF upper;
    QRectF lower;
};
/// \param least how high a lane has to be for two labels of its axis
LaneRects layOutLanes(const QRectF& plots, bool withLower, double gap, double least = 0);

/// A label at a line's end: wants its middle at `wanted`.
struct EndLabel {
    size_t term = 0;
    double wanted = 0;
    double placed = 0;
};
/// Moves labels apart so that none covers another (each `height` tall) and all stay within [top, bottom] where they
/// fit. Keeps their order from the top.
void spreadLabels(std::vector<EndLabel>& labels, double height, double top, double bottom);

}  // namespace zscape
