#pragma once

#include <ATen/core/Tensor.h>

namespace zscape {

/// The products of a fully connected layer, float32 and contiguous on a CPU, by the fastest kernel that this processor
/// has for them: our own (product_kernel.h), oneDNN's or MKL's. Bits are the same for the same thread count.

/// input [N,I] times weight [O,I] plus bias [O]: [N,O]; with `relu` no number below 0 (what is no number stays so).
at::Tensor denseOutput(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias, bool relu);

struct DenseGradients {
    at::Tensor input, weight, bias;  // [N,I], [O,I], [O]; undefined where not asked for
};

/// From the gradient [N,O] of the output without its ReLU.
DenseGradients denseGradients(const at::Tensor& gradient, const at::Tensor& input, const at::Tensor& weight,
                              bool wantsInput, bool wantsParameters);

}  // namespace zscape
