#include "engine/model/conv_ae_32.h"

#include "engine/core/error.h"
#include "engine/model/dense_network.h"

#include <array>

namespace zscape {

namespace {

constexpr std::array<int64_t, 5> kChannels = {3, 12, 24, 48, 96};
constexpr int64_t kKernel = 4;
constexpr int64_t kCodeSide = 2;

}  // namespace

ConvAe32Encoder::ConvAe32Encoder(const ModelSpec& spec, int64_t heads) {
    if (heads != 1)
        throw Error("model.parts",
                    "The recipe \"%1\" mixes parts that do not fit: conv-ae-32 gives points, no variances.",
                    {spec.recipe.shownName()});
    for (size_t level = 0; level + 1 < kChannels.size(); ++level) {
        const auto options =
            torch::nn::Conv2dOptions(kChannels[level], kChannels[level + 1], kKernel).stride(2).padding(1);
        convolutions_.push_back(register_module("conv" + std::to_string(level), torch::nn::Conv2d(options)));
    }
}

Gaussian ConvAe32Encoder::of(const View& view) {
    Tensor values = view.input;
    for (auto& convolution : convolutions_) values = convolution(values).relu_();
    return splitHeads(values.flatten(1), 1);
}

ConvAe32Decoder::ConvAe32Decoder(const ModelSpec&, int64_t outputs) {
    for (size_t level = kChannels.size() - 1; level > 0; --level) {
        const auto options =
            torch::nn::ConvTranspose2dOptions(kChannels[level], level == 1 ? outputs : kChannels[level - 1], kKernel)
                .stride(2)
                .padding(1);
        convolutions_.push_back(
            register_module("conv" + std::to_string(convolutions_.size()), torch::nn::ConvTranspose2d(options)));
    }
}

Tensor ConvAe32Decoder::decode(const Tensor& z, const View&) {
    Tensor values = z.view({z.size(0), kChannels.back(), kCodeSide, kCodeSide});
    for (size_t level = 0; level < convolutions_.size(); ++level) {
        values = convolutions_[level](values);
        if (level + 1 < convolutions_.size()) values.relu_();
    }
    return values;
}

}  // namespace zscape
