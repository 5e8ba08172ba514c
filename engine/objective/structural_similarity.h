#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace zscape {

/// Structural similarity of pairs of pictures (Wang et al. 2004): Gaussian window of 11 x 11 with sigma 1.5, K1 0.01,
/// K2 0.03, values in [0,1], only where the window lies inside.
struct StructuralSimilarity {
    at::Tensor whole;      ///< [N,C] mean over places
    at::Tensor structure;  ///< [N,C] the same without the factor that compares luminances
};

inline constexpr int64_t kSimilarityWindow = 11;  ///< pixels a side: the smallest picture

/// x, y [N,C,S,S] of one kind (float or double), S from kSimilarityWindow on; has a gradient.
StructuralSimilarity structuralSimilarity(const at::Tensor& x, const at::Tensor& y);

}  // namespace zscape
