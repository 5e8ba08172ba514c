#include "engine/analysis/pca.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace zscape {
namespace {

at::Tensor borrowed(const std::vector<double>& values, at::IntArrayRef shape) {
    return torch::from_blob(const_cast<double*>(values.data()), shape, torch::kFloat64);
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
    return sum;
}

void negate(std::vector<float>& axis) {
    for (float& value : axis) value = -value;
}

}  // namespace

PrincipalAnalysis::PrincipalAnalysis(int dimensions) : dimensions_(dimensions) {
    if (dimensions < 1) throw std::invalid_argument("PrincipalAnalysis: no dimensions");
    const size_t d = static_cast<size_t>(dimensions);
    sum_.assign(d, 0.0);
    products_.assign(d * d, 0.0);
}

void PrincipalAnalysis::add(const float* rows, int64_t count) {
    if (count <= 0) return;
    const torch::NoGradGuard noGrad;
    at::Tensor block = torch::from_blob(const_cast<float*>(rows), {count, dimensions_}, torch::kFloat32);
    const at::Tensor finite = block.isfinite().all(1);
    if (!finite.all().item<bool>()) block = block.index({finite});
    if (block.size(0) == 0) return;
    block = block.to(torch::kFloat64);
    if (shift_.empty()) {
        const at::Tensor first = block[0].contiguous();
        shift_.assign(first.const_data_ptr<double>(), first.const_data_ptr<double>() + dimensions_);
    }
    block = block - borrowed(shift_, {dimensions_});
    borrowed(sum_, {dimensions_}).add_(block.sum(0));
    borrowed(products_, {dimensions_, dimensions_}).add_(block.t().matmul(block));
    count_ += block.size(0);
}

PrincipalAxes PrincipalAnalysis::axes(int wanted) const {
    if (count_ == 0) throw std::logic_error("PrincipalAnalysis: no rows");
    const torch::NoGradGuard noGrad;
    const at::Tensor mean = borrowed(sum_, {dimensions_}) / static_cast<double>(count_);
    const at::Tensor covariance = borrowed(products_, {dimensions_, dimensions_}) / static_cast<double>(count_) -
                                  mean.unsqueeze(1) * mean.unsqueeze(0);
    const auto [values, vectors] = at::linalg_eigh(covariance);
    const at::Tensor variance = values.clamp_min(0).contiguous();
    const at::Tensor columns = vectors.t().contiguous();  // rows are eigenvectors, by rising variance
    const double total = variance.sum().item<double>();

    PrincipalAxes result;
    result.mean.resize(static_cast<size_t>(dimensions_));
    const at::Tensor centre = (mean + borrowed(shift_, {dimensions_})).contiguous();
    for (int d = 0; d < dimensions_; ++d)
        result.mean[static_cast<size_t>(d)] = static_cast<float>(centre.const_data_ptr<double>()[d]);
    for (int i = 0; i < std::min(wanted, dimensions_); ++i) {
        const int64_t row = dimensions_ - 1 - i;
        const double* values64 = columns.const_data_ptr<double>() + row * dimensions_;
        std::vector<float> axis(values64, values64 + dimensions_);
        const auto largest =
            std::max_element(axis.begin(), axis.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
        if (*largest < 0) negate(axis);
        result.axes.push_back(std::move(axis));
        result.explained.push_back(total > 0 ? variance.const_data_ptr<double>()[row] / total : 0.0);
    }
    return result;
}

void alignAxes(PrincipalAxes& axes, const PrincipalAxes& previous) {
    if (axes.axes.size() != previous.axes.size() || axes.mean.size() != previous.mean.size()) return;
    for (size_t i = 0; i + 1 < axes.axes.size(); ++i) {
        for (size_t j = i + 1; j < axes.axes.size(); ++j) {
            const double asTheyAre =
                std::abs(cosine(axes.axes[i], previous.axes[i])) + std::abs(cosine(axes.axes[j], previous.axes[j]));
            const double exchanged =
                std::abs(cosine(axes.axes[i], previous.axes[j])) + std::abs(cosine(axes.axes[j], previous.axes[i]));
            if (exchanged <= asTheyAre) continue;
            std::swap(axes.axes[i], axes.axes[j]);
            std::swap(axes.explained[i], axes.explained[j]);
        }
    }
    for (size_t i = 0; i < axes.axes.size(); ++i)
        if (cosine(axes.axes[i], previous.axes[i]) < 0) negate(axes.axes[i]);
}

}  // namespace zscape
