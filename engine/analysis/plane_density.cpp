#include "engine/analysis/plane_density.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace zscape {
namespace {

constexpr double kReach = 5;  // bandwidths: 6e-7 of a Gaussian lies beyond them along an axis
constexpr double kBinsPerBandwidth = 4;
constexpr double kQuartilesOfNormal = 1.349;  // their distance, in sigma
constexpr size_t kMostForQuartiles = 50'000;
constexpr double kPriorReach = 3;  // sigma
constexpr double kHole = 0.1;      // of the prior's density
constexpr int kShareSamples = 96;  // along each axis
constexpr size_t kBetweenLooks = 65'536;

bool isFinite(const float* place) { return std::isfinite(place[0]) && std::isfinite(place[1]); }

/// Mean and squares along one axis, about the first value: a cloud far off loses no digits.
struct Moments {
    double first = 0, sum = 0, squares = 0;
    int64_t count = 0;

    void add(float value) {
        if (count++ == 0) first = double{value};
        const double off = double{value} - first;
        sum += off;
        squares += off * off;
    }
    double deviation() const {
        if (count == 0) return 0;
        const auto n = static_cast<double>(count);
        return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
    }
};

double quartileDistance(std::vector<float>& values) {
    if (values.empty()) return 0;
    const auto at = [&](size_t rank) {
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
        return double{values[rank]};
    };
    const double low = at((values.size() - 1) / 4);
    return at((values.size() - 1) * 3 / 4) - low;
}

/// One axis of the grid: its bins, and what each of them is to each sample.
class KernelAxis {
public:
    KernelAxis(double first, double cell, int samples, double bandwidth)
        : width_(bandwidth / kBinsPerBandwidth),
          perWidth_(1 / width_),
          begin_(first - kReach * bandwidth - width_) {
        const double reach = kReach * bandwidth;
        taps_ = static_cast<size_t>(std::ceil(2 * reach / width_)) + 1;
        const double variance = bandwidth * bandwidth - width_ * width_ / 6;
        const double scale = 1 / std::sqrt(2 * std::numbers::pi * variance);
        const auto count = static_cast<size_t>(samples);
        from_.reserve(count);
        weights_.reserve(count * taps_);
        for (size_t sample = 0; sample < count; ++sample) {
            const double place = first + cell * static_cast<double>(sample);
            from_.push_back(static_cast<size_t>(std::floor((place - reach - begin_) / width_)));
            for (size_t tap = 0; tap < taps_; ++tap) {
                const double off = begin_ + width_ * static_cast<double>(from_.back() + tap) - place;
                weights_.push_back(scale * std::exp(-0.5 * off * off / variance));
            }
        }
        bins_ = from_.back() + taps_ + 1;
    }

    size_t bins() const { return bins_; }
    size_t taps() const { return taps_; }
    size_t from(size_t sample) const { return from_[sample]; }                        ///< its first bin
    const double* weights(size_t sample) const { return &weights_[sample * taps_]; }  ///< taps() of them
    /// In bins; those between 0 and bins() - 1 count.
    double placeOf(float value) const { return (double{value} - begin_) * perWidth_; }

private:
    double width_, perWidth_, begin_;
    size_t taps_ = 0, bins_ = 0;
    std::vector<size_t> from_;
    std::vector<double> weights_;
};

/// In double: a float would drop the shares that come to a bin of a million codes.
std::vector<double> binned(std::span<const float> xy, const KernelAxis& alongX, const KernelAxis& alongY,
                           const std::stop_token& stop) {
    std::vector<double> bins(alongX.bins() * alongY.bins());
    const auto lastX = static_cast<double>(alongX.bins() - 1), lastY = static_cast<double>(alongY.bins() - 1);
    for (size_t i = 0; i + 1 < xy.size(); i += 2) {
        if (i % kBetweenLooks == 0 && stop.stop_requested()) throw Cancelled();
        const double x = alongX.placeOf(xy[i]), y = alongY.placeOf(xy[i + 1]);
        if (!(x >= 0 && x < lastX && y >= 0 && y < lastY)) continue;  // neither is what is not finite
        const auto column = static_cast<size_t>(x), row = static_cast<size_t>(y);
        const double right = x - static_cast<double>(column), up = y - static_cast<double>(row);
        double* low = &bins[row * alongX.bins() + column];
        double* high = low + alongX.bins();
        low[0] += (1 - right) * (1 - up);
        low[1] += right * (1 - up);
        high[0] += (1 - right) * up;
        high[1] += right * up;
    }
    return bins;
}

std::vector<float> estimate(std::span<const float> xy, int64_t count, const PlaneGrid& grid,
                            const std::array<double, 2>& bandwidth, const std::stop_token& stop) {
    std::vector<float> values(grid.samples());
    if (values.empty() || count == 0) return values;
    const KernelAxis alongX(grid.left, grid.cell, grid.columns, std::max(bandwidth[0], grid.cell));
    const KernelAxis alongY(grid.bottom, grid.cell, grid.rows, std::max(bandwidth[1], grid.cell));
    const std::vector<double> bins = binned(xy, alongX, alongY, stop);
    const double share = 1 / static_cast<double>(count);
    std::vector<double> line(alongX.bins());
    const auto columns = static_cast<size_t>(grid.columns);
    for (size_t row = 0; row < static_cast<size_t>(grid.rows); ++row) {
        std::fill(line.begin(), line.end(), 0.0);
        for (size_t tap = 0; tap < alongY.taps(); ++tap) {
            const double weight = alongY.weights(row)[tap] * share;
            const double* from = &bins[(alongY.from(row) + tap) * alongX.bins()];
            for (size_t bin = 0; bin < line.size(); ++bin) line[bin] += weight * from[bin];
        }
        for (size_t column = 0; column < columns; ++column) {
            const double* weights = alongX.weights(column);
            const double* from = &line[alongX.from(column)];
            double sum = 0;
            for (size_t tap = 0; tap < alongX.taps(); ++tap) sum += weights[tap] * from[tap];
            values[row * columns + column] = static_cast<float>(sum);
        }
    }
    return values;
}

/// hole(sample, the prior's density there) for the samples within 3 sigma.
template <class Hole>
void withinPrior(const PlaneGrid& grid, const PlanePrior& prior, const Hole& hole) {
    const double variance = prior.spread * prior.spread;
    size_t sample = 0;
    for (int row = 0; row < grid.rows; ++row) {
        const double y = grid.bottom + grid.cell * row - prior.y;
        for (int column = 0; column < grid.columns; ++column, ++sample) {
            const double x = grid.left + grid.cell * column - prior.x;
            const double squared = (x * x + y * y) / variance;
            if (squared <= kPriorReach * kPriorReach)
                hole(sample, std::exp(-0.5 * squared) / (2 * std::numbers::pi * variance));
        }
    }
}

}  // namespace

