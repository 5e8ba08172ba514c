#include "engine/analysis/layout/repulsion.h"

#include "engine/analysis/layout/spline_points.h"
#include "engine/kernels/multiversion.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zscape {
namespace {

constexpr int kLines = LineTransform::kLines;
constexpr float kWidestSpacing = 0.5f;
constexpr int kFewestCells = 64;     ///< along an axis: finer spacings for what is small
constexpr int kMostNodes = 1024;     ///< along an axis: a wider spacing for what is larger
constexpr size_t kFewPoints = 1000;  ///< all pairs of so many take less than a grid
constexpr int kMargin = 4;           ///< nodes beyond the outermost points
constexpr int kFilterReach = 12;     ///< nodes after which a cubic spline's inverse is below 1e-7
constexpr int64_t kPointsAtOnce = 2048;
constexpr int kStripe = 8;  ///< rows of nodes of one part: more than a spline reaches

/// [16][from] and [from..][16] exchanged: rows of `stride` floats into numbers of 16 lines, `count` of them.
void gatherLines(const float* rows, int64_t stride, int64_t count, float* lines) {
    for (int64_t k = 0; k < count; ++k)
        for (int line = 0; line < kLines; ++line) lines[k * kLines + line] = rows[line * stride + k];
}

void scatterLines(const float* lines, int64_t count, float* rows, int64_t stride) {
    for (int line = 0; line < kLines; ++line)
        for (int64_t k = 0; k < count; ++k) rows[line * stride + k] = lines[k * kLines + line];
}

/// Room of one part's transforms.
struct Lines {
    explicit Lines(int length) : values(static_cast<size_t>(length) * kLines * 4), size(int64_t{length} * kLines) {}
    float* real() { return values.data(); }
    float* imaginary() { return values.data() + size; }
    float* room() { return values.data() + 2 * size; }
    std::vector<float> values;
    int64_t size;
};

/// Spectrum times `kernel`. \return sum of |spectrum|² `other`, line for line
ZSCAPE_MULTIVERSION void multiply(float* real, float* imaginary, const float* kernel, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
        real[i] *= kernel[i];
        imaginary[i] *= kernel[i];
    }
}

ZSCAPE_MULTIVERSION void addPowers(const float* real, const float* imaginary, const float* kernel, int64_t count,
                                   float* sums) {
    for (int64_t i = 0; i < count; i += kLines)
        for (int line = 0; line < kLines; ++line)
            sums[line] +=
                (real[i + line] * real[i + line] + imaginary[i + line] * imaginary[i + line]) * kernel[i + line];
}

}  // namespace

double Repulsion::operator()(const std::vector<float>& xy, std::vector<float>& force) {
    force.resize(xy.size());
    const size_t points = xy.size() / 2;
    if (points <= kFewPoints) return ofAllPairs(xy, force);
    fit(xy);
    sort(xy);
    deposit(xy);
    rowsForward();
    const double sum = columns();
    rowsBackward();
    interpolate(xy, force);
    return sum - static_cast<double>(points);
}

double Repulsion::ofAllPairs(const std::vector<float>& xy, std::vector<float>& force) const {
    constexpr int64_t kRowsOfPairs = 64;
    return team_.sum(static_cast<int64_t>(xy.size() / 2), kRowsOfPairs, [&](int64_t begin, int64_t end) {
        double sum = 0;
        for (auto i = static_cast<size_t>(begin) * 2; i < static_cast<size_t>(end) * 2; i += 2) {
            double x = 0, y = 0;
            for (size_t j = 0; j < xy.size(); j += 2) {
                const float dx = xy[i] - xy[j], dy = xy[i + 1] - xy[j + 1];
                const float near = 1 / (1 + dx * dx + dy * dy);
                sum += i == j ? 0 : near;
                x += near * near * dx;
                y += near * near * dy;
            }
            force[i] = static_cast<float>(x);
            force[i + 1] = static_cast<float>(y);
        }
        return sum;
    });
}

void Repulsion::fit(const std::vector<float>& xy) {
    float low[2] = {xy[0], xy[1]}, high[2] = {xy[0], xy[1]};
    for (size_t i = 0; i < xy.size(); ++i) {
        low[i % 2] = std::min(low[i % 2], xy[i]);
        high[i % 2] = std::max(high[i % 2], xy[i]);
    }
    const float extent = std::max(high[0] - low[0], high[1] - low[1]);
    float spacing = kWidestSpacing;
    while (extent < spacing * kFewestCells && spacing > 0x1p-20f) spacing /= 2;
    while (extent > spacing * (kMostNodes - 2 * kMargin)) spacing *= 2;
    left_ = low[0] - kMargin * spacing;
    top_ = low[1] - kMargin * spacing;
    const int nodes = (static_cast<int>(extent / spacing) + 2 * kMargin + kLines) / kLines * kLines;
    // A grid that is a little too large serves: its kernels need not be made again.
    if (grid_ && grid_->spacing == spacing && nodes <= grid_->nodes && grid_->nodes <= nodes * 5 / 4) return;
    const int length = quickLength(2 * nodes + 2 * kFilterReach);
    grid_.emplace(length);
    grid().nodes = (length - 2 * kFilterReach) / 2 / kLines * kLines;
    grid().spacing = spacing;
    makeKernels(*grid_);
    const auto cells = static_cast<size_t>(grid().nodes) * static_cast<size_t>(grid().nodes);
    for (auto* plane : {&x_, &y_, &one_}) plane->resize(cells);
    const size_t spectrum = static_cast<size_t>(length) * static_cast<size_t>(grid().nodes);
    for (auto* plane : {&pairReal_, &pairImaginary_, &oneReal_, &oneImaginary_}) plane->resize(spectrum);
}

