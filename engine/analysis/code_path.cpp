#include "engine/analysis/code_path.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace zscape {

namespace {

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
    return sum;
}

/// Weights of a and b at t.
std::pair<double, double> slerpWeights(double t, double angle) {
    const double sine = std::sin(angle);
    return {std::sin((1 - t) * angle) / sine, std::sin(t * angle) / sine};
}

/// A mix of both, (1 - t) a + t b.
Picture faded(const Picture& a, const Picture& b, double t) {
    Picture picture = a;
    for (size_t i = 0; i < picture.pixels.size(); ++i)
        picture.pixels[i] = static_cast<uint8_t>(std::lround((1 - t) * a.pixels[i] + t * b.pixels[i]));
    return picture;
}

}  // namespace

std::vector<std::vector<float>> pathBetween(const std::vector<float>& a, const std::vector<float>& b, int steps,
                                            PathKind kind) {
    if (a.size() != b.size() || a.empty()) throw std::invalid_argument("pathBetween: ends of different length");
    const int count = std::max(steps, 2);
    const double lengthA = std::sqrt(dot(a, a)), lengthB = std::sqrt(dot(b, b));
    double angle = 0;
    if (kind == PathKind::Slerp && lengthA > 0 && lengthB > 0)
        angle = std::acos(std::clamp(dot(a, b) / (lengthA * lengthB), -1.0, 1.0));
    // Near pi every great circle leads from a to b: none of them is the path, and the weights overflow.
    constexpr double kLeastAngle = 1e-4;
    const bool alongCircle = angle > kLeastAngle && angle < std::acos(-1.0) - kLeastAngle;

    std::vector<std::vector<float>> path;
    path.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double t = static_cast<double>(i) / (count - 1);
        double weightA = 1 - t, weightB = t;
        if (alongCircle) {
            const auto [directionA, directionB] = slerpWeights(t, angle);
            const double length = (1 - t) * lengthA + t * lengthB;
            weightA = directionA * length / lengthA;
            weightB = directionB * length / lengthB;
        }
        std::vector<float> z(a.size());
        for (size_t d = 0; d < z.size(); ++d)
            z[d] = static_cast<float>(weightA * double{a[d]} + weightB * double{b[d]});
        path.push_back(std::move(z));
    }
    // The ends are the ends, to the bit.
    path.front() = a;
    path.back() = b;
    return path;
}

std::vector<Picture> pixelPath(const Picture& a, const Picture& b, int steps) {
    if (a.pixels.size() != b.pixels.size()) throw std::invalid_argument("pixelPath: pictures of different size");
    std::vector<Picture> pictures;
    pictures.reserve(static_cast<size_t>(std::max(steps, 0)));
    for (int i = 0; i < steps; ++i)
        pictures.push_back(faded(a, b, steps == 1 ? 0 : static_cast<double>(i) / (steps - 1)));
    return pictures;
}

}  // namespace zscape
