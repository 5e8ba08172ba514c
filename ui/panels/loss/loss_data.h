#pragma once

#include "engine/session/metrics.h"
#include "ui/panels/loss/decimator.h"

#include <memory>
#include <string>
#include <vector>

namespace zscape {

enum class LossAxis { Step, Epoch, Time };

/// The metrics of one run made ready to be drawn: a pyramid of the raw and of the smoothed values of every term, kept
/// up at a cost of O(new rows). GUI thread only; the rows that it reads never change (MetricStore).
class LossData {
public:
    /// Begins anew unless it is the same run. Null: nothing. \return whether it is another one
    bool setMetrics(std::shared_ptr<const RunMetrics> metrics);
    /// Takes at most `most` new rows, so that a long run that was just opened does not hold up the window.
    /// \return whether anything new was taken
    bool update(int64_t most = 50000);
    /// Rows are there that update() has not taken yet.
    bool behind() const;

    bool empty() const { return !metrics_ || (taken_ == 0 && heldOut_ == 0); }
    const std::vector<std::string>& terms() const;
    const MinMaxPyramid& raw(size_t term) const { return columns_[term].raw; }
    const MinMaxPyramid& smooth(size_t term) const { return columns_[term].smooth; }
    /// The newest smoothed value, else the newest held-out one; NaN when there is neither.
    double newest(size_t term) const;

    int64_t rows() const { return taken_; }
    RowPositions positions(LossAxis axis) const;
    double trainAt(int64_t row, size_t column) const { return metrics_->train.at(row, column); }

    int64_t heldOutRows() const { return heldOut_; }
    RowPositions heldOutPositions(LossAxis axis) const;
    double heldOutAt(int64_t row, size_t term) const {
        return metrics_->heldOut.at(row, RunMetrics::kFixedColumns + term);
    }
    /// The row of the least held-out total; -1 when there is none.
    int64_t bestHeldOutRow() const { return best_; }

    /// Where a step lies on an axis.
    double positionOfStep(int64_t step, LossAxis axis) const;

    static constexpr double kSmoothingSteps = 100;

private:
    struct Column {
        MinMaxPyramid raw;
        MinMaxPyramid smooth;
        Smoother smoother{kSmoothingSteps};
    };
    std::shared_ptr<const RunMetrics> metrics_;
    std::vector<Column> columns_;
    int64_t taken_ = 0;
    int64_t heldOut_ = 0;
    int64_t best_ = -1;
};

}  // namespace zscape
