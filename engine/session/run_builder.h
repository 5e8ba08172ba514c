#pragma once

#include "engine/session/types.h"
#include "engine/training/trainer.h"

namespace zscape {

/// A run at step 0, ready to train.
struct BuiltRun {
    RunConfig config;
    std::optional<ErrorInfo> tooLarge;  ///< why it cannot be trained here, where that was only to be noted
    std::optional<ErrorInfo>
        skipped;  ///< which images are on no side of the split, for the run is told labels and does not know theirs
    std::shared_ptr<const Split> split;
    std::unique_ptr<Trainer> trainer;
};

/// What can be said of a configuration before there are images. \throws Error "recipe.unknown", "setting.*"
void checkConfig(const RunConfig& config);

/// Recipe, settings and images -> split, plan, memory check, model. `heldOutApart`: there are images of their own to
/// measure on; then every one of `images` trains, but for those that are their test.
/// \throws Error "model.*", "setting.*", "device.*", "memory.estimate"
BuiltRun buildRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config);

/// The sides that a stored run was trained and measured on, as far as its images are these.
struct StoredSides {
    Split split;
    std::optional<ErrorInfo> skipped;  ///< as in BuiltRun: those are on none
};
/// \throws Error "label.none" as buildStoredRun()
StoredSides splitOfStored(const ImageSet& images, bool heldOutApart, const RunConfig& config, const ModelSpec& spec);

/// What becomes of a run that needs more memory to train than is free. To look at it takes far less.
enum class MemoryRule { Refuse, Note };

/// The same for a run whose spec was stored with it. \throws Error "memory.estimate" also where it is noted, when not
/// even its weights and moments fit; "label.none" when it is told labels and knows those of no image that would train
BuiltRun buildStoredRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config,
                        ModelSpec spec, MemoryRule rule = MemoryRule::Refuse);

}  // namespace zscape
