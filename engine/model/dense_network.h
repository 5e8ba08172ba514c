#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/linear.h>

namespace zscape {

/// pixels -> Linear, ReLU for each width of the setting "hidden" -> Linear to mu and logVar in one product (or mu
/// alone).
class DenseEncoder : public Encoder {
public:
    /// `heads`: 2 for a latent with a variance, else 1
    DenseEncoder(const ModelSpec& spec, int64_t heads);
    /// \return mu (and logVar) [B,D], float32
    Gaussian of(const View& view) override;

private:
    std::vector<torch::nn::Linear> hidden_;
    torch::nn::Linear head_{nullptr};
    int64_t heads_;
};

/// z -> the encoder's widths in reverse, ReLU -> Linear to every output of every pixel. With the part "skip" every
/// layer but the first reads the one before and z (Dieng et al. 2019, arXiv 1807.04863).
class DenseDecoder : public Decoder {
public:
    /// `outputs`: channels that the likelihood reads
    DenseDecoder(const ModelSpec& spec, int64_t outputs);
    /// [N,D] -> [N,outputs,S,S]
    Tensor decode(const Tensor& z, const View& view) override;

private:
    std::vector<torch::nn::Linear> hidden_;
    torch::nn::Linear picture_{nullptr};
    int64_t outputs_;
    int64_t size_;
    bool skip_;
};

/// The largest logVar of a posterior (sigma 148). An outlier among large pictures has, after the first steps of Adam, a
/// logVar of 60 and more: a KL term of 1e28, whose squared gradient holds the encoder still for thousands of steps.
/// (The code of latent diffusion, Rombach et al. 2022, bounds its logVar at 20.)
constexpr double kMostLogVar = 10;

/// Splits what an encoder's last layer gives, [B, heads*D], into mu and logVar, float32 also under autocast. What is
/// above kMostLogVar is set to it; its gradient is that at kMostLogVar.
Gaussian splitHeads(const Tensor& raw, int64_t heads);

}  // namespace zscape
