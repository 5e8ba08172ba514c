#include "ui/plane/point_index.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace zscape {

namespace {
constexpr std::ptrdiff_t kCrowd = 32;  ///< points of a cell, before it is worth looking which of them lie under others
}  // namespace

void PointIndex::clear() {
    built_ = false;
    begin_.clear();
    slots_.clear();
}

int PointIndex::columnOf(double x) const {
    return static_cast<int>(std::clamp(std::floor((x - left_) / cellWidth_), 0.0, columns_ - 1.0));
}

int PointIndex::rowOf(double y) const {
    return static_cast<int>(std::clamp(std::floor((y - low_) / cellHeight_), 0.0, rows_ - 1.0));
}

void PointIndex::build(const PointCloud& cloud) {
    clear();
    built_ = true;
    const auto bulk = cloud.bulk(0.995);
    if (!bulk) return;
    const int side = std::clamp(static_cast<int>(std::sqrt(static_cast<double>(cloud.placed()) / 2)), 1, 1024);
    // A collapsed code has no extent to divide.
    columns_ = bulk->width() > 0 ? side : 1;
    rows_ = bulk->height() > 0 ? side : 1;
    left_ = bulk->left();
    low_ = bulk->top();
    cellWidth_ = std::max(bulk->width() / columns_, 1e-12);
    cellHeight_ = std::max(bulk->height() / rows_, 1e-12);

    const auto slots = static_cast<uint32_t>(cloud.count());
    std::vector<uint32_t> cells(slots);
    begin_.assign(static_cast<size_t>(columns_) * static_cast<size_t>(rows_) + 1, 0);
    constexpr uint32_t kNone = 0xFFFFFFFF;
    for (uint32_t slot = 0; slot < slots; ++slot) {
        const float x = cloud.x()[slot];
        if (std::isnan(x)) {
            cells[slot] = kNone;
            continue;
        }
        cells[slot] = static_cast<uint32_t>(rowOf(cloud.y()[slot]) * columns_ + columnOf(x));
        ++begin_[cells[slot] + 1];
    }
    for (size_t cell = 1; cell < begin_.size(); ++cell) begin_[cell] += begin_[cell - 1];
    slots_.resize(begin_.back());
    std::vector<uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (uint32_t slot = 0; slot < slots; ++slot)
        if (cells[slot] != kNone) slots_[next[cells[slot]]++] = slot;
    leaveOutCovered(cloud);
}

void PointIndex::leaveOutCovered(const PointCloud& cloud) {
    const auto placeOf = [&cloud](uint32_t slot) {
        return std::tuple(cloud.x()[slot], cloud.y()[slot], cloud.group()[slot]);
    };
    uint32_t kept = 0;
    for (size_t cell = 0; cell + 1 < begin_.size(); ++cell) {
        const auto first = slots_.begin() + begin_[cell], last = slots_.begin() + begin_[cell + 1];
        auto end = last;
        if (last - first > kCrowd) {
            // Of equal ones the last that is drawn lies on top.
            std::sort(first, last,
                      [&](uint32_t a, uint32_t b) { return std::pair(placeOf(a), b) < std::pair(placeOf(b), a); });
            end = std::unique(first, last, [&](uint32_t a, uint32_t b) { return placeOf(a) == placeOf(b); });
            std::sort(first, end);
        }
        begin_[cell] = kept;
        kept = static_cast<uint32_t>(std::move(first, end, slots_.begin() + kept) - slots_.begin());
    }
    begin_.back() = kept;
    slots_.resize(kept);
}

int64_t PointIndex::nearest(const PointCloud& cloud, QPointF at, double radius,
                            const std::vector<uint8_t>& hidden) const {
    if (slots_.empty()) return -1;
    double best = radius * radius;
    int64_t found = -1;
    const int lastColumn = columnOf(at.x() + radius);
    const int lastRow = rowOf(at.y() + radius);
    for (int row = rowOf(at.y() - radius); row <= lastRow; ++row)
        for (int column = columnOf(at.x() - radius); column <= lastColumn; ++column) {
            const size_t cell = static_cast<size_t>(row) * static_cast<size_t>(columns_) + static_cast<size_t>(column);
            for (uint32_t entry = begin_[cell]; entry < begin_[cell + 1]; ++entry) {
                const uint32_t slot = slots_[entry];
                const double dx = cloud.x()[slot] - at.x();
                const double dy = cloud.y()[slot] - at.y();
                const double distance = dx * dx + dy * dy;
                if (distance > best) continue;
                if (!hidden.empty() && hidden[std::min<size_t>(cloud.group()[slot], hidden.size() - 1)] != 0) continue;
                best = distance;
                found = slot;
            }
        }
    return found < 0 ? -1 : cloud.imageOf(found);
}

