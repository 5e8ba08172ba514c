#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace zscape {

/// x + BatchNorm(Conv 3x3(ReLU(BatchNorm(Conv 3x3(x))))), then ReLU (He et al. 2016). [B,C,H,W] -> the same.
class ResidualBlock : public torch::nn::Module {
public:
    explicit ResidualBlock(int64_t channels);
    Tensor forward(const Tensor& values);

private:
    torch::nn::Conv2d first_, second_;
    torch::nn::BatchNorm2d firstNorm_, secondNorm_;
};

/// The ladder of ConvEncoder with a residual block on each level.
class ResidualEncoder : public Encoder {
public:
    /// `heads`: 2 for a latent with a variance, else 1
    ResidualEncoder(const ModelSpec& spec, int64_t heads);
    /// \return mu (and logVar) [B,D], float32
    Gaussian of(const View& view) override;

private:
    struct Level {
        torch::nn::Conv2d half{nullptr};
        torch::nn::BatchNorm2d norm{nullptr};
        std::shared_ptr<ResidualBlock> block;
    };
    std::vector<Level> levels_;
    torch::nn::Linear head_{nullptr};
    int64_t heads_;
};

/// The ladder of ConvDecoder with a residual block before each doubling.
class ResidualDecoder : public Decoder {
public:
    ResidualDecoder(const ModelSpec& spec, int64_t outputs);
    /// [N,D] -> [N,outputs,S,S]
    Tensor decode(const Tensor& z, const View& view) override;

private:
    struct Level {
        std::shared_ptr<ResidualBlock> block;
        torch::nn::ConvTranspose2d twice{nullptr};
        torch::nn::BatchNorm2d norm{nullptr};  ///< null on the last
    };
    torch::nn::Linear seed_{nullptr};
    std::vector<Level> levels_;
    int64_t channels_ = 0;
    int64_t side_ = 0;
};

}  // namespace zscape
