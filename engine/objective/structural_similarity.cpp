#include "engine/objective/structural_similarity.h"

#include <ATen/Functions.h>

namespace zscape {
namespace {

constexpr double kSigma = 1.5;
constexpr double kC1 = 0.01 * 0.01;
constexpr double kC2 = 0.03 * 0.03;

/// Means under the window at every place where it lies inside: the window is a product of two.
at::Tensor blurred(const at::Tensor& pictures) {
    const int64_t middle = kSimilarityWindow / 2;
    const at::Tensor place = at::arange(kSimilarityWindow, pictures.options()) - static_cast<double>(middle);
    const at::Tensor bell = (-place.square() / (2 * kSigma * kSigma)).exp();
    const at::Tensor window = bell / bell.sum();
    const at::Tensor rows = at::conv2d(pictures, window.reshape({1, 1, 1, kSimilarityWindow}));
    return at::conv2d(rows, window.reshape({1, 1, kSimilarityWindow, 1}));
}

}  // namespace

StructuralSimilarity structuralSimilarity(const at::Tensor& x, const at::Tensor& y) {
    // Each channel is a picture of its own.
    const auto apart = [](const at::Tensor& pictures) {
        return pictures.contiguous().view({-1, 1, pictures.size(2), pictures.size(3)});
    };
    const at::Tensor a = apart(x), b = apart(y);
    const at::Tensor meanA = blurred(a), meanB = blurred(b);
    const at::Tensor meansSquared = meanA.square() + meanB.square(), meansTimes = meanA * meanB;
    const at::Tensor variances = blurred(a.square() + b.square()) - meansSquared;
    const at::Tensor covariance = blurred(a * b) - meansTimes;
    const at::Tensor structure = (2 * covariance + kC2) / (variances + kC2);
    const at::Tensor luminance = (2 * meansTimes + kC1) / (meansSquared + kC1);
    const auto mean = [&](const at::Tensor& map) { return map.mean({1, 2, 3}).view({x.size(0), x.size(1)}); };
    return {mean(luminance * structure), mean(structure)};
}

}  // namespace zscape
