#pragma once

#include "engine/training/adam.h"
#include "engine/training/batch_source.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace zscape {

/// The tensors without their names.
std::vector<Tensor> tensorsOf(const NamedState& named);

/// Against an encoder that lags behind (He et al. 2019, Lagging Inference Networks, arXiv 1901.05534, algorithm 1):
/// before each step the encoder alone takes steps on batches of its own until its loss falls no more, and the step then
/// changes all but the encoder. It leads until an epoch does not raise the mutual information of unseen images; from
/// then on the two are trained together.
class AggressiveEncoderTraining {
public:
    /// The encoder's parameters among `parameters`: those of codes and latent.
    static NamedState encoderOf(const NamedState& parameters);
    static NamedState othersOf(const NamedState& parameters);

    AggressiveEncoderTraining(const NamedState& parameters, const ModelSpec& spec);

    bool leads() const;
    /// Steps of the encoder before one of the run, on batches that `seed` draws. `stepOn` makes one and answers its
    /// loss, 0-dim.
    void catchUp(const std::vector<int64_t>& trainImages, uint64_t seed,
                 const std::function<Tensor(const std::vector<int64_t>& images)>& stepOn);
    /// An epoch ended; nats.
    void judge(double mutualInformation);

    Adam& adam() { return adam_; }
    const std::vector<Tensor>& encoder() const { return encoder_; }
    const std::vector<Tensor>& others() const { return others_; }
    /// "lead" [2] double on the CPU, and the encoder's moments. To be copied out, or into, in place.
    NamedState state() const;

private:
    std::vector<Tensor> encoder_, others_;
    Adam adam_;  ///< of the encoder
    int64_t most_;
    int64_t batchSize_;
    Tensor state_;  ///< 1 while it leads, the largest mutual information so far
};

}  // namespace zscape
