#include "engine/model/label_condition.h"

#include "engine/core/error.h"

namespace zscape {

namespace {

void checkLabels(const View& view, int64_t labels) {
    if (!view.label.defined())
        throw Error(
            "model.label",
            "This model encodes and decodes with a picture's label, and none was given. Choose one of its %1 labels.",
            {std::to_string(labels)});
}

}  // namespace

LabelledCodes::LabelledCodes(const ModelSpec& spec, std::shared_ptr<Encoder> inner)
    : inner_(register_module("network", std::move(inner))),
      labels_(spec.shape.labels),
      size_(spec.shape.size) {
    picture_ = register_module("label_picture", torch::nn::Embedding(labels_, size_ * size_));
}

Gaussian LabelledCodes::of(const View& view) {
    checkLabels(view, labels_);
    View labelled = view;
    const Tensor picture = picture_(view.label).view({view.label.size(0), 1, size_, size_});
    labelled.input =
        at::cat({view.input, picture.to(view.input.scalar_type())}, 1).contiguous(view.input.suggest_memory_format());
    return inner_->of(labelled);
}

LabelledDecoder::LabelledDecoder(const ModelSpec& spec, std::shared_ptr<Decoder> inner)
    : inner_(register_module("network", std::move(inner))),
      labels_(spec.shape.labels) {}

Tensor LabelledDecoder::decode(const Tensor& z, const View& view) {
    checkLabels(view, labels_);
    Tensor oneOf = at::zeros({view.label.size(0), labels_}, z.options()).scatter_(1, view.label.unsqueeze(1), 1);
    if (oneOf.size(0) != z.size(0)) oneOf = oneOf.repeat({z.size(0) / oneOf.size(0), 1});
    return inner_->decode(at::cat({z, oneOf}, 1), view);
}

}  // namespace zscape
