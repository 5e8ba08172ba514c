#include "engine/session/types.h"

#include "engine/recipe/label_map.h"
#include "engine/session/session.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

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

}  // namespace

const float* CodesSnapshot::codeOf(int64_t index) const {
    if (stampOf(index).step < 0) return nullptr;
    const CodeChunk& chunk = *chunks[static_cast<size_t>(index / kCodesPerChunk)];
    return chunk.mu.data() + (index - chunk.first) * dimensions;
}

PlaneBasis PlaneBasis::ofAxes(int dimensions, int x, int y) {
    PlaneBasis basis;
    basis.axisX = x;
    basis.axisY = y;
    basis.mean.assign(static_cast<size_t>(dimensions), 0.0f);
    for (std::vector<float>& axis : basis.axes) axis.assign(static_cast<size_t>(dimensions), 0.0f);
    // A code of one dimension lies on the x axis: its second axis is nothing.
    if (x < dimensions) basis.axes[0][static_cast<size_t>(x)] = 1.0f;
    if (y < dimensions) basis.axes[1][static_cast<size_t>(y)] = 1.0f;
    return basis;
}

void PlaneBasis::project(const float* z, float& x, float& y) const {
    double sums[2] = {0, 0};
    for (size_t d = 0; d < mean.size(); ++d) {
        const double centred = double{z[d]} - double{mean[d]};
        sums[0] += centred * double{axes[0][d]};
        sums[1] += centred * double{axes[1][d]};
    }
    x = static_cast<float>(sums[0]);
    y = static_cast<float>(sums[1]);
}

std::vector<float> PlaneBasis::unproject(double x, double y, const std::vector<float>& rest) const {
    if (rest.size() != mean.size()) throw std::invalid_argument("PlaneBasis::unproject: rest has another length");
    float restX = 0, restY = 0;
    project(rest.data(), restX, restY);
    std::vector<float> z(rest.size());
    for (size_t d = 0; d < z.size(); ++d) {
        const double moved =
            double{rest[d]} + (x - double{restX}) * double{axes[0][d]} + (y - double{restY}) * double{axes[1][d]};
        z[d] = static_cast<float>(moved);
    }
    return z;
}

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

int labelTold(const ModelSpec& spec, const ImageSet& images, int64_t image) {
    if (image < 0 || image >= images.count() || !spec.conditional()) return -1;
    return static_cast<int>(LabelMap(spec.shape, images).of(image));
}

}  // namespace zscape
