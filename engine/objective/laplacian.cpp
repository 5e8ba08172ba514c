#include "engine/objective/laplacian.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <array>

namespace zscape {

namespace {

constexpr int64_t kSmallestShrunk = 8;
constexpr std::array<double, 5> kBinomial{1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0};

Tensor shrinking(int64_t side) {
    const Tensor matrix = at::zeros({(side + 1) / 2, side}, at::kDouble);
    auto* numbers = matrix.data_ptr<double>();
    for (int64_t row = 0; row < matrix.size(0); ++row)
        for (int64_t tap = 0; tap < 5; ++tap)
            numbers[row * side + std::clamp<int64_t>(2 * row + tap - 2, 0, side - 1)] +=
                kBinomial[static_cast<size_t>(tap)];
    return matrix;
}

Tensor growing(int64_t side) {
    const int64_t small = (side + 1) / 2;
    const Tensor matrix = at::zeros({side, small}, at::kDouble);
    auto* numbers = matrix.data_ptr<double>();
    for (int64_t row = 0; row < side; ++row) {
        numbers[row * small + row / 2] += 0.5;
        numbers[row * small + std::min((row + 1) / 2, small - 1)] += 0.5;
    }
    return matrix;
}

/// Both ways over the last two dimensions.
Tensor along(const Tensor& matrix, const Tensor& pictures) {
    const Tensor fitting = matrix.to(pictures.options());
    return fitting.matmul(pictures).matmul(fitting.t());
}

}  // namespace

LaplacianL1::LaplacianL1(const ModelSpec& spec) {
    for (int64_t side = spec.shape.size; side >= kSmallestShrunk; side = (side + 1) / 2) {
        shrink_.push_back(shrinking(side));
        grow_.push_back(growing(side));
    }
}

Tensor LaplacianL1::cost(const Tensor& output, const View& view) {
    // The pyramid is linear: that of the difference is the difference of both.
    Tensor left = (image(output) - targetFor(output, view)).contiguous();
    Tensor sum;
    double weight = 1;
    for (size_t level = 0; level < shrink_.size(); ++level, weight *= 4) {
        const Tensor smaller = along(shrink_[level], left);
        const Tensor edges = (left - along(grow_[level], smaller)).abs().sum({1, 2, 3}) * weight;
        sum = sum.defined() ? sum + edges : edges;
        left = smaller;
    }
    const Tensor rest = left.abs().sum({1, 2, 3}) * weight;
    return sum.defined() ? sum + rest : rest;
}

std::string LaplacianL1::formula() const {
    return "Σ_j 4^j Σ |L_j(x) − L_j(y)| over the " + std::to_string(shrink_.size() + 1) +
           " levels of the Laplacian pyramid, pixels and channels, mean over the batch; absolute difference per image, "
           "white is 1. No likelihood.";
}

}  // namespace zscape
