#pragma once

#include "ui/plane/point_cloud.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace zscape {

/// Finds the nearest point of a cloud: a uniform grid over its bulk, points sorted by cell. Points outside the grid lie
/// in its border cells; of many points of a group at the very same place (a collapsed code) the topmost is there alone.
class PointIndex {
public:
    /// About two points a cell. Reads the cloud's places as they are now.
    void build(const PointCloud& cloud);
    void clear();
    bool isBuilt() const { return built_; }

    /// The image whose point is nearest to `at` and at most `radius` (plane units) away; -1 when there is none.
    /// Points whose group's entry of `hidden` is nonzero are left out; the unlabelled use the last entry.
    int64_t nearest(const PointCloud& cloud, QPointF at, double radius, const std::vector<uint8_t>& hidden) const;
    /// The `count` images whose points are nearest to `at`, nearest first, fewer where there are no more; `hidden` as
    /// above.
    std::vector<int64_t> nearestFew(const PointCloud& cloud, QPointF at, size_t count,
                                    const std::vector<uint8_t>& hidden) const;
    /// The slots of visible points within a part of the plane, in drawing order; none where the cells that it touches
    /// hold more than four times `most`, or more than `most` are there.
    std::optional<std::vector<uint32_t>> within(const PointCloud& cloud, const QRectF& part, size_t most,
                                                const std::vector<uint8_t>& hidden) const;

private:
    int columnOf(double x) const;
    int rowOf(double y) const;
    template <typename Visit>
    void visitRing(int column, int row, int ring, Visit visit) const;
    void leaveOutCovered(const PointCloud& cloud);

    bool built_ = false;
    double left_ = 0, low_ = 0, cellWidth_ = 1, cellHeight_ = 1;
    int columns_ = 1, rows_ = 1;
    std::vector<uint32_t> begin_;  // first entry of each cell, and the end
    std::vector<uint32_t> slots_;
};

}  // namespace zscape
