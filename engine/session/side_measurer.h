#pragma once

#include "engine/session/shared_state.h"
#include "engine/training/trainer.h"

namespace zscape {

/// Measures a side of the split that was asked for, a slice at a time while nothing trains. Belongs to the run
/// thread.
class SideMeasurer {
public:
    explicit SideMeasurer(SharedState& shared) : shared_(shared) {}

    /// Another model, or none: what was asked and measured goes.
    void forget();
    /// Whether there is a slice to measure. Steps since the first slice end it: a mean over two models is no measure.
    bool due(int64_t step);
    /// \param heldOut the images that are measured on where they are a set of their own, else null
    void measureNext(Trainer& trainer, const ImageSet& images, const ImageSet* heldOut, const Split& split,
                     uint64_t seed);

private:
    void begin(Trainer& trainer, const ImageSet& images, const ImageSet* heldOut, const Split& split);

    SharedState& shared_;
    std::shared_ptr<const Side> asked_;  ///< the wish that is being or was carried out
    SideMeasure measure_;
    std::vector<int64_t> indices_;  ///< of the side, in the set that is measured
    bool working_ = false;
};

}  // namespace zscape
