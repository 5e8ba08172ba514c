#pragma once

#include "engine/core/smoothing.h"
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
    /// Begins anew unless it is the same run. Null: nothing.
    /// \param summed terms of it that are added up to one, which is all that is shown; empty: each term by itself
    /// \return whether it is another one \pre the run has the terms
    bool setMetrics(std::shared_ptr<const RunMetrics> metrics, const std::vector<std::string>& summed = {});
    /// The smoothed lines begin anew behind each. Rows that another list makes others are taken once more.
    void setMarks(const std::vector<Mark>& marks);
    /// Takes at most `most` new rows, so that a long run that was just opened does not hold up the window.
    /// \return whether anything new was taken
    bool update(int64_t most = 50000);
    /// Rows are there that update() has not taken yet.
    bool behind() const;

    bool empty() const { return !metrics_ || (taken_ == 0 && heldOut_ == 0); }
    const std::vector<std::string>& terms() const { return terms_; }
    const MinMaxPyramid& raw(size_t term) const { return columns_[term].raw; }
    const MinMaxPyramid& smooth(size_t term) const { return columns_[term].smooth; }
    /// The newest smoothed value, else the newest held-out one; NaN when there is neither.
    double newest(size_t term) const;
    double newestHeldOut(size_t term) const;  ///< NaN when there is none
    /// Over how many steps newest() is a mean; 0: it is none.
    int64_t newestWindow() const;
    /// The step of the newest row that was taken; 0: none was.
    int64_t newestStep() const;

    int64_t rows() const { return taken_; }
    RowPositions positions(LossAxis axis) const;
    double trainAt(int64_t row, size_t column) const { return metrics_->train.at(row, column); }

    int64_t heldOutRows() const { return heldOut_; }
    RowPositions heldOutPositions(LossAxis axis) const;
    double heldOutAt(int64_t row, size_t term) const { return sumAt(metrics_->heldOut, row, term); }
    double heldOutEpoch(int64_t row) const { return metrics_->heldOut.at(row, RunMetrics::kEpoch); }
    /// The row of the least held-out value of the first term; -1 when there is none.
    int64_t bestHeldOutRow() const { return best_; }

    /// Where a step lies on an axis.
    double positionOfStep(int64_t step, LossAxis axis) const;

private:
    struct Column {
        std::vector<size_t> summed;  ///< columns of the store
        MinMaxPyramid raw;
        MinMaxPyramid smooth;
    };
    double sumAt(const MetricStore& store, int64_t row, size_t term) const;
    /// Rows from `row` on are taken once more.
    void forgetFrom(int64_t row);

    std::shared_ptr<const RunMetrics> metrics_;
    std::vector<std::string> terms_;
    std::vector<std::string> summed_;
    std::vector<Column> columns_;
    std::vector<int64_t> marks_;  ///< steps, ascending
    LossSmoother smoother_{0};
    std::vector<double> row_;  ///< of the update in hand
    int64_t taken_ = 0;
    int64_t heldOut_ = 0;
    int64_t best_ = -1;
};

}  // namespace zscape
