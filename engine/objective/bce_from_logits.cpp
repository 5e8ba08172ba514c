#include "engine/objective/bce_from_logits.h"

#include "engine/objective/bce_kernel.h"

#include <ATen/TensorIterator.h>
#include <torch/csrc/autograd/custom_function.h>

namespace zscape {

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kPixelsPerTask = 16384;  // about 10 microseconds of work: less is not worth another thread

bool kernelFits(const Tensor& logits, const Tensor& target) {
    return logits.is_cpu() && target.is_cpu() && logits.scalar_type() == at::kFloat && target.scalar_type() == at::kFloat && logits.numel() > 0;
}

/// The kernel over the rows of [N,...]. `gradient` takes sigmoid(logits) - target when it is defined; a row is summed by
/// one thread in one order, so that the bits do not depend on the number of threads. \return [N]
Tensor rowCosts(const Tensor& logits, const Tensor& target, const Tensor& gradient) {
    const int64_t pixels = logits.numel() / logits.size(0);
    const Tensor costs = at::empty({logits.size(0)}, logits.options());
    const auto firsts = [&](const Tensor& tensor) { return tensor.as_strided({tensor.size(0)}, {pixels}); };
    // TensorIterator divides the rows among LibTorch's own threads; at::parallel_for would be serial in a file that is
    // not compiled for OpenMP.
    at::TensorIteratorConfig config;
    config.add_owned_output(costs);
    if (gradient.defined()) config.add_owned_output(firsts(gradient));
    config.add_owned_const_input(firsts(logits)).add_owned_const_input(firsts(target)).resize_outputs(false);
    auto iterator = config.build();
    const bool withGradient = gradient.defined();
    const auto loop = [pixels, withGradient](char** data, const int64_t* strides, int64_t count) {
        const int logitsAt = withGradient ? 2 : 1;
        for (int64_t i = 0; i < count; ++i) {
            const auto* row = reinterpret_cast<const float*>(data[logitsAt] + i * strides[logitsAt]);
            const auto* targetRow = reinterpret_cast<const float*>(data[logitsAt + 1] + i * strides[logitsAt + 1]);
            auto* gradientRow = withGradient ? reinterpret_cast<float*>(data[1] + i * strides[1]) : nullptr;
            *reinterpret_cast<float*>(data[0] + i * strides[0]) = bceRow(row, targetRow, gradientRow, pixels);
        }
    };
    iterator.for_each(loop, std::max<int64_t>(1, kPixelsPerTask / pixels));
    return costs;
}

/// softplus(x) - x t, by LibTorch's own operations: other devices and doubles.
Tensor composedCosts(const Tensor& logits, const Tensor& target) {
    return at::softplus(logits).sub_(logits * target).flatten(1).sum(1);
}

struct BceFromLogits : torch::autograd::Function<BceFromLogits> {
    static Tensor forward(AutogradContext* context, const Tensor& logits, const Tensor& target) {
        if (kernelFits(logits, target)) {
            const Tensor gradient = at::empty_like(logits);
            Tensor costs = rowCosts(logits, target, gradient);
            context->save_for_backward({gradient});
            return costs;
        }
        context->save_for_backward({at::sigmoid(logits).sub_(target)});
        return composedCosts(logits, target);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const Tensor slope = context->get_saved_variables()[0];
        std::vector<int64_t> shape(static_cast<size_t>(slope.dim()), 1);
        shape[0] = slope.size(0);
        return {slope * gradients[0].view(shape), Tensor()};
    }
};

}  // namespace

Tensor bceFromLogits(const Tensor& logits, const Tensor& target) {
    const at::MemoryFormat layout = logits.suggest_memory_format();
    const Tensor full = (logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat)).contiguous(layout);
    const Tensor alike = target.contiguous(layout);
    if (at::GradMode::is_enabled() && full.requires_grad()) return BceFromLogits::apply(full, alike);
    return kernelFits(full, alike) ? rowCosts(full, alike, {}) : composedCosts(full, alike);
}

Tensor bceFromLogits(const Tensor& logits, const Tensor& target, const Tensor& counts) {
    if (!counts.defined()) return bceFromLogits(logits, target);
    // A logit as sure as this of a target of 0 costs nothing, to the last bit of a float.
    constexpr double kSureOfBlack = -200;
    const Tensor left = counts.logical_not();
    return bceFromLogits(logits.masked_fill(left, kSureOfBlack), target.masked_fill(left, 0));
}

}  // namespace zscape
