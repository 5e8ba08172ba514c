#include "engine/analysis/layout/spline_points.h"

#include "engine/analysis/layout/lanes.h"
#include "engine/kernels/multiversion.h"

namespace zscape {
namespace {

/// The four weights of a cubic B-spline at `t` of the way from the second node to the third.
inline Float4 splineWeights(float t) {
    const float s = 1 - t, tt = t * t, ss = s * s;
    return Float4{ss * s, 4 - 3 * tt * (2 - t), 4 - 3 * ss * (2 - s), tt * t} * (1.0f / 6.0f);
}

}  // namespace

ZSCAPE_MULTIVERSION void depositPoints(const int32_t* order, int64_t count, const float* xy, const SplineGrid& grid,
                                       float* planeX, float* planeY, float* planeOne) {
    const auto [left, top, perNode, nodes] = grid;
    for (int64_t i = 0; i < count; ++i) {
        const int64_t point = int64_t{2} * order[i];
        const float x = xy[point], y = xy[point + 1];
        const SplinePlace column((x - left) * perNode), row((y - top) * perNode);
        const Float4 across = splineWeights(column.t), down = splineWeights(row.t);
        for (int r = 0; r < 4; ++r) {
            const int64_t at = (row.node + r) * nodes + column.node;
            const Float4 weights = across * down[r];
            *reinterpret_cast<Float4*>(planeOne + at) += weights;
            *reinterpret_cast<Float4*>(planeX + at) += weights * x;
            *reinterpret_cast<Float4*>(planeY + at) += weights * y;
        }
    }
}

ZSCAPE_MULTIVERSION void interpolatePoints(const int32_t* order, int64_t count, const float* xy, const SplineGrid& grid,
                                           const float* planeX, const float* planeY, const float* planeOne,
                                           float* force) {
    const auto [left, top, perNode, nodes] = grid;
    for (int64_t i = 0; i < count; ++i) {
        const int64_t point = int64_t{2} * order[i];
        const float x = xy[point], y = xy[point + 1];
        const SplinePlace column((x - left) * perNode), row((y - top) * perNode);
        const Float4 across = splineWeights(column.t), down = splineWeights(row.t);
        Float4 ones{}, xs{}, ys{};
        for (int r = 0; r < 4; ++r) {
            const int64_t at = (row.node + r) * nodes + column.node;
            const Float4 weights = across * down[r];
            ones += *reinterpret_cast<const Float4*>(planeOne + at) * weights;
            xs += *reinterpret_cast<const Float4*>(planeX + at) * weights;
            ys += *reinterpret_cast<const Float4*>(planeY + at) * weights;
        }
        const Float4 forcesX = ones * x - xs, forcesY = ones * y - ys;
        force[point] = forcesX[0] + forcesX[1] + forcesX[2] + forcesX[3];
        force[point + 1] = forcesY[0] + forcesY[1] + forcesY[2] + forcesY[3];
    }
}

}  // namespace zscape
