#include "engine/kernels/bce_from_logits.h"

#include "engine/kernels/bce_kernel.h"
#include "engine/kernels/own_kernels.h"
#include "engine/kernels/parallel.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <stdexcept>

namespace zscape {

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kPixelsPerTask = 16384;  // about 10 microseconds of work: less is not worth another thread

int64_t rowsPerTask(int64_t pixels) { return std::max<int64_t>(1, kPixelsPerTask / pixels); }

bool kernelFits(const Tensor& logits, const Tensor& target) {
    return logits.is_cpu() && target.is_cpu() && logits.scalar_type() == at::kFloat &&
           target.scalar_type() == at::kFloat && logits.numel() > 0;
}

/// The kernel over the rows of [N,...]. `gradient` takes sigmoid(logits) - target when it is defined; a row is summed
/// by one thread in one order, so that the bits do not depend on the number of threads. \return [N]
/// Inline: nothing of it, nor of its kernel, is in a build without kernels.
inline Tensor rowCosts(const Tensor& logits, const Tensor& target, const Tensor& gradient) {
    const int64_t pixels = logits.numel() / logits.size(0);
    const Tensor costs = at::empty({logits.size(0)}, logits.options());
    const float* from = logits.const_data_ptr<float>();
    const float* targets = target.const_data_ptr<float>();
    float* slopes = gradient.defined() ? gradient.mutable_data_ptr<float>() : nullptr;
    float* to = costs.mutable_data_ptr<float>();
    inParallel(logits.size(0), rowsPerTask(pixels), [=](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row)
            to[row] =
                bceRow(from + row * pixels, targets + row * pixels, slopes ? slopes + row * pixels : nullptr, pixels);
    });
    return costs;
}

/// Each row of `slope` times the number in `factors`, where it lies: in the cache of the core that wrote it.
void scaleRows(const Tensor& slope, const Tensor& factors) {
    const int64_t pixels = slope.numel() / slope.size(0);
    float* values = slope.mutable_data_ptr<float>();
    const Tensor dense = factors.contiguous();
    const float* factor = dense.const_data_ptr<float>();
    inParallel(slope.size(0), rowsPerTask(pixels), [=](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            const float times = factor[row];
            for (int64_t i = row * pixels; i < (row + 1) * pixels; ++i) values[i] *= times;
        }
    });
}

/// softplus(x) - x t, by LibTorch's own operations: other devices and doubles.
Tensor composedCosts(const Tensor& logits, const Tensor& target) {
    return at::softplus(logits).sub_(logits * target).flatten(1).sum(1);
}

struct BceFromLogits : torch::autograd::Function<BceFromLogits> {
    static Tensor forward(AutogradContext* context, const Tensor& logits, const Tensor& target) {
        if constexpr (kOwnKernels)
            if (kernelFits(logits, target)) {
                const Tensor gradient = at::empty_like(logits);
                Tensor costs = rowCosts(logits, target, gradient);
                context->saved_data["slope"] = gradient;
                return costs;
            }
        context->saved_data["slope"] = at::sigmoid(logits).sub_(target);
        return composedCosts(logits, target);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->saved_data.find("slope");
        if (at::GradMode::is_enabled() || saved == context->saved_data.end())
            throw std::logic_error("bceFromLogits can be differentiated only once");
        const Tensor slope = saved->second.toTensor();
        context->saved_data.erase(saved);
        if constexpr (kOwnKernels)
            if (kernelFits(slope, slope)) {
                scaleRows(slope, gradients[0]);
                return {slope, Tensor()};
            }
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
    if constexpr (kOwnKernels)
        if (kernelFits(full, alike)) return rowCosts(full, alike, {});
    return composedCosts(full, alike);
}

Tensor bceFromLogits(const Tensor& logits, const Tensor& target, const Tensor& lossMask) {
    if (!lossMask.defined()) return bceFromLogits(logits, target);
    // A logit as sure as this of a target of 0 costs nothing, to the last bit of a float.
    constexpr double kSureOfBlack = -200;
    const Tensor left = lossMask.logical_not();
    return bceFromLogits(logits.masked_fill(left, kSureOfBlack), target.masked_fill(left, 0));
}

}  // namespace zscape
