#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/modules/linear.h>

namespace zscape {

/// input [N,I] times the layer's weights [O,I], plus its bias [O]: [N,O]; with `relu` no number below 0. In float32 on
/// a CPU one operation for autograd (its products: dense_products.h); bits are the same for the same thread count. Its
/// gradient cannot be differentiated again.
at::Tensor fullyConnected(const at::Tensor& input, torch::nn::Linear& layer, bool relu);

}  // namespace zscape
