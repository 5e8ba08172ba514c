#pragma once

#include "engine/session/run_list.h"
#include "engine/session/types.h"

#include <vector>

namespace zscape {

/// A way out of posterior collapse: a run to branch to.
struct Remedy {
    enum class Kind {
        LowerBeta,
        FreeBits,
        Annealed,
        Cyclical,
        Capacity,
        Control,
        BatchNorm,
        Scale,
        Lagging,
        MoreDimensions,
        SmallerDecoder
    };
    Kind kind = Kind::LowerBeta;
    RunConfig config;   ///< for Session::branch()
    double amount = 0;  ///< what its button says: β, λ in nats a dimension, C or the KL target in nats; else 0
    /// The codes are drawn as before, so that the networks can go on with their weights.
    bool carriesWeights = false;
    /// Every setting of the run that it changes; what another recipe has besides is told by `kind` and `amount`.
    std::vector<RunDifference> changes = {};
};

/// The remedies that fit the run of `info`, in the order of least change first. What the recipes share (network, sizes,
/// reconstruction, optimiser) stays as it is; β comes down to 1 where it is above, for no remedy holds against β = 30.
/// Where β is 1 or less it is not what pulls: few dimensions have more of them, and a strong decoder a smaller one,
/// among the remedies. Empty for models without variance or without an encoder, which cannot collapse, and without a
/// model.
std::vector<Remedy> remediesFor(const RunInfo& info);

}  // namespace zscape
