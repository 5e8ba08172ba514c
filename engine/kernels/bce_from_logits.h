#pragma once

#include <ATen/core/Tensor.h>

namespace zscape {

/// Binary cross-entropy of targets in [0,1] under sigmoid(logits), summed over everything but the first dimension:
/// Σ [max(x,0) − x t + log(1 + exp(−|x|))], which stays finite at any finite logit. One operation for autograd, that
/// can be differentiated once.
/// logits: [N,...]; target: the same shape, no gradient. \return [N], float32 (double for double logits)
at::Tensor bceFromLogits(const at::Tensor& logits, const at::Tensor& target);

/// The same over the elements where `lossMask` (bool, broadcast against logits) is true; undefined: over all.
at::Tensor bceFromLogits(const at::Tensor& logits, const at::Tensor& target, const at::Tensor& lossMask);

}  // namespace zscape
