#include "engine/model/linear_network.h"

#include "engine/model/dense_network.h"

namespace zscape {

LinearEncoder::LinearEncoder(const ModelSpec& spec, int64_t heads) : heads_(heads) {
    const int64_t inputs = int64_t{spec.shape.channels} * spec.shape.size * spec.shape.size;
    head_ = register_module("head", torch::nn::Linear(inputs, heads * spec.codeSize()));
}

Gaussian LinearEncoder::of(const View& view) { return splitHeads(head_(view.input.flatten(1)), heads_); }

LinearDecoder::LinearDecoder(const ModelSpec& spec, int64_t outputs) : outputs_(outputs), size_(spec.shape.size) {
    picture_ = register_module("picture", torch::nn::Linear(spec.codeSize(), outputs * size_ * size_));
}

Tensor LinearDecoder::decode(const Tensor& z, const View&) {
    return picture_(z).view({z.size(0), outputs_, size_, size_});
}

}  // namespace zscape
