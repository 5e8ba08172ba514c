#include "ui/panels/loss/loss_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {

namespace {

size_t columnOf(LossAxis axis) {
    switch (axis) {
        case LossAxis::Step: return RunMetrics::kStep;
        case LossAxis::Epoch: return RunMetrics::kEpoch;
        case LossAxis::Time: return RunMetrics::kSeconds;
    }
    return RunMetrics::kStep;
}

}  // namespace

bool LossData::setMetrics(std::shared_ptr<const RunMetrics> metrics) {
    if (metrics == metrics_) return false;
    metrics_ = std::move(metrics);
    columns_ = std::vector<Column>(metrics_ ? metrics_->terms.size() : 0);
    taken_ = heldOut_ = 0;
    best_ = -1;
    return true;
}

const std::vector<std::string>& LossData::terms() const {
    static const std::vector<std::string> none;
    return metrics_ ? metrics_->terms : none;
}

bool LossData::behind() const {
    return metrics_ && (metrics_->train.size() > taken_ || metrics_->heldOut.size() > heldOut_);
}

bool LossData::update(int64_t most) {
    if (!behind()) return false;
    const int64_t end = std::min(metrics_->train.size(), taken_ + most);
    for (size_t term = 0; term < columns_.size(); ++term) {
        Column& column = columns_[term];
        for (int64_t row = taken_; row < end;) {
            const auto stretch = metrics_->train.stretch(row, RunMetrics::kFixedColumns + term);
            if (stretch.empty()) break;
            const auto count = std::min<int64_t>(static_cast<int64_t>(stretch.size()), end - row);
            for (int64_t i = 0; i < count; ++i) {
                const double value = stretch[static_cast<size_t>(i)];
                column.raw.append(static_cast<float>(value));
                column.smooth.append(static_cast<float>(column.smoother.next(value)));
            }
            row += count;
        }
    }
    taken_ = end;
    for (const int64_t rows = metrics_->heldOut.size(); heldOut_ < rows; ++heldOut_) {
        const double total = heldOutAt(heldOut_, 0);
        if (std::isfinite(total) && (best_ < 0 || total < heldOutAt(best_, 0))) best_ = heldOut_;
    }
    return true;
}

double LossData::newest(size_t term) const {
    if (taken_ > 0) return static_cast<double>(columns_[term].smooth.at(taken_ - 1));
    if (heldOut_ > 0) return heldOutAt(heldOut_ - 1, term);
    return std::numeric_limits<double>::quiet_NaN();
}

RowPositions LossData::positions(LossAxis axis) const {
    return {taken_, [this, column = columnOf(axis)](int64_t row) { return metrics_->train.at(row, column); }};
}

RowPositions LossData::heldOutPositions(LossAxis axis) const {
    return {heldOut_, [this, column = columnOf(axis)](int64_t row) { return metrics_->heldOut.at(row, column); }};
}

double LossData::positionOfStep(int64_t step, LossAxis axis) const {
    if (axis == LossAxis::Step || taken_ == 0) return static_cast<double>(step);
    const int64_t row = positions(LossAxis::Step).nearest(static_cast<double>(step));
    return metrics_->train.at(row, columnOf(axis));
}

}  // namespace zscape
