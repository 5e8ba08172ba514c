#include "engine/objective/categorical.h"

#include <ATen/Functions.h>

namespace zscape {
namespace {

/// [N,256 C,S,S] -> [N C,256,S,S] float32
Tensor logitsOf(const Tensor& output) {
    const Tensor logits = output.scalar_type() == at::kDouble ? output : output.to(at::kFloat);
    return logits.contiguous().view({-1, CategoricalLikelihood::kLevels, output.size(2), output.size(3)});
}

}  // namespace

Tensor CategoricalLikelihood::cost(const Tensor& output, const View& view) {
    const Tensor levels =
        (targetFor(output, view) * (kLevels - 1.0)).round().to(at::kLong).reshape({-1, output.size(2), output.size(3)});
    const Tensor nats = at::cross_entropy_loss(logitsOf(output), levels, {}, at::Reduction::None);
    return nats.view({output.size(0), -1}).sum(1);
}

Tensor CategoricalLikelihood::image(const Tensor& output) const {
    const Tensor chances = at::softmax(logitsOf(output), 1);
    const Tensor level = at::arange(kLevels, chances.options()).view({1, kLevels, 1, 1}) / (kLevels - 1.0);
    return (chances * level).sum(1).view({output.size(0), -1, output.size(2), output.size(3)});
}

std::string CategoricalLikelihood::formula() const {
    return "−Σ log p(level of x) over pixels and channels, p the softmax over 256 levels, mean over the batch; nats "
           "per image. "
           "A likelihood of pictures of 8 bits: divided by C S² log 2 it is bits per dimension.";
}

}  // namespace zscape