/// The slots in the cells that are `ring` cells away from a cell, those of a square's border.
template <typename Visit>
void PointIndex::visitRing(int column, int row, int ring, Visit visit) const {
    for (int y = std::max(0, row - ring); y <= std::min(rows_ - 1, row + ring); ++y) {
        const bool whole = y == row - ring || y == row + ring;
        const int step = whole || ring == 0 ? 1 : 2 * ring;
        for (int x = column - ring; x <= column + ring; x += step) {
            if (x < 0 || x >= columns_) continue;
            const size_t cell = static_cast<size_t>(y) * static_cast<size_t>(columns_) + static_cast<size_t>(x);
            for (uint32_t entry = begin_[cell]; entry < begin_[cell + 1]; ++entry) visit(slots_[entry]);
        }
    }
}

std::optional<std::vector<uint32_t>> PointIndex::within(const PointCloud& cloud, const QRectF& part, size_t most,
                                                        const std::vector<uint8_t>& hidden) const {
    if (slots_.empty()) return std::vector<uint32_t>{};
    const int left = columnOf(part.left()), right = columnOf(part.right());
    const auto cellsOf = [&](int row) {
        const size_t first = static_cast<size_t>(row) * static_cast<size_t>(columns_);
        return std::pair(begin_[first + static_cast<size_t>(left)], begin_[first + static_cast<size_t>(right) + 1]);
    };
    const int low = rowOf(part.top()), high = rowOf(part.bottom());
    size_t near = 0;
    for (int row = low; row <= high; ++row) near += cellsOf(row).second - cellsOf(row).first;
    // The cells reach beyond the part.
    if (near > 4 * most) return std::nullopt;
    std::vector<uint32_t> found;
    for (int row = low; row <= high; ++row) {
        const auto [first, end] = cellsOf(row);
        for (uint32_t entry = first; entry < end; ++entry) {
            const uint32_t slot = slots_[entry];
            if (!part.contains(QPointF(cloud.x()[slot], cloud.y()[slot]))) continue;
            if (!hidden.empty() && hidden[std::min<size_t>(cloud.group()[slot], hidden.size() - 1)] != 0) continue;
            found.push_back(slot);
        }
    }
    if (found.size() > most) return std::nullopt;
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<int64_t> PointIndex::nearestFew(const PointCloud& cloud, QPointF at, size_t count,
                                            const std::vector<uint8_t>& hidden) const {
    using Found = std::pair<double, uint32_t>;  // squared distance, slot
    std::vector<Found> found;                   // a heap, the farthest on top
    if (slots_.empty() || count == 0) return {};
    const int column = columnOf(at.x()), row = rowOf(at.y());
    const int last = std::max(std::max(column, columns_ - 1 - column), std::max(row, rows_ - 1 - row));
    for (int ring = 0; ring <= last; ++ring) {
        // What lies in a ring is at least so far away, also where `at` or the point lies outside the grid.
        const double away =
            (ring - 1) * std::min(columns_ > 1 ? cellWidth_ : cellHeight_, rows_ > 1 ? cellHeight_ : cellWidth_);
        if (found.size() == count && away > 0 && away * away > found.front().first) break;
        visitRing(column, row, ring, [&](uint32_t slot) {
            if (!hidden.empty() && hidden[std::min<size_t>(cloud.group()[slot], hidden.size() - 1)] != 0) return;
            const double dx = cloud.x()[slot] - at.x(), dy = cloud.y()[slot] - at.y();
            const Found here{dx * dx + dy * dy, slot};
            if (found.size() == count && !(here < found.front())) return;
            found.push_back(here);
            std::push_heap(found.begin(), found.end());
            if (found.size() <= count) return;
            std::pop_heap(found.begin(), found.end());
            found.pop_back();
        });
    }
    std::sort_heap(found.begin(), found.end());
    std::vector<int64_t> images;
    images.reserve(found.size());
    for (const Found& each : found) images.push_back(cloud.imageOf(each.second));
    return images;
}

}  // namespace zscape
