#pragma once

#include <ATen/core/Tensor.h>

namespace zscape {

/// Squared Fréchet distance between the Gaussians fitted to two clouds, |m − n|² + tr(A + B − 2 (A B)^½), means m, n
/// and covariances A, B with n − 1 (Dowson and Landau 1982). It is the formula of FID (Heusel et al. 2017, arXiv
/// 1706.08500); FID itself it is only on the features of that paper. a [N,D], b [M,D], N and M at least 2.
double frechetDistance(const at::Tensor& a, const at::Tensor& b);

}  // namespace zscape
