#pragma once

#include "engine/session/types.h"
#include "engine/training/trainer.h"

namespace zscape {

/// A stored run without its images, or without the memory to train it: it decodes, encodes and samples; there is no
/// trainer.
struct ExploredModel {
    RunConfig config;
    ModelSpec spec;
    std::shared_ptr<const WeightsCopy> weights;
    std::vector<std::string> terms;  ///< as Trainer::terms()
    std::vector<LedgerLine> ledger;  ///< nothing measured
    int64_t parameters = 0;
    int64_t step = 0;
    int64_t stepsPerEpoch = 1;
    double epoch = 0;
};

/// On the CPU. \throws Error "checkpoint.*"
ExploredModel exploreStored(const RunConfig& config, const std::vector<uint8_t>& checkpoint);

}  // namespace zscape
