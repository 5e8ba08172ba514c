#include "ui/plane/plane_region.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {
constexpr int kFewestBands = 16, kMostBands = 2048;
}  // namespace

PlaneRegion PlaneRegion::box(const QRectF& area) {
    const QRectF box = area.normalized();
    return PlaneRegion({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()});
}

PlaneRegion::PlaneRegion(const std::vector<QPointF>& corners) {
    if (corners.size() < 3) return;
    std::vector<Edge> edges;
    edges.reserve(corners.size());
    left_ = right_ = static_cast<float>(corners.front().x());
    low_ = high_ = static_cast<float>(corners.front().y());
    for (size_t corner = 0; corner < corners.size(); ++corner) {
        const QPointF &here = corners[corner], &next = corners[(corner + 1) % corners.size()];
        const auto x = static_cast<float>(here.x()), y = static_cast<float>(here.y());
        const auto toX = static_cast<float>(next.x()), toY = static_cast<float>(next.y());
        left_ = std::min(left_, x);
        right_ = std::max(right_, x);
        low_ = std::min(low_, y);
        high_ = std::max(high_, y);
        // One that runs along x divides nothing from left to right.
        if (y == toY) continue;
        const float slope = (toX - x) / (toY - y);
        edges.push_back(y < toY ? Edge{x, y, toY, slope, 1} : Edge{toX, toY, y, slope, -1});
    }
    // Without width or height: nothing is enclosed.
    if (edges.empty() || left_ == right_) return;
    bands_ = std::clamp(static_cast<int>(edges.size()), kFewestBands, kMostBands);
    bandsPerUnit_ = static_cast<float>(bands_) / (high_ - low_);
    begin_.assign(static_cast<size_t>(bands_) + 1, 0);
    const auto forBands = [&](const Edge& edge, auto&& each) {
        for (int band = bandOf(edge.fromY); band <= bandOf(edge.toY); ++band) each(static_cast<size_t>(band));
    };
    for (const Edge& edge : edges) forBands(edge, [&](size_t band) { ++begin_[band + 1]; });
    for (size_t band = 1; band < begin_.size(); ++band) begin_[band] += begin_[band - 1];
    edges_.resize(begin_.back());
    std::vector<uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (const Edge& edge : edges) forBands(edge, [&](size_t band) { edges_[next[band]++] = edge; });
    columnsPerUnit_ = kCells / (right_ - left_);
    rowsPerUnit_ = kCells / (high_ - low_);
    cells_.assign(size_t{kCells} * kCells, kOutside);
    markLine(corners);
    fillCells();
}

int PlaneRegion::columnOf(float x) const {
    return std::clamp(static_cast<int>((x - left_) * columnsPerUnit_), 0, kCells - 1);
}

int PlaneRegion::rowOf(float y) const { return std::clamp(static_cast<int>((y - low_) * rowsPerUnit_), 0, kCells - 1); }

void PlaneRegion::markLine(const std::vector<QPointF>& corners) {
    for (size_t corner = 0; corner < corners.size(); ++corner) {
        QPointF from = corners[corner], to = corners[(corner + 1) % corners.size()];
        if (from.y() > to.y()) std::swap(from, to);
        const double perRow = 1 / double{rowsPerUnit_};
        // One more on each side: a place is rounded to its cell.
        const int firstRow = std::max(rowOf(static_cast<float>(from.y())) - 1, 0);
        const int lastRow = std::min(rowOf(static_cast<float>(to.y())) + 1, kCells - 1);
        for (int row = firstRow; row <= lastRow; ++row) {
            const auto xAt = [&](double y) {
                const double height = to.y() - from.y();
                const double t = height > 0 ? std::clamp((y - from.y()) / height, 0.0, 1.0) : 0;
                return from.x() + t * (to.x() - from.x());
            };
            const bool level = to.y() - from.y() < 1e-3 * perRow;
            const double one = level ? from.x() : xAt(double{low_} + row * perRow);
            const double other = level ? to.x() : xAt(double{low_} + (row + 1) * perRow);
            const int first = std::max(columnOf(static_cast<float>(std::min(one, other))) - 1, 0);
            const int last = std::min(columnOf(static_cast<float>(std::max(one, other))) + 1, kCells - 1);
            std::fill_n(cells_.begin() + cellAt(row, first), last - first + 1, kOnLine);
        }
    }
}

void PlaneRegion::fillCells() {
    for (int row = 0; row < kCells; ++row) {
        // Between two cells of the line all are alike.
        bool known = false;
        Cell now = kOutside;
        for (int column = 0; column < kCells; ++column) {
            Cell& cell = cells_[static_cast<size_t>(cellAt(row, column))];
            if (cell == kOnLine) {
                known = false;
                continue;
            }
            if (!known)
                now = containsNearLine(left_ + (static_cast<float>(column) + 0.5F) / columnsPerUnit_,
                                       low_ + (static_cast<float>(row) + 0.5F) / rowsPerUnit_)
                          ? kInside
                          : kOutside;
            known = true;
            cell = now;
        }
    }
}

int PlaneRegion::bandOf(float y) const {
    return std::clamp(static_cast<int>((y - low_) * bandsPerUnit_), 0, bands_ - 1);
}

bool PlaneRegion::contains(float x, float y) const {
    // NaN fails each comparison.
    if (!(x >= left_ && x <= right_ && y >= low_ && y <= high_) || cells_.empty()) return false;
    const Cell cell = cells_[static_cast<size_t>(cellAt(rowOf(y), columnOf(x)))];
    return cell == kOnLine ? containsNearLine(x, y) : cell == kInside;
}

bool PlaneRegion::containsNearLine(float x, float y) const {
    const auto band = static_cast<size_t>(bandOf(y));
    int around = 0;
    for (uint32_t at = begin_[band]; at < begin_[band + 1]; ++at) {
        const Edge& edge = edges_[at];
        // Half open, so that a corner belongs to one of its edges.
        if (y < edge.fromY || y >= edge.toY) continue;
        if (x < edge.fromX + (y - edge.fromY) * edge.slope) around += edge.direction;
    }
    return around != 0;
}

}  // namespace zscape
