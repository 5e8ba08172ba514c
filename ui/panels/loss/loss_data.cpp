#include "ui/panels/loss/loss_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

size_t columnOf(LossAxis axis) {
    switch (axis) {
        case LossAxis::Step: return RunMetrics::kStep;
        case LossAxis::Epoch: return RunMetrics::kEpoch;
        case LossAxis::Time: return RunMetrics::kSeconds;
    }
    return RunMetrics::kStep;
}

/// The one that is named for all of them: "reconstruction + kl".
std::string sumName(const std::vector<std::string>& terms) {
    std::string name;
    for (const std::string& term : terms) name += (name.empty() ? "" : " + ") + term;
    return name;
}

}  // namespace

bool LossData::setMetrics(std::shared_ptr<const RunMetrics> metrics, const std::vector<std::string>& summed) {
    if (metrics == metrics_ && summed == summed_) return false;
    metrics_ = std::move(metrics);
    summed_ = summed;
    columns_.clear();
    terms_.clear();
    if (metrics_ && summed_.empty()) terms_ = metrics_->terms;
    else if (metrics_) terms_ = {sumName(summed_)};
    columns_.resize(terms_.size());
    for (size_t i = 0; metrics_ && i < metrics_->terms.size(); ++i) {
        const bool counts = std::count(summed_.begin(), summed_.end(), metrics_->terms[i]) > 0;
        if (summed_.empty()) columns_[i].summed = {RunMetrics::kFixedColumns + i};
        else if (counts) columns_.front().summed.push_back(RunMetrics::kFixedColumns + i);
    }
    forgetFrom(0);
    heldOut_ = 0;
    best_ = -1;
    return true;
}

void LossData::setMarks(const std::vector<Mark>& marks) {
    std::vector<int64_t> steps;
    steps.reserve(marks.size());
    for (const Mark& mark : marks) steps.push_back(mark.step);
    std::sort(steps.begin(), steps.end());
    const auto [was, is] = std::mismatch(marks_.begin(), marks_.end(), steps.begin(), steps.end());
    if (was == marks_.end() && is == steps.end()) return;
    // Up to here both lists say the same; a mean of rows behind it began at the last mark before.
    constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
    const int64_t same = std::min(was == marks_.end() ? kNever : *was, is == steps.end() ? kNever : *is);
    const int64_t begun = was == marks_.begin() ? 0 : *(was - 1);
    marks_ = std::move(steps);
    if (newestStep() > same) forgetFrom(positions(LossAxis::Step).firstAtLeast(static_cast<double>(begun) + 1));
    else smoother_.setMarks(marks_);
}

void LossData::forgetFrom(int64_t row) {
    for (Column& column : columns_) {
        column.raw.truncate(row);
        column.smooth.truncate(row);
    }
    taken_ = row;
    smoother_ = LossSmoother(columns_.size(), marks_);
    row_.resize(columns_.size());
}

bool LossData::behind() const {
    return metrics_ && (metrics_->train.size() > taken_ || metrics_->heldOut.size() > heldOut_);
}

double LossData::sumAt(const MetricStore& store, int64_t row, size_t term) const {
    double sum = 0;
    for (const size_t column : columns_[term].summed) sum += store.at(row, column);
    return sum;
}

bool LossData::update(int64_t most) {
    if (!behind()) return false;
    const int64_t end = std::min(metrics_->train.size(), taken_ + most);
    for (; taken_ < end; ++taken_) {
        for (size_t term = 0; term < columns_.size(); ++term) row_[term] = sumAt(metrics_->train, taken_, term);
        const auto step = static_cast<int64_t>(metrics_->train.at(taken_, RunMetrics::kStep));
        const std::span<const double> smooth = smoother_.next(step, row_);
        for (size_t term = 0; term < columns_.size(); ++term) {
            columns_[term].raw.append(static_cast<float>(row_[term]));
            columns_[term].smooth.append(static_cast<float>(smooth[term]));
        }
    }
    for (const int64_t rows = metrics_->heldOut.size(); heldOut_ < rows; ++heldOut_) {
        const double total = heldOutAt(heldOut_, 0);
        if (std::isfinite(total) && (best_ < 0 || total < heldOutAt(best_, 0))) best_ = heldOut_;
    }
    return true;
}

double LossData::newest(size_t term) const {
    return taken_ > 0 ? static_cast<double>(columns_[term].smooth.at(taken_ - 1)) : newestHeldOut(term);
}

double LossData::newestHeldOut(size_t term) const { return heldOut_ > 0 ? heldOutAt(heldOut_ - 1, term) : kNone; }

int64_t LossData::newestStep() const {
    return taken_ > 0 ? static_cast<int64_t>(metrics_->train.at(taken_ - 1, RunMetrics::kStep)) : 0;
}

int64_t LossData::newestWindow() const {
    const int64_t step = newestStep();
    if (step == 0) return 0;
    const auto behind = std::lower_bound(marks_.begin(), marks_.end(), step);
    const int64_t begun = behind == marks_.begin() ? 0 : *(behind - 1);
    return std::min<int64_t>(step - begun, std::llround(smoothingWindow(static_cast<double>(step))));
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
