#include "engine/model/fully_connected.h"

#include "engine/model/fully_connected_kernel.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <stdexcept>

namespace zscape {

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// LibTorch's door to oneDNN's product with a bias, the one that torch.compile uses. It has no C++ function.
using LinearPointwise = Tensor(const Tensor&, const Tensor&, const std::optional<Tensor>&, std::string_view, c10::List<std::optional<at::Scalar>>,
                               std::optional<std::string_view>);

const std::optional<c10::TypedOperatorHandle<LinearPointwise>>& linearPointwise() {
    static const std::optional<c10::TypedOperatorHandle<LinearPointwise>> found = [] {
        std::optional<c10::TypedOperatorHandle<LinearPointwise>> typed;
        const auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
        // A LibTorch without oneDNN has the schema and no kernel.
        if (at::hasMKLDNN() && schema && schema->hasKernelForDispatchKey(c10::DispatchKey::CPU)) typed = schema->typed<LinearPointwise>();
        return typed;
    }();
    return found;
}

/// oneDNN's AVX-512 kernels are ahead of MKL's on AMD (15 to 25 % at 128 x 784 x 400), but not where the result is narrow.
bool oneDnnIsFaster(int64_t columns) { return columns >= 64 && linearPointwise().has_value(); }

Tensor withOneDnn(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias) {
    static const c10::List<std::optional<at::Scalar>> none;
    return linearPointwise()->call(input, weight, bias, "none", none, "");
}

struct FullyConnected : torch::autograd::Function<FullyConnected> {
    static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight, const Tensor& bias, bool relu) {
        const at::AutoDispatchBelowADInplaceOrView plainKernels;
        const Tensor output = oneDnnIsFaster(weight.size(0)) ? withOneDnn(input, weight, bias) : at::addmm(bias, input, weight.t());
        // Not oneDNN's own ReLU: it makes 0 of what is no number, and a run that is lost would not be seen.
        if (relu) output.relu_();
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
        Tensor bias;
        if (output.defined()) {
            const Tensor masked = at::empty_like(gradient);
            bias = at::empty({gradient.size(1)}, gradient.options());
            reluGradient(gradient.const_data_ptr<float>(), output.const_data_ptr<float>(), masked.mutable_data_ptr<float>(), bias.mutable_data_ptr<float>(),
                         gradient.size(0), gradient.size(1));
            gradient = masked;
        } else {
            bias = gradient.sum(0);
        }
        Tensor inputs;
        if (context->needs_input_grad(0)) inputs = oneDnnIsFaster(weight.size(1)) ? withOneDnn(gradient, weight.t(), std::nullopt) : gradient.mm(weight);
        // Nobody asks for it when a code is searched for with the weights held.
        const Tensor weights = context->needs_input_grad(1) ? gradient.t().mm(input) : Tensor();
        return {inputs, weights, bias, Tensor()};
    }
};

bool ownOperationFits(const Tensor& input, const Tensor& weight) {
    return input.is_cpu() && input.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && input.dim() == 2 && input.numel() > 0 &&
           !at::autocast::is_autocast_enabled(at::kCPU);
}

}  // namespace

Tensor fullyConnected(const Tensor& input, torch::nn::Linear& layer, bool relu) {
    if (ownOperationFits(input, layer->weight)) return FullyConnected::apply(input.contiguous(), layer->weight, layer->bias, relu);
    // In place: a linear layer keeps its input for the gradient, not its output.
    return relu ? layer(input).relu_() : layer(input);
}

}  // namespace zscape
