#pragma once

#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscape {

/// An area of the plane that a box or a lasso encloses, to be asked of a million points: a grid over it knows for most
/// places whether they are inside; near the line a point is compared with the few edges that cross its height.
class PlaneRegion {
public:
    /// A closed line; fewer than three corners enclose nothing. What a line that crosses itself goes round in either
    /// direction is inside.
    explicit PlaneRegion(const std::vector<QPointF>& corners);
    static PlaneRegion box(const QRectF& area);

    /// False for NaN: a point without a place.
    bool contains(float x, float y) const;

private:
    struct Edge {
        float fromX, fromY, toY;
        float slope;    // x for each y
        int direction;  // 1: up, -1: down
    };
    static constexpr int kCells = 256;  // each way
    enum Cell : uint8_t { kOutside, kInside, kOnLine };
    int bandOf(float y) const;
    int columnOf(float x) const;
    int rowOf(float y) const;
    static std::ptrdiff_t cellAt(int row, int column) { return std::ptrdiff_t{row} * kCells + column; }
    void markLine(const std::vector<QPointF>& corners);
    void fillCells();
    bool containsNearLine(float x, float y) const;

    float left_ = 0, right_ = 0, low_ = 0, high_ = 0;
    float bandsPerUnit_ = 0, columnsPerUnit_ = 0, rowsPerUnit_ = 0;
    std::vector<Cell> cells_;  // row after row; empty: nothing is enclosed
    int bands_ = 0;
    std::vector<uint32_t> begin_;  // first edge of each band, and the end
    std::vector<Edge> edges_;      // band after band; fromY <= toY
};

}  // namespace zscape
