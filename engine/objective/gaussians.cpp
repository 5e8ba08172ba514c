#include "engine/objective/gaussians.h"

#include <cmath>
#include <numbers>

namespace zscape {

Tensor logDensity(const Tensor& z, const Gaussian& gaussian) {
    const double constant = std::log(2 * std::numbers::pi);
    if (!gaussian.mu.defined()) return (z.square() + constant) * -0.5;
    return ((z - gaussian.mu).square() * (-gaussian.logVar).exp() + gaussian.logVar + constant) * -0.5;
}

}  // namespace zscape
