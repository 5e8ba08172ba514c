#pragma once

#include "engine/session/types.h"
#include "engine/training/trainer.h"

namespace zscape {

/// A run at step 0, ready to train.
struct BuiltRun {
    RunConfig config;
    std::shared_ptr<const Split> split;
    std::unique_ptr<Trainer> trainer;
};

/// What can be said of a configuration before there are images. \throws Error "recipe.unknown", "setting.*"
void checkConfig(const RunConfig& config);

/// Recipe, settings and images -> split, plan, memory check, model. `heldOut`: images of their own to measure on; then
/// every one of `images` trains, but for those that are their test.
/// \throws Error "model.*", "setting.*", "device.*", "memory.estimate"
BuiltRun buildRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config);

/// The same for a run whose spec was stored with it.
BuiltRun buildStoredRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config, ModelSpec spec);

}  // namespace zscape
