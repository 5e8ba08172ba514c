#include "engine/model/inverse_lipschitz_decoder.h"

#include "engine/recipe/part_catalogue.h"

#include <cmath>

namespace zscape {

namespace {

/// The softplus of it is `value`.
double beforeSoftplus(double value) { return std::log(std::expm1(value)); }

}  // namespace

ConvexGradient::ConvexGradient(int64_t numbers, int64_t first, int64_t second) {
    first_ = register_module("first", torch::nn::Linear(numbers, first));
    second_ = register_module("second", torch::nn::Linear(numbers, second));
    between_ = register_parameter(
        "between", at::full({second, first}, beforeSoftplus(1.0 / static_cast<double>(first)), at::kFloat));
    outer_ = register_parameter("outer", at::full({second}, beforeSoftplus(1.0), at::kFloat));
}

Tensor ConvexGradient::forward(const Tensor& x) {
    const Tensor between = at::softplus(between_);
    const Tensor inner = first_(x);
    const Tensor slope = at::sigmoid(at::mm(at::softplus(inner), between.t()) + second_(x)) * at::softplus(outer_);
    return at::mm(slope, second_->weight) + at::mm(at::sigmoid(inner) * at::mm(slope, between), first_->weight);
}

InverseLipschitzDecoder::InverseLipschitzDecoder(const ModelSpec& spec, int64_t outputs)
    : slope_(std::sqrt(spec.number("inverse_lipschitz"))),
      outputs_(outputs),
      size_(spec.shape.size) {
    const std::vector<int64_t> widths = readHiddenWidths(spec.text("hidden"));
    const int64_t numbers = outputs_ * size_ * size_;
    ofCode_ =
        register_module("code", std::make_shared<ConvexGradient>(spec.decoderInputs(), widths.back(), widths.front()));
    ofPicture_ = register_module("picture", std::make_shared<ConvexGradient>(numbers, widths.back(), widths.front()));
    embedding_ = register_parameter("embedding", at::randn({numbers, spec.decoderInputs()}, at::kFloat));
}

Tensor InverseLipschitzDecoder::decode(const Tensor& z, const View&) {
    const Tensor columns = std::get<0>(at::linalg_qr(embedding_, "reduced"));
    const Tensor code = ofCode_->forward(z) + slope_ * z;
    const Tensor placed = at::mm(code, columns.t());
    return (ofPicture_->forward(placed) + slope_ * placed).view({z.size(0), outputs_, size_, size_});
}

}  // namespace zscape
