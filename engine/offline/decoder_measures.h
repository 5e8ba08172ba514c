#pragma once

#include "engine/model/model.h"
#include "engine/training/batch_source.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

/// What a decoder makes of its code. The model is in eval mode; nothing records gradients.
namespace zscape {

/// Mean over codes of |dx/dz|² (Frobenius), x the shown picture of [0,1], z [N,D] float32: 0 when the decoder ignores
/// z. Estimated without the Jacobian as E |J v|², v ~ N(0, I) (Hutchinson 1990), by central differences of 0.01 and
/// `probes` directions a code. `labels` [N]: conditional models only. \throws Cancelled
double decoderSensitivity(Model& model, const Tensor& codes, const Tensor& labels, at::Generator generator,
                          int64_t rowsAtOnce, std::stop_token stop, int64_t probes = 4);

/// Mean cost of reconstructing an image from another one's code, less that from its own; in the likelihood's unit. 0 at
/// collapse. `codes` [N,D] belong to `indices` in order; who gets whose is one cycle through all of them, seeded.
/// 0 for a single image. `measured`, if any, is told of each batch. \throws Cancelled
double shuffledCodeGap(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices,
                       const Tensor& codes, uint64_t seed, int64_t rowsAtOnce, std::stop_token stop,
                       const std::function<void(int64_t images)>& measured = {});

}  // namespace zscape
