#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/conv.h>

namespace zscape {

/// 3 x 32 x 32 -> Conv2d 4/2/1 with ReLU to 12, 24, 48, 96 channels; the code is the 96 x 2 x 2 map, 384 numbers.
class ConvAe32Encoder : public Encoder {
public:
    ConvAe32Encoder(const ModelSpec& spec, int64_t heads);
    Gaussian of(const View& view) override;

private:
    std::vector<torch::nn::Conv2d> convolutions_;
};

/// The way back: ConvTranspose2d 4/2/1 with ReLU to 48, 24, 12 channels, then to the outputs (the likelihood's sigmoid
/// follows).
class ConvAe32Decoder : public Decoder {
public:
    ConvAe32Decoder(const ModelSpec& spec, int64_t outputs);
    /// [N,384] -> [N,outputs,32,32]
    Tensor decode(const Tensor& z, const View& view) override;

private:
    std::vector<torch::nn::ConvTranspose2d> convolutions_;
};

}  // namespace zscape
