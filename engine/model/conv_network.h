#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace zscape {

/// Sides of the maps from the picture down to 4 or less, each half of the one before, rounded down: 28, 14, 7, 3.
std::vector<int64_t> convSides(int64_t size);
/// Channels of the map after `level` halvings, 1 is the first: width, 2 width, 4 width ...
int64_t convChannels(const ModelSpec& spec, size_t level);
/// Of every convolution that halves or doubles a side.
inline constexpr int64_t kConvKernel = 4;

/// Conv2d 4/2/1 without bias + BatchNorm + ReLU for each halving, channels width, 2 width, 4 width ...; then Linear to
/// mu and logVar. BatchNorm's shift is the bias.
class ConvEncoder : public Encoder {
public:
    /// `heads`: 2 for a latent with a variance, else 1
    ConvEncoder(const ModelSpec& spec, int64_t heads);
    /// \return mu (and logVar) [B,D], float32
    Gaussian of(const View& view) override;

private:
    std::vector<torch::nn::Conv2d> convolutions_;
    std::vector<torch::nn::BatchNorm2d> norms_;
    torch::nn::Linear head_{nullptr};
    int64_t heads_;
};

/// Linear + ReLU to the smallest map, then ConvTranspose2d 4/2/1 (output_padding 1 where the side above is odd, so that
/// every size comes back exactly) with BatchNorm + ReLU between. With the part "skip" a Linear of z is added to each
/// channel of every map before its norm: a convolution over z laid out as constant maps (Dieng et al. 2019, arXiv
/// 1807.04863).
class ConvDecoder : public Decoder {
public:
    ConvDecoder(const ModelSpec& spec, int64_t outputs);
    /// [N,D] -> [N,outputs,S,S]
    Tensor decode(const Tensor& z, const View& view) override;

private:
    torch::nn::Linear seed_{nullptr};
    std::vector<torch::nn::ConvTranspose2d> convolutions_;
    std::vector<torch::nn::BatchNorm2d> norms_;  ///< one fewer: none after the last
    std::vector<torch::nn::Linear> skips_;       ///< z to the channels of each map; none without the part "skip"
    int64_t channels_ = 0;
    int64_t side_ = 0;
};

}  // namespace zscape
