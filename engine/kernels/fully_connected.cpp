#include "engine/kernels/fully_connected.h"

#include "engine/kernels/dense_products.h"
#include "engine/kernels/fully_connected_kernel.h"
#include "engine/kernels/own_kernels.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <stdexcept>

namespace zscape {

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct FullyConnected : torch::autograd::Function<FullyConnected> {
    static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight, const Tensor& bias,
                          bool relu) {
        const at::AutoDispatchBelowADInplaceOrView plainKernels;
        const Tensor output = denseOutput(input, weight, bias, relu);
        context->saved_data["relu"] = relu;
        context->save_for_backward({input, weight, relu ? output : Tensor()});
        return output;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        if (at::GradMode::is_enabled()) throw std::logic_error("fullyConnected cannot be differentiated twice");
        const variable_list saved = context->get_saved_variables();
        const at::AutoDispatchBelowADInplaceOrView plainKernels;
        const Tensor &input = saved[0], &weight = saved[1], &output = saved[2];
        Tensor gradient = gradients[0].contiguous();
        if (output.defined()) {
            const Tensor masked = at::empty_like(gradient);
            reluGradient(gradient.const_data_ptr<float>(), output.const_data_ptr<float>(),
                         masked.mutable_data_ptr<float>(), gradient.numel());
            gradient = masked;
        }
        // Nobody asks for the parameters' when a code is searched for with them held.
        const bool ofParameters = context->needs_input_grad(1) || context->needs_input_grad(2);
        const DenseGradients result =
            denseGradients(gradient, input, weight, context->needs_input_grad(0), ofParameters);
        return {result.input, result.weight, result.bias, Tensor()};
    }
};

bool ownOperationFits(const Tensor& input, const Tensor& weight) {
    return input.is_cpu() && input.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat &&
           input.dim() == 2 && input.numel() > 0 && weight.is_contiguous() &&
           !at::autocast::is_autocast_enabled(at::kCPU);
}

}  // namespace

Tensor fullyConnected(const Tensor& input, torch::nn::Linear& layer, bool relu) {
    if constexpr (kOwnKernels)
        if (ownOperationFits(input, layer->weight))
            return FullyConnected::apply(input.contiguous(), layer->weight, layer->bias, relu);
    // In place: a linear layer keeps its input for the gradient, not its output.
    return relu ? layer(input).relu_() : layer(input);
}

}  // namespace zscape
