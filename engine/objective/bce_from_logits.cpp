#include "engine/objective/bce_from_logits.h"

#include <torch/csrc/autograd/custom_function.h>

namespace zscape {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct BceFromLogits : torch::autograd::Function<BceFromLogits> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& logits, const at::Tensor& target) {
        context->save_for_backward({logits, target});
        return at::softplus(logits).sub_(logits * target).flatten(1).sum(1);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& logits = saved[0];
        std::vector<int64_t> shape(static_cast<size_t>(logits.dim()), 1);
        shape[0] = logits.size(0);
        return {at::sigmoid(logits).sub_(saved[1]).mul_(gradients[0].view(shape)), at::Tensor()};
    }
};

}  // namespace

at::Tensor bceFromLogits(const at::Tensor& logits, const at::Tensor& target) {
    const at::Tensor full = logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat);
    return BceFromLogits::apply(full, target);
}

}  // namespace zscape
