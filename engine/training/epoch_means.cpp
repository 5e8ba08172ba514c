#include "engine/training/epoch_means.h"

#include <cmath>

namespace zscape {

void EpochMeans::add(const Trainer::StepRow& row) {
    for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += row.values[i] * static_cast<double>(row.images);
    images_ += row.images;
    if (images_ < imagesPerEpoch_) return;

    Trainer::EpochRow epoch{std::llround(row.epoch), row.step, {images_, sums_}};
    for (double& value : epoch.train.values) value /= static_cast<double>(images_);
    finished_.push_back(std::move(epoch));
    sums_.assign(sums_.size(), 0.0);
    images_ = 0;
}

void EpochMeans::restore(std::vector<double> sums, int64_t images) {
    sums_ = std::move(sums);
    images_ = images;
    finished_.clear();
}

}  // namespace zscape
