#include "engine/model/dense_network.h"

#include "engine/kernels/fully_connected.h"
#include "engine/recipe/part_catalogue.h"

#include <ATen/core/grad_mode.h>

namespace zscape {

Gaussian splitHeads(const Tensor& raw, int64_t heads) {
    const Tensor full =
        raw.to(at::kFloat == raw.scalar_type() || at::kDouble == raw.scalar_type() ? raw.scalar_type() : at::kFloat);
    if (heads == 1) return {full, {}};
    // Split and not narrowed twice: the gradients are put together in one operation, not by padding and adding.
    const std::vector<Tensor> halves = full.unsafe_chunk(2, 1);
    // A copy of our own, for `raw` may be the caller's: rows of a search. Bounded unrecorded: the gradient is that of
    // the bounded value and goes straight through, so that it leads back.
    const Tensor logVar = halves[1].clone();
    const at::NoGradGuard straightThrough;
    logVar.clamp_max_(kMostLogVar);
    return {halves[0], logVar};
}

DenseEncoder::DenseEncoder(const ModelSpec& spec, int64_t heads) : heads_(heads) {
    int64_t inputs = spec.encoderChannels() * spec.shape.size * spec.shape.size;
    for (const int64_t width : readHiddenWidths(spec.text("hidden"))) {
        hidden_.push_back(register_module("hidden" + std::to_string(hidden_.size()), torch::nn::Linear(inputs, width)));
        inputs = width;
    }
    head_ = register_module("head", torch::nn::Linear(inputs, heads * spec.codeSize()));
}

Gaussian DenseEncoder::of(const View& view) {
    Tensor values = view.input.flatten(1);
    for (auto& layer : hidden_) values = fullyConnected(values, layer, /*relu=*/true);
    return splitHeads(fullyConnected(values, head_, /*relu=*/false), heads_);
}

DenseDecoder::DenseDecoder(const ModelSpec& spec, int64_t outputs)
    : outputs_(outputs),
      size_(spec.shape.size),
      skip_(spec.hasPart("skip")) {
    std::vector<int64_t> widths = readHiddenWidths(spec.text("hidden"));
    int64_t inputs = spec.decoderInputs();
    for (auto width = widths.rbegin(); width != widths.rend(); ++width) {
        hidden_.push_back(
            register_module("hidden" + std::to_string(hidden_.size()), torch::nn::Linear(inputs, *width)));
        inputs = *width + (skip_ ? spec.decoderInputs() : 0);
    }
    picture_ = register_module("picture", torch::nn::Linear(inputs, outputs * size_ * size_));
}

Tensor DenseDecoder::decode(const Tensor& z, const View&) {
    Tensor values = z;
    for (auto& layer : hidden_) {
        values = fullyConnected(values, layer, /*relu=*/true);
        if (skip_) values = at::cat({values, z}, 1);
    }
    return fullyConnected(values, picture_, /*relu=*/false).view({z.size(0), outputs_, size_, size_});
}

}  // namespace zscape
