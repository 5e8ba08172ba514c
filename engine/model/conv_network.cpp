#include "engine/model/conv_network.h"

#include "engine/model/dense_network.h"

namespace zscape {

namespace {

constexpr int64_t kSmallestSide = 4;

}  // namespace

std::vector<int64_t> convSides(int64_t size) {
    std::vector<int64_t> sides{size};
    while (sides.back() > kSmallestSide) sides.push_back(sides.back() / 2);
    return sides;
}

int64_t convChannels(const ModelSpec& spec, size_t level) { return spec.integer("width") << (level - 1); }

ConvEncoder::ConvEncoder(const ModelSpec& spec, int64_t heads) : heads_(heads) {
    const std::vector<int64_t> sides = convSides(spec.shape.size);
    int64_t channels = spec.encoderChannels();
    for (size_t level = 1; level < sides.size(); ++level) {
        const int64_t wider = convChannels(spec, level);
        const auto options = torch::nn::Conv2dOptions(channels, wider, kConvKernel).stride(2).padding(1).bias(false);
        convolutions_.push_back(register_module("conv" + std::to_string(level - 1), torch::nn::Conv2d(options)));
        norms_.push_back(register_module("norm" + std::to_string(level - 1), torch::nn::BatchNorm2d(wider)));
        channels = wider;
    }
    head_ = register_module("head", torch::nn::Linear(channels * sides.back() * sides.back(), heads * spec.codeSize()));
}

Gaussian ConvEncoder::of(const View& view) {
    Tensor values = view.input;
    for (size_t level = 0; level < convolutions_.size(); ++level)
        values = norms_[level](convolutions_[level](values)).relu_();
    return splitHeads(head_(values.flatten(1)), heads_);
}

ConvDecoder::ConvDecoder(const ModelSpec& spec, int64_t outputs) {
    const std::vector<int64_t> sides = convSides(spec.shape.size);
    const size_t levels = sides.size() - 1;
    side_ = sides.back();
    channels_ = convChannels(spec, levels);
    seed_ = register_module("seed", torch::nn::Linear(spec.decoderInputs(), channels_ * side_ * side_));
    int64_t channels = channels_;
    for (size_t level = levels; level > 0; --level) {
        const bool last = level == 1;
        const int64_t narrower = last ? outputs : convChannels(spec, level - 1);
        const std::string index = std::to_string(levels - level);
        const auto options = torch::nn::ConvTranspose2dOptions(channels, narrower, kConvKernel)
                                 .stride(2)
                                 .padding(1)
                                 .output_padding(sides[level - 1] % 2)
                                 .bias(last);
        convolutions_.push_back(register_module("conv" + index, torch::nn::ConvTranspose2d(options)));
        if (!last) norms_.push_back(register_module("norm" + index, torch::nn::BatchNorm2d(narrower)));
        if (spec.hasPart("skip"))
            skips_.push_back(register_module(
                "skip" + index,
                torch::nn::Linear(torch::nn::LinearOptions(spec.decoderInputs(), narrower).bias(false))));
        channels = narrower;
    }
}

Tensor ConvDecoder::decode(const Tensor& z, const View&) {
    Tensor values = seed_(z).relu_().view({z.size(0), channels_, side_, side_});
    for (size_t level = 0; level < convolutions_.size(); ++level) {
        values = convolutions_[level](values);
        if (level < skips_.size()) values = values + skips_[level](z).unsqueeze(2).unsqueeze(3);
        if (level < norms_.size()) values = norms_[level](values).relu_();
    }
    return values;
}

}  // namespace zscape
