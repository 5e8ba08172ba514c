#include "engine/analysis/frechet.h"

#include <ATen/Functions.h>

namespace zscape {
namespace {

at::Tensor covarianceOf(const at::Tensor& rows) {
    const at::Tensor centred = rows - rows.mean(0);
    return at::mm(centred.t(), centred) / static_cast<double>(rows.size(0) - 1);
}

}  // namespace

double frechetDistance(const at::Tensor& first, const at::Tensor& second) {
    const at::Tensor a = first.to(at::kCPU, at::kDouble), b = second.to(at::kCPU, at::kDouble);
    const at::Tensor covarianceA = covarianceOf(a), covarianceB = covarianceOf(b);
    const auto [values, vectors] = at::linalg_eigh(covarianceA);
    const at::Tensor root = at::mm(vectors * values.clamp_min(0).sqrt(), vectors.t());
    // (A B)^1/2 and (A^1/2 B A^1/2)^1/2 have one trace, and the second is symmetric.
    const at::Tensor product = at::mm(at::mm(root, covarianceB), root);
    const double mixed = at::linalg_eigvalsh((product + product.t()) * 0.5).clamp_min(0).sqrt().sum().item<double>();
    const double apart = (a.mean(0) - b.mean(0)).square().sum().item<double>();
    return apart + covarianceA.trace().item<double>() + covarianceB.trace().item<double>() - 2 * mixed;
}

}  // namespace zscape
