#include "engine/core/smoothing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

constexpr double kShare = 0.03;
constexpr double kLongest = 100;

}  // namespace

double smoothingWindow(double step) { return std::clamp(kShare * step, 1.0, kLongest); }

LossSmoother::LossSmoother(size_t columns, std::vector<int64_t> marks)
    : marks_(std::move(marks)),
      sums_(columns),
      weights_(columns),
      means_(columns) {
    beginAnew();
}

void LossSmoother::setMarks(std::vector<int64_t> marks) {
    marks_ = std::move(marks);
    mark_ = static_cast<size_t>(std::lower_bound(marks_.begin(), marks_.end(), step_) - marks_.begin());
}

void LossSmoother::beginAnew() {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    std::fill(weights_.begin(), weights_.end(), 0.0);
    std::fill(means_.begin(), means_.end(), std::numeric_limits<double>::quiet_NaN());
}

std::span<const double> LossSmoother::next(int64_t step, std::span<const double> values) {
    for (; mark_ < marks_.size() && marks_[mark_] < step; ++mark_) beginAnew();
    step_ = step;
    const double fresh = 1 / smoothingWindow(static_cast<double>(step));
    for (size_t column = 0; column < sums_.size(); ++column) {
        if (!std::isfinite(values[column])) continue;
        sums_[column] = (1 - fresh) * sums_[column] + fresh * values[column];
        weights_[column] = (1 - fresh) * weights_[column] + fresh;
        means_[column] = sums_[column] / weights_[column];
    }
    return means_;
}

}  // namespace zscape