/// The kernels' values at whole distances, their spectrum, and out of it twice the spectrum of a B-spline's values at
/// the nodes along each axis: then splines of what is deposited by splines go through the kernel's values.
void Repulsion::makeKernels(Grid& grid) const {
    const int64_t length = grid.line.length();
    std::vector<double> spline;
    for (int64_t k = 0; k < length; ++k) {
        const double value =
            (2 + std::cos(2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length))) / 3;
        spline.push_back(value * value);
    }
    for (const bool ofForce : {true, false}) {
        std::vector<float>& kernel = ofForce ? grid.force : grid.sum;
        std::vector<float> half(static_cast<size_t>(length * length));  // [y][x], then its rows' spectra
        kernel.resize(half.size());
        team_.split(length, kLines, [&](int64_t begin, int64_t) {
            Lines lines(static_cast<int>(length));
            for (int64_t x = 0; x < length; ++x)
                for (int64_t line = 0; line < kLines; ++line) {
                    const int64_t y = begin + line;
                    const double dx = static_cast<double>(std::min(x, length - x)) * double{grid.spacing};
                    const double dy = static_cast<double>(std::min(y, length - y)) * double{grid.spacing};
                    const double value = 1 / (1 + dx * dx + dy * dy);
                    lines.real()[x * kLines + line] = static_cast<float>(ofForce ? value * value : value);
                }
            grid.line(lines.real(), lines.imaginary(), lines.room());  // even, so that it is real
            scatterLines(lines.real(), length, half.data() + begin * length, length);
        });
        const double scale = 1 / (static_cast<double>(length) * static_cast<double>(length));
        team_.split(length, kLines, [&](int64_t begin, int64_t) {
            Lines lines(static_cast<int>(length));
            for (int64_t y = 0; y < length; ++y)
                std::copy_n(half.data() + y * length + begin, kLines, lines.real() + y * kLines);
            grid.line(lines.real(), lines.imaginary(), lines.room());
            float* out = kernel.data() + begin * length;
            for (int64_t y = 0; y < length; ++y)
                for (int64_t line = 0; line < kLines; ++line)
                    out[y * kLines + line] = static_cast<float>(
                        double{lines.real()[y * kLines + line]} * scale /
                        (spline[static_cast<size_t>(y)] * spline[static_cast<size_t>(begin + line)]));
        });
    }
}

void Repulsion::sort(const std::vector<float>& xy) {
    const float perNode = 1 / grid().spacing;
    firstOf_.assign(static_cast<size_t>(grid().nodes) + 1, 0);
    const auto rowOf = [&](size_t i) {
        return static_cast<size_t>(SplinePlace((xy[2 * i + 1] - top_) * perNode).node);
    };
    const size_t count = xy.size() / 2;
    for (size_t i = 0; i < count; ++i) ++firstOf_[rowOf(i) + 1];
    for (size_t row = 1; row < firstOf_.size(); ++row) firstOf_[row] += firstOf_[row - 1];
    std::vector<int64_t> next(firstOf_.begin(), firstOf_.end() - 1);
    order_.resize(count);
    for (size_t i = 0; i < count; ++i) order_[static_cast<size_t>(next[rowOf(i)]++)] = static_cast<int32_t>(i);
}

/// Stripes of rows, every other one first: no two that are under way reach into each other, and the order in which a
/// node's parts are added is that of the points, always.
void Repulsion::deposit(const std::vector<float>& xy) {
    for (auto* plane : {&x_, &y_, &one_}) std::fill(plane->begin(), plane->end(), 0.0f);
    const int64_t nodes = grid().nodes, stripes = nodes / kStripe;
    for (int64_t odd = 0; odd < 2; ++odd)
        team_.run((stripes + 1 - odd) / 2, [&](int64_t part) {
            const int64_t row = (2 * part + odd) * kStripe;
            const int64_t begin = firstOf_[static_cast<size_t>(row)];
            const int64_t end = firstOf_[static_cast<size_t>(std::min(nodes, row + kStripe))];
            depositPoints(order_.data() + begin, end - begin, xy.data(), {left_, top_, 1 / grid().spacing, nodes},
                          x_.data(), y_.data(), one_.data());
        });
}

