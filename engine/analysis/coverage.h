#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace zscape {

/// Share of the real points that have a sample within their own `neighbours`-th nearest real neighbour (Naeem et al.
/// 2020, arXiv 2002.09797, equation 4, with k = 5): 0 to 1, high when the samples lie where the data lie, all over.
/// Memory is that of 512 rows of distances. \param real [N,D], N above `neighbours` \param samples [M,D]
/// \throws Error "coverage.few"
double coverage(const at::Tensor& real, const at::Tensor& samples, int64_t neighbours = 5);

}  // namespace zscape
