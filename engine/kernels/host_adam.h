#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace zscape {

/// The parameters of a step of Adam and what belongs to them, side by side: float32, each laid out as its weights.
struct AdamWork {
    std::vector<at::Tensor> weights, gradients, firstMoments, secondMoments;
};

/// One step of Adam (engine/training/adam.h) over all parameters on a CPU at once: LibTorch's wakes the threads once
/// for each parameter, biases included. `step` [1] float, the steps before this one, is counted up.
/// \return false, with nothing changed, where a gradient is not finite
bool hostAdamStep(const AdamWork& work, at::Tensor& step, double learningRate);

}  // namespace zscape
