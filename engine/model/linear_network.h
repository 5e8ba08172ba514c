#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/linear.h>

namespace zscape {

/// pixels -> one Linear -> mu (and logVar): no hidden layer, nothing that bends.
class LinearEncoder : public Encoder {
public:
    LinearEncoder(const ModelSpec& spec, int64_t heads);
    /// \return mu (and logVar) [B,D], float32
    Gaussian of(const View& view) override;

private:
    torch::nn::Linear head_{nullptr};
    int64_t heads_;
};

/// z -> one Linear -> every output of every pixel. With squared error of outputs that nothing bends the least loss of
/// the pair is that of as many principal components (Baldi and Hornik 1989).
class LinearDecoder : public Decoder {
public:
    LinearDecoder(const ModelSpec& spec, int64_t outputs);
    /// [N,D] -> [N,outputs,S,S]
    Tensor decode(const Tensor& z, const View& view) override;

private:
    torch::nn::Linear picture_{nullptr};
    int64_t outputs_;
    int64_t size_;
};

}  // namespace zscape