std::array<double, 2> scottBandwidth(std::span<const float> xy) {
    std::array<Moments, 2> moments;
    std::array<std::vector<float>, 2> some;
    const size_t stride = 2 * std::max<size_t>(1, xy.size() / 2 / kMostForQuartiles);
    for (std::vector<float>& values : some) values.reserve(xy.size() / stride + 1);
    for (size_t i = 0, next = 0; i + 1 < xy.size(); i += 2) {
        const bool isOneOfSome = i == next;
        if (isOneOfSome) next += stride;
        if (!isFinite(&xy[i])) continue;
        for (size_t axis = 0; axis < 2; ++axis) {
            moments[axis].add(xy[i + axis]);
            if (isOneOfSome) some[axis].push_back(xy[i + axis]);
        }
    }
    std::array<double, 2> bandwidth{};
    for (size_t axis = 0; axis < 2; ++axis) {
        if (moments[axis].count == 0) continue;
        double spread = moments[axis].deviation();
        const double quartiles = quartileDistance(some[axis]) / kQuartilesOfNormal;
        if (quartiles > 0) spread = std::min(spread, quartiles);
        bandwidth[axis] = spread * std::pow(static_cast<double>(moments[axis].count), -1.0 / 6);
    }
    return bandwidth;
}

PlaneDensity planeDensity(std::span<const float> xy, const PlaneGrid& grid, const PlanePrior& prior,
                          const std::stop_token& stop) {
    if (!(grid.cell > 0) || !std::isfinite(grid.cell) || grid.columns < 0 || grid.rows < 0)
        throw std::invalid_argument("planeDensity: a grid without cells");
    PlaneDensity density;
    density.grid = grid;
    for (size_t i = 0; i + 1 < xy.size(); i += 2) density.codes += isFinite(&xy[i]) ? 1 : 0;
    const std::array<double, 2> bandwidth = scottBandwidth(xy);
    density.values = estimate(xy, density.codes, grid, bandwidth, stop);
    if (!density.values.empty()) density.highest = *std::max_element(density.values.begin(), density.values.end());
    if (!(prior.spread > 0) || density.codes == 0) return density;

    density.holes.resize(grid.samples());
    withinPrior(grid, prior, [&](size_t sample, double expected) {
        density.holes[sample] = double{density.values[sample]} < kHole * expected;
    });
    // Whatever the window shows of the plane, the figure is the same.
    PlaneGrid whole;
    whole.columns = whole.rows = kShareSamples;
    whole.cell = 2 * kPriorReach * prior.spread / kShareSamples;
    whole.left = prior.x - kPriorReach * prior.spread + whole.cell / 2;
    whole.bottom = prior.y - kPriorReach * prior.spread + whole.cell / 2;
    const std::vector<float> everywhere = estimate(xy, density.codes, whole, bandwidth, stop);
    double mass = 0, empty = 0;
    withinPrior(whole, prior, [&](size_t sample, double expected) {
        mass += expected;
        if (double{everywhere[sample]} < kHole * expected) empty += expected;
    });
    density.emptyShare = empty / mass;
    return density;
}

}  // namespace zscape
