#pragma once

#include "engine/kernels/host_adam.h"
#include "engine/model/parts.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zscape {

/// Adam (Kingma & Ba 2015, arXiv 1412.6980; its constants are in engine/core/adam_constants.h) with the moments and the
/// step counter held here. On CUDA by LibTorch's fused kernel, and nothing waits for the device. On a CPU by
/// hostAdamStep(), where the build has it.
class Adam {
public:
    using Named = std::vector<std::pair<std::string, Tensor>>;

    explicit Adam(Named parameters);

    /// Gradients become undefined: the next backward pass puts its own tensors there and adds nothing up.
    void forgetGradients();

    /// One step, unless `lossFinite` (0-dim, not 0: yes) is 0 or a gradient is not finite: then weights, moments and
    /// counter stay as they are. \return [1] float: 1 when the step was left out, on the parameters' device
    Tensor step(double learningRate, const Tensor& lossFinite);

    /// "m.", "v." + the parameter's name, in its order, then "step" [1] float. To be copied out, or into, in place.
    Named state() const;

private:
    /// The parameters that have a gradient.
    AdamWork workOfStep() const;

    Named parameters_;
    std::vector<Tensor> firstMoments_;
    std::vector<Tensor> secondMoments_;
    Tensor step_;  ///< [1] float: the kernel wants it on the device
};

}  // namespace zscape
