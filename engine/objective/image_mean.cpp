#include "engine/objective/image_mean.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <stdexcept>
#include <vector>

namespace zscape {

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct MeanOverImages : torch::autograd::Function<MeanOverImages> {
    static Tensor forward(AutogradContext* context, const Tensor& values) {
        const int64_t images = values.size(0), columns = values.numel() / images;
        context->saved_data["shape"] = values.sizes();
        std::vector<double> sums(static_cast<size_t>(columns), 0.0);
        const float* from = values.const_data_ptr<float>();
        for (int64_t image = 0; image < images; ++image)
            for (size_t column = 0; column < sums.size(); ++column) sums[column] += static_cast<double>(*from++);
        const Tensor means = at::empty(values.sizes().slice(1), values.options());
        float* to = means.mutable_data_ptr<float>();
        for (const double sum : sums) *to++ = static_cast<float>(sum / static_cast<double>(images));
        return means;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        if (at::GradMode::is_enabled()) throw std::logic_error("meanOverImages cannot be differentiated twice");
        const Tensor gradient = gradients[0].contiguous();
        const Tensor spread = at::empty(context->saved_data["shape"].toIntVector(), gradient.options());
        const int64_t columns = gradient.numel();
        const float* from = gradient.const_data_ptr<float>();
        float* to = spread.mutable_data_ptr<float>();
        const auto images = static_cast<float>(spread.size(0));
        for (int64_t i = 0; i < spread.numel(); i += columns)
            for (int64_t column = 0; column < columns; ++column) to[i + column] = from[column] / images;
        return {spread};
    }
};

}  // namespace

Tensor meanOverImages(const Tensor& values) {
    const bool plain =
        values.is_cpu() && values.scalar_type() == at::kFloat && values.is_contiguous() && values.numel() > 0;
    return plain ? MeanOverImages::apply(values) : values.mean(0);
}

}  // namespace zscape
