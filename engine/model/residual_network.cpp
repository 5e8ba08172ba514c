#include "engine/model/residual_network.h"

#include "engine/model/conv_network.h"
#include "engine/model/dense_network.h"

namespace zscape {

namespace {

torch::nn::Conv2dOptions sameSize(int64_t channels) {
    return torch::nn::Conv2dOptions(channels, channels, 3).padding(1).bias(false);
}

}  // namespace

ResidualBlock::ResidualBlock(int64_t channels)
    : first_(register_module("conv0", torch::nn::Conv2d(sameSize(channels)))),
      second_(register_module("conv1", torch::nn::Conv2d(sameSize(channels)))),
      firstNorm_(register_module("norm0", torch::nn::BatchNorm2d(channels))),
      secondNorm_(register_module("norm1", torch::nn::BatchNorm2d(channels))) {}

Tensor ResidualBlock::forward(const Tensor& values) {
    const Tensor bent = firstNorm_(first_(values)).relu_();
    return secondNorm_(second_(bent)).add_(values).relu_();
}

ResidualEncoder::ResidualEncoder(const ModelSpec& spec, int64_t heads) : heads_(heads) {
    const std::vector<int64_t> sides = convSides(spec.shape.size);
    int64_t channels = spec.encoderChannels();
    for (size_t level = 1; level < sides.size(); ++level) {
        const int64_t wider = convChannels(spec, level);
        const std::string index = std::to_string(level - 1);
        const auto options = torch::nn::Conv2dOptions(channels, wider, kConvKernel).stride(2).padding(1).bias(false);
        levels_.push_back({register_module("conv" + index, torch::nn::Conv2d(options)),
                           register_module("norm" + index, torch::nn::BatchNorm2d(wider)),
                           register_module("block" + index, std::make_shared<ResidualBlock>(wider))});
        channels = wider;
    }
    head_ = register_module("head", torch::nn::Linear(channels * sides.back() * sides.back(), heads * spec.codeSize()));
}

Gaussian ResidualEncoder::of(const View& view) {
    Tensor values = view.input;
    for (auto& level : levels_) values = level.block->forward(level.norm(level.half(values)).relu_());
    return splitHeads(head_(values.flatten(1)), heads_);
}

ResidualDecoder::ResidualDecoder(const ModelSpec& spec, int64_t outputs) {
    const std::vector<int64_t> sides = convSides(spec.shape.size);
    const size_t count = sides.size() - 1;
    side_ = sides.back();
    channels_ = convChannels(spec, count);
    seed_ = register_module("seed", torch::nn::Linear(spec.decoderInputs(), channels_ * side_ * side_));
    int64_t channels = channels_;
    for (size_t level = count; level > 0; --level) {
        const bool last = level == 1;
        const int64_t narrower = last ? outputs : convChannels(spec, level - 1);
        const std::string index = std::to_string(count - level);
        const auto options = torch::nn::ConvTranspose2dOptions(channels, narrower, kConvKernel)
                                 .stride(2)
                                 .padding(1)
                                 .output_padding(sides[level - 1] % 2)
                                 .bias(last);
        Level made;
        made.block = register_module("block" + index, std::make_shared<ResidualBlock>(channels));
        made.twice = register_module("conv" + index, torch::nn::ConvTranspose2d(options));
        if (!last) made.norm = register_module("norm" + index, torch::nn::BatchNorm2d(narrower));
        levels_.push_back(std::move(made));
        channels = narrower;
    }
}

Tensor ResidualDecoder::decode(const Tensor& z, const View&) {
    Tensor values = seed_(z).relu_().view({z.size(0), channels_, side_, side_});
    for (auto& level : levels_) {
        values = level.twice(level.block->forward(values));
        if (level.norm) values = level.norm(values).relu_();
    }
    return values;
}

}  // namespace zscape
