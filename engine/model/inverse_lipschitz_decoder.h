#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/linear.h>

namespace zscape {

/// x -> ∇ψ(x) of the input-convex network ψ(x) = uᵀ s(U s(W₀x + b₀) + W₁x + b₁), s = softplus, u and U positive (Amos
/// et al. 2017, arXiv 1609.07152): a monotone map. The gradient is written out, so that training differentiates once.
class ConvexGradient : public torch::nn::Module {
public:
    ConvexGradient(int64_t numbers, int64_t first, int64_t second);
    /// [N,numbers] -> [N,numbers]
    Tensor forward(const Tensor& x);

private:
    torch::nn::Linear first_{nullptr}, second_{nullptr};
    Tensor between_, outer_;  ///< U [second,first] and u [second] before their softplus
};

/// Decoder whose pictures (logits) move at least L times as far as codes do: f = g₂(B g₁(z)) with g(x) = ∇ψ(x) + √L x
/// and orthonormal columns B [pixels,D] (Kinoshita et al. 2023, Controlling Posterior Collapse by an Inverse Lipschitz
/// Constraint on the Decoder Network, arXiv 2304.12770). Hidden widths: the first and the last of `hidden`.
class InverseLipschitzDecoder : public Decoder {
public:
    InverseLipschitzDecoder(const ModelSpec& spec, int64_t outputs);
    /// [N,D] -> [N,outputs,S,S]
    Tensor decode(const Tensor& z, const View& view) override;

private:
    std::shared_ptr<ConvexGradient> ofCode_, ofPicture_;
    Tensor embedding_;  ///< [pixels,D], its columns made orthonormal in every pass
    double slope_;      ///< √L
    int64_t outputs_, size_;
};

}  // namespace zscape
