#pragma once

#include <cstdint>

/// Points and a grid of nodes between which cubic B-splines reach: a point weighs on the 4 x 4 nodes about it.
namespace zscape {

/// The first of the four nodes and the way behind its successor, of a coordinate in nodes.
struct SplinePlace {
    explicit SplinePlace(float coordinate)
        : node(static_cast<int>(coordinate) - 1),
          t(coordinate - static_cast<float>(node + 1)) {}
    int node;
    float t;
};

/// Where the grid lies: its first node, nodes a unit, and nodes a row.
struct SplineGrid {
    float left, top, perNode;
    int64_t nodes;
};

/// Adds 1, x and y of each point to the nodes about it, by their weights.
/// \param order `count` indices of points \param xy places of all \param planeX, planeY, planeOne nodes x nodes
void depositPoints(const int32_t* order, int64_t count, const float* xy, const SplineGrid& grid, float* planeX,
                   float* planeY, float* planeOne);
/// What the planes have at each point: its own place times that of 1, less those of x and y.
/// \param force of all points, 2 each; those in `order` are written
void interpolatePoints(const int32_t* order, int64_t count, const float* xy, const SplineGrid& grid,
                       const float* planeX, const float* planeY, const float* planeOne, float* force);

}  // namespace zscape
