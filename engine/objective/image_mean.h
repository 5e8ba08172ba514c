#pragma once

#include <ATen/core/Tensor.h>

namespace zscape {

/// The mean over the first dimension, [N] -> [] and [N,D] -> [D]: values.mean(0) as one pass and one operation for
/// autograd where values are float32 on a CPU (of a step of vae-dense 2 %). Its gradient cannot be differentiated
/// again.
at::Tensor meanOverImages(const at::Tensor& values);

}  // namespace zscape
