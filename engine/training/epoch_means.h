#pragma once

#include "engine/training/trainer.h"

#include <vector>

namespace zscape {

/// Means of the loss terms over an epoch, from its steps in order. Sums are doubles, so that an epoch that was
/// interrupted by a checkpoint ends on the same bits.
class EpochMeans {
public:
    EpochMeans(size_t terms, int64_t imagesPerEpoch) : sums_(terms, 0.0), imagesPerEpoch_(imagesPerEpoch) {}

    void add(const Trainer::StepRow& row);
    std::vector<Trainer::EpochRow> take() { return std::exchange(finished_, {}); }

    const std::vector<double>& sums() const { return sums_; }
    int64_t images() const { return images_; }
    /// \throws nothing; `sums` has one value a term
    void restore(std::vector<double> sums, int64_t images);

private:
    std::vector<double> sums_;  ///< value times images, of the current epoch
    int64_t images_ = 0;
    int64_t imagesPerEpoch_;
    std::vector<Trainer::EpochRow> finished_;
};

}  // namespace zscape
