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

double distance(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += (double{a[i]} - double{b[i]}) * (double{a[i]} - double{b[i]});
    return std::sqrt(sum);
}

/// Weights of a and b at t.
std::pair<double, double> slerpWeights(double t, double angle) {
    const double sine = std::sin(angle);
    return {std::sin((1 - t) * angle) / sine, std::sin(t * angle) / sine};
}

}  // namespace

std::vector<float> codeBetween(const std::vector<float>& a, const std::vector<float>& b, double t, PathKind kind) {
    if (a.size() != b.size() || a.empty()) throw std::invalid_argument("codeBetween: ends of different length");
    // The ends are the ends, to the bit.
    if (t <= 0) return a;
    if (t >= 1) return b;
    double weightA = 1 - t, weightB = t;
    const double lengthA = std::sqrt(dot(a, a)), lengthB = std::sqrt(dot(b, b));
    double angle = 0;
    if (kind == PathKind::Slerp && lengthA > 0 && lengthB > 0)
        angle = std::acos(std::clamp(dot(a, b) / (lengthA * lengthB), -1.0, 1.0));
    // Near pi every great circle leads from a to b: none of them is the path, and the weights overflow.
    constexpr double kLeastAngle = 1e-4;
    if (angle > kLeastAngle && angle < std::acos(-1.0) - kLeastAngle) {
        const auto [directionA, directionB] = slerpWeights(t, angle);
        const double length = (1 - t) * lengthA + t * lengthB;
        weightA = directionA * length / lengthA;
        weightB = directionB * length / lengthB;
    }
    std::vector<float> z(a.size());
    for (size_t d = 0; d < z.size(); ++d) z[d] = static_cast<float>(weightA * double{a[d]} + weightB * double{b[d]});
    return z;
}

std::optional<double> placeBetween(const std::vector<float>& a, const std::vector<float>& b,
                                   const std::vector<float>& code, PathKind kind) {
    if (a.size() != b.size() || code.size() != a.size()) return std::nullopt;
    constexpr double kNear = 1e-3;
    const double least = kNear * distance(a, b);
    if (least == 0) return std::nullopt;
    const auto away = [&](double t) { return distance(codeBetween(a, b, t, kind), code); };
    // The nearest of some places, and then between its neighbours.
    constexpr int kPlaces = 64, kHalvings = 40;
    int nearest = 0;
    double nearestAway = away(0);
    for (int i = 1; i <= kPlaces; ++i) {
        const double here = away(static_cast<double>(i) / kPlaces);
        if (here < nearestAway) {
            nearest = i;
            nearestAway = here;
        }
    }
    double low = static_cast<double>(std::max(nearest - 1, 0)) / kPlaces,
           high = static_cast<double>(std::min(nearest + 1, kPlaces)) / kPlaces;
    for (int i = 0; i < kHalvings; ++i) {
        const double third = (high - low) / 3;
        if (away(low + third) < away(high - third)) high -= third;
        else low += third;
    }
    const double t = (low + high) / 2;
    return away(t) <= least ? std::optional(t) : std::nullopt;
}

std::vector<std::vector<float>> pathBetween(const std::vector<float>& a, const std::vector<float>& b, int steps,
                                            PathKind kind) {
    const int count = std::max(steps, 2);
    std::vector<std::vector<float>> path;
    path.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) path.push_back(codeBetween(a, b, static_cast<double>(i) / (count - 1), kind));
    return path;
}

Picture pictureBetween(const Picture& a, const Picture& b, double t) {
    if (a.pixels.size() != b.pixels.size()) throw std::invalid_argument("pictureBetween: pictures of different size");
    Picture picture = a;
    for (size_t i = 0; i < picture.pixels.size(); ++i)
        picture.pixels[i] = static_cast<uint8_t>(std::lround((1 - t) * a.pixels[i] + t * b.pixels[i]));
    return picture;
}

}  // namespace zscape
