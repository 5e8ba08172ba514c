#pragma once

#include "engine/model/parts.h"

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <functional>
#include <stdexcept>

namespace zscape {

/// What make_golden.py wrote.
inline const nlohmann::json& golden() {
    static const nlohmann::json read = [] {
        std::ifstream stream(ZSCAPE_SOURCE_DIR "/tests/engine/objective/golden.json");
        if (!stream) throw std::runtime_error("golden.json is missing: run make_golden.py");
        return nlohmann::json::parse(stream);
    }();
    return read;
}

/// Doubles of this shape.
inline at::Tensor goldenTensor(const nlohmann::json& numbers, at::IntArrayRef shape) {
    return at::tensor(numbers.get<std::vector<double>>(), at::kDouble).view(shape);
}

/// One pass with this posterior.
inline std::vector<Pass> pass(const Gaussian& posterior, const Gaussian& prior = {}) {
    Pass made;
    made.posterior = posterior;
    made.prior = prior;
    return {made};
}

/// The largest difference between autograd's gradient of f at x and central differences, in double.
inline double gradientError(const std::function<at::Tensor(const at::Tensor&)>& f, const at::Tensor& at) {
    constexpr double step = 1e-6;
    const at::Tensor x = at.detach().clone().requires_grad_();
    f(x).backward();
    const at::Tensor gradient = x.grad().flatten();
    double worst = 0;
    for (int64_t i = 0; i < x.numel(); ++i) {
        at::Tensor above = at.detach().clone();
        at::Tensor below = at.detach().clone();
        above.view(-1)[i] += step;
        below.view(-1)[i] -= step;
        const double difference = (f(above) - f(below)).item<double>() / (2 * step);
        worst = std::max(worst, std::abs(difference - gradient[i].item<double>()));
    }
    return worst;
}

}  // namespace zscape
