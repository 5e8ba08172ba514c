#include "engine/session/explored_model.h"

#include "engine/objective/build_model.h"
#include "engine/training/checkpoint.h"

#include <algorithm>

namespace zscape {

ExploredModel exploreStored(const RunConfig& config, const std::vector<uint8_t>& checkpoint) {
    const CheckpointInfo info = readCheckpointInfo(checkpoint);
    Model model = buildModel(info.spec, info.seed);
    loadCheckpointWeights(model, checkpoint);
    ExploredModel explored;
    explored.config = config;
    explored.spec = info.spec;
    explored.ledger = model.objective->ledger(*model.likelihood);
    explored.terms = {"total"};
    for (const LedgerLine& line : explored.ledger) explored.terms.push_back(line.term);
    explored.parameters = model.parameterCount();
    explored.step = info.step;
    const int64_t images = std::max<int64_t>(1, info.trainImages),
                  batch = std::max<int64_t>(1, info.spec.integer("batch_size"));
    explored.stepsPerEpoch = (images + batch - 1) / batch;
    explored.epoch = static_cast<double>(info.epoch) + static_cast<double>(info.position) / static_cast<double>(images);
    auto weights = std::make_shared<WeightsCopy>();
    weights->step = info.step;
    for (const auto& named : {model.parameters(), model.buffers()})
        for (const auto& [name, tensor] : named) weights->tensors.push_back(tensor.detach());
    explored.weights = std::move(weights);
    return explored;
}

}  // namespace zscape
