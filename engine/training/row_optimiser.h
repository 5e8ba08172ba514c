#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// Steps of a table of codes: each row is as if an optimiser of its own ran over the steps that it was in. So Adam's
/// counter is the row's too, and an image that joins late is corrected as one that joined early (torch.optim.SparseAdam
/// counts the whole table's steps; the two are the same where a row is in every step). A step costs as much as its
/// batch is large.
class RowOptimiser {
public:
    explicit RowOptimiser(RowTable& table) : table_(table) {}

    /// The table has other rows: moments and counters as for rows that were in no step.
    void begin();

    /// 0-dim bool: whether the gradients of the rows of the last pass are finite. Undefined when none are.
    Tensor finite() const;
    /// Moves the rows of the last pass and lets them go; where `skipped` [1] is 1 they stay as they are. Waits for no
    /// device.
    void step(double learningRate, const Tensor& skipped);

    /// For sgd nothing; for adam "m", "v" [N,W] and "count" [N,1]; the tensors themselves.
    NamedState state() const;
    /// By the same names, for the table's rows as they are now.
    void take(NamedState state);

private:
    bool isAdam() const { return table_.optimiser == "adam"; }

    RowTable& table_;
    Tensor first_, second_, count_;
};

}  // namespace zscape
