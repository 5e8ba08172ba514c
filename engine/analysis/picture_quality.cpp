#include "engine/analysis/picture_quality.h"

#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace zscape {

double psnrOf(const Picture& a, const Picture& b) {
    if (a.pixels.size() != b.pixels.size()) throw std::invalid_argument("psnrOf: pictures of different size");
    const double squared = std::transform_reduce(a.pixels.begin(), a.pixels.end(), b.pixels.begin(), 0.0, std::plus<>(),
                                                 [](double x, double y) { return (x - y) * (x - y); });
    return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.pixels.size()) / squared);
}

}  // namespace zscape
