#pragma once

#include "engine/session/threads/metric_store.h"

#include "engine/session/types.h"

#include <string>
#include <vector>

namespace zscape {

/// Everything that is plotted of one run. Written by the trainer's thread, read by any other without a lock:
/// rows up to the published length never change.
struct RunMetrics {
    std::vector<std::string> terms;  ///< "total" first, then the ledger's rows; fixed for the run

    MetricStore train;       ///< one row a step: columns step, epoch, seconds, then terms (means over that batch)
    MetricStore heldOut;     ///< one row an epoch: the same columns (means over all held-out images, sampled z)
    MetricStore trainEpoch;  ///< one row an epoch: means over the epoch's training images as they were trained
    /// Columns step, epoch, seconds, then a weight for each term less "total": from this step on, until the next row. A
    /// schedule has a row a step, a constant one row and one more for each change.
    MetricStore weights;

    explicit RunMetrics(std::vector<std::string> termNames)
        : terms(std::move(termNames)),
          train(kFixedColumns + terms.size()),
          heldOut(kFixedColumns + terms.size()),
          trainEpoch(kFixedColumns + terms.size()),
          weights(kFixedColumns + terms.size() - 1) {}

    static constexpr size_t kStep = 0, kEpoch = 1, kSeconds = 2, kFixedColumns = 3;
};

}  // namespace zscape
