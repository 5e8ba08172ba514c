#include "ui/plane/plane_lattice.h"

#include <cmath>

namespace zscape {

double PlaneLattice::distance(int level) const { return std::ldexp(base_.value_or(1), -level); }

QPointF PlaneLattice::at(const LatticePlace& place) const {
    const double apart = distance(place.level);
    return {static_cast<double>(place.column) * apart, static_cast<double>(place.row) * apart};
}

void PlaneLattice::look(const PlaneView& view, const QRectF& part) {
    if (!base_) base_ = distance_ / view.scale();
    level_ = static_cast<int>(std::lround(std::log2(*base_ * view.scale() / distance_)));
    seen_.clear();
    columns_ = 0;
    const QRectF within = view.seen().intersected(part);
    if (within.isEmpty()) return;
    const double apart = distance(level_);
    // Half a cell beyond the rim has its middle out of sight and its inside in it.
    const auto first = [apart](double least) { return static_cast<int64_t>(std::floor(least / apart + 0.5)); };
    const int64_t left = first(within.left()), right = first(within.right());
    const int64_t low = first(within.top()), high = first(within.bottom());
    const auto columns = static_cast<size_t>(right - left + 1), rows = static_cast<size_t>(high - low + 1);
    if (columns > kMost || rows > kMost || columns * rows > kMost) return;
    columns_ = static_cast<int>(columns);
    seen_.reserve(columns * rows);
    for (int64_t row = low; row <= high; ++row)
        for (int64_t column = left; column <= right; ++column) seen_.push_back({level_, column, row});
}

}  // namespace zscape