void Repulsion::rowsForward() {
    const int64_t length = grid().line.length(), nodes = grid().nodes;
    team_.run(nodes / kLines * 2, [&](int64_t part) {
        Lines lines(static_cast<int>(length));
        const int64_t row = part / 2 * kLines;
        const bool pair = part % 2 == 0;
        gatherLines((pair ? x_ : one_).data() + row * nodes, nodes, nodes, lines.real());
        if (pair) gatherLines(y_.data() + row * nodes, nodes, nodes, lines.imaginary());
        grid().line(lines.real(), lines.imaginary(), lines.room());
        float* real = (pair ? pairReal_ : oneReal_).data() + row;
        float* imaginary = (pair ? pairImaginary_ : oneImaginary_).data() + row;
        for (int64_t x = 0; x < (pair ? length : length / 2 + 1); ++x) {
            std::copy_n(lines.real() + x * kLines, kLines, real + x * nodes);
            std::copy_n(lines.imaginary() + x * kLines, kLines, imaginary + x * nodes);
        }
    });
}

/// Each column forward, times the kernel, and back. \return the sum of all pairs' kernel, by Parseval
double Repulsion::columns() {
    const int64_t length = grid().line.length(), nodes = grid().nodes;
    const int64_t ofPair = length / kLines, ofOne = (length / 2 + kLines) / kLines;
    std::vector<double> sums(static_cast<size_t>(ofOne));
    team_.run(ofPair + ofOne, [&](int64_t part) {
        const bool pair = part < ofPair;
        const int64_t group = pair ? part : part - ofPair;
        Lines lines(static_cast<int>(length));
        float* real = (pair ? pairReal_ : oneReal_).data() + group * kLines * nodes;
        float* imaginary = (pair ? pairImaginary_ : oneImaginary_).data() + group * kLines * nodes;
        gatherLines(real, nodes, nodes, lines.real());
        gatherLines(imaginary, nodes, nodes, lines.imaginary());
        grid().line(lines.real(), lines.imaginary(), lines.room());
        const int64_t first = group * kLines * length;
        if (!pair) {
            // In pieces, so that sums of floats stay short.
            constexpr int64_t kPiece = int64_t{32} * kLines;
            for (int64_t begin = 0; begin < length * kLines; begin += kPiece) {
                float powers[kLines] = {};
                addPowers(lines.real() + begin, lines.imaginary() + begin, grid().sum.data() + first + begin,
                          std::min(kPiece, length * kLines - begin), powers);
                for (int64_t line = 0; line < kLines; ++line) {
                    const int64_t x = group * kLines + line;  // those above the half are the mirrored ones
                    const double weight = x == 0 || 2 * x == length ? 1 : 2 * x < length ? 2 : 0;
                    sums[static_cast<size_t>(group)] += weight * double{powers[line]};
                }
            }
        }
        multiply(lines.real(), lines.imaginary(), grid().force.data() + first, length * kLines);
        grid().line(lines.imaginary(), lines.real(), lines.room());
        scatterLines(lines.real(), nodes, real, nodes);
        scatterLines(lines.imaginary(), nodes, imaginary, nodes);
    });
    double total = 0;
    for (const double sum : sums) total += sum;
    return total;
}

void Repulsion::rowsBackward() {
    const int64_t length = grid().line.length(), nodes = grid().nodes;
    team_.run(nodes / kLines * 2, [&](int64_t part) {
        Lines lines(static_cast<int>(length));
        const int64_t row = part / 2 * kLines;
        const bool pair = part % 2 == 0;
        const float* real = (pair ? pairReal_ : oneReal_).data() + row;
        const float* imaginary = (pair ? pairImaginary_ : oneImaginary_).data() + row;
        for (int64_t x = 0; x < length; ++x) {
            // What 1 makes is real: beyond the half its spectrum is the conjugate of the one before it.
            const bool mirrored = !pair && 2 * x > length;
            const int64_t from = (mirrored ? length - x : x) * nodes;
            const float sign = mirrored ? -1.0f : 1.0f;
            for (int line = 0; line < kLines; ++line) {
                lines.real()[x * kLines + line] = real[from + line];
                lines.imaginary()[x * kLines + line] = sign * imaginary[from + line];
            }
        }
        grid().line(lines.imaginary(), lines.real(), lines.room());
        scatterLines(lines.real(), nodes, (pair ? x_ : one_).data() + row * nodes, nodes);
        if (pair) scatterLines(lines.imaginary(), nodes, y_.data() + row * nodes, nodes);
    });
}

void Repulsion::interpolate(const std::vector<float>& xy, std::vector<float>& force) const {
    team_.split(static_cast<int64_t>(order_.size()), kPointsAtOnce, [&](int64_t begin, int64_t end) {
        interpolatePoints(order_.data() + begin, end - begin, xy.data(),
                          {left_, top_, 1 / grid().spacing, grid().nodes}, x_.data(), y_.data(), one_.data(),
                          force.data());
    });
}

}  // namespace zscape
