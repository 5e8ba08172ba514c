#pragma once

#include "engine/inference/inference.h"
#include "engine/session/shared_state.h"
#include "engine/training/trainer.h"

#include <chrono>

namespace zscape {

/// What the model makes of a fixed handful of images, followed through training. Belongs to the run thread.
class ReconstructionPreview {
public:
    explicit ReconstructionPreview(SharedState& shared) : shared_(shared) {}

    void forget();
    /// They are looked at, and the last pass is of older weights or of other images.
    bool due(int64_t step) const;
    /// The same, and the last pass is longer ago than half a second.
    bool dueWhileRunning(int64_t step) const;
    /// One pass of the trainer's model in eval mode, of mu, or of a draw from a generator of its own. \param seed of the run
    void follow(Trainer& trainer, const ImageSet& images, const Split& split, uint64_t seed);
    /// The same of any model, published by whoever asks.
    std::shared_ptr<const ReconstructionsSnapshot> make(Inference& inference, const ImageSet& images,
                                                        const Split& split, uint64_t seed);

    static constexpr double kPassesPerSecond = 2;
    static constexpr size_t kDefaultImages = 12;

private:
    SharedState& shared_;
    int64_t madeAt_ = -1;
    std::shared_ptr<const std::vector<int64_t>> madeFor_;
    bool madeSwapped_ = false;
    uint64_t madeDraw_ = 0;
    std::chrono::steady_clock::time_point made_{};
};

}  // namespace zscape
