#pragma once

#include "engine/model/model.h"

#include <cstdint>

namespace zscape {

/// -log p(x) of each image of a view in nats, [B] double: the bound of importance weighting with `samples` draws from
/// q(z|x) (Burda et al. 2016, arXiv 1509.00519, equation 8), -log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x). Memory is that
/// of `rowsAtOnce` decoded pictures, whatever `samples` is. The model is in eval mode; nothing records gradients.
Tensor negativeLogLikelihood(Model& model, const Batch& batch, Generators& generators, int64_t samples,
                             int64_t rowsAtOnce);

/// Nothing if there is such a number for this model; else why not, for a person.
std::string whyNoLikelihood(const Model& model);

}  // namespace zscape
