#include "engine/analysis/gaussian_mixture.h"

#include "engine/analysis/k_means_start.h"
#include "engine/core/error.h"
#include "engine/kernels/multiversion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>

namespace zscape {
namespace {

constexpr double kLeastShareOfVariance = 1e-6;
/// Of codes that are all the same.
constexpr double kLeastVariance = 1e-20;
/// A share of a code that is below this changes no sum of doubles.
constexpr double kLeastShare = 1e-17;
constexpr int64_t kPoints = 16;    ///< codes that are measured at once
constexpr int64_t kParts = 64;     ///< of all codes, each with sums of its own
constexpr int64_t kFewest = 1024;  ///< codes of a part
constexpr int64_t kMostBytes = int64_t{1} << 30;

size_t at(int64_t i) { return static_cast<size_t>(i); }

/// A mixture as densities are worked out of it.
struct Whitening {
    explicit Whitening(const GaussianMixture& of);

    const GaussianMixture& mixture;
    std::vector<double> inverses;   ///< K x D x D, of the Cholesky factors: lower triangles
    std::vector<double> constants;  ///< K: log weight - log |factor| - D/2 log 2 pi
};

Whitening::Whitening(const GaussianMixture& of)
    : mixture(of),
      inverses(of.factors.size()),
      constants(of.weights.size()) {
    const int64_t dimensions = of.dimensions;
    for (int64_t k = 0; k < of.components; ++k) {
        const double* factor = of.factors.data() + k * dimensions * dimensions;
        double* inverse = inverses.data() + k * dimensions * dimensions;
        double logDiagonal = 0;
        for (int64_t row = 0; row < dimensions; ++row) {
            const double diagonal = factor[row * dimensions + row];
            logDiagonal += std::log(diagonal);
            for (int64_t column = 0; column < row; ++column) {
                double sum = 0;
                for (int64_t j = column; j < row; ++j)
                    sum += factor[row * dimensions + j] * inverse[j * dimensions + column];
                inverse[row * dimensions + column] = -sum / diagonal;
            }
            inverse[row * dimensions + row] = 1 / diagonal;
        }
        constants[at(k)] = std::log(of.weights[at(k)]) - logDiagonal -
                           0.5 * static_cast<double>(dimensions) * std::log(2 * std::numbers::pi);
    }
}

/// Squared lengths of 16 offsets, stored as D rows of 16, through a lower triangle.
ZSCAPE_MULTIVERSION void whitenedSquares(const double* triangle, const double* offsets, int64_t dimensions,
                                         double* squares) {
    for (int64_t b = 0; b < kPoints; ++b) squares[b] = 0;
    for (int64_t row = 0; row < dimensions; ++row) {
        double sums[kPoints] = {};
        for (int64_t column = 0; column <= row; ++column) {
            const double factor = triangle[row * dimensions + column];
            const double* offset = offsets + column * kPoints;
            for (int64_t b = 0; b < kPoints; ++b) sums[b] += factor * offset[b];
        }
        for (int64_t b = 0; b < kPoints; ++b) squares[b] += sums[b] * sums[b];
    }
}

/// joint[b * K + k] of up to 16 rows from `first` on.
void jointOf(const Whitening& whitening, const CodeRows& rows, int64_t first, int64_t count, std::vector<double>& room,
             double* joint) {
    const GaussianMixture& mixture = whitening.mixture;
    const int64_t dimensions = mixture.dimensions;
    room.assign(at(dimensions * kPoints), 0);
    for (int64_t k = 0; k < mixture.components; ++k) {
        for (int64_t b = 0; b < count; ++b)
            for (int64_t d = 0; d < dimensions; ++d)
                room[at(d * kPoints + b)] = rows.row(first + b)[d] - mixture.means[at(k * dimensions + d)];
        std::array<double, kPoints> squares{};
        whitenedSquares(whitening.inverses.data() + k * dimensions * dimensions, room.data(), dimensions,
                        squares.data());
        for (int64_t b = 0; b < count; ++b)
            joint[b * mixture.components + k] = whitening.constants[at(k)] - 0.5 * squares[at(b)];
    }
}

double logSum(const double* values, int64_t count) {
    const double most = *std::max_element(values, values + count);
    if (!std::isfinite(most)) return most;
    double sum = 0;
    for (int64_t i = 0; i < count; ++i) sum += std::exp(values[i] - most);
    return most + std::log(sum);
}

/// What a step of maximisation needs of codes: sums over them, by their shares in each component, of 1, of the offset
/// from the component's mean before, and of the lower triangle of its products.
struct MixtureSums {
    MixtureSums() = default;
    MixtureSums(int64_t components, int64_t dimensions)
        : shares(at(components)),
          offsets(at(components * dimensions)),
          products(at(components * dimensions * dimensions)) {}
    void add(const MixtureSums& other) {
        const auto plus = [](std::vector<double>& to, const std::vector<double>& from) {
            std::transform(from.begin(), from.end(), to.begin(), to.begin(), std::plus<>());
        };
        plus(shares, other.shares);
        plus(offsets, other.offsets);
        plus(products, other.products);
        logDensity += other.logDensity;
    }

    std::vector<double> shares, offsets, products;
    double logDensity = 0;
};

ZSCAPE_MULTIVERSION void addProducts(const double* offset, double share, int64_t dimensions, double* offsets,
                                     double* products) {
    for (int64_t row = 0; row < dimensions; ++row) {
        const double scaled = share * offset[row];
        offsets[row] += scaled;
        double* to = products + row * dimensions;
        for (int64_t column = 0; column <= row; ++column) to[column] += scaled * offset[column];
    }
}

void addShare(const float* code, const double* mean, double share, int64_t k, int64_t dimensions,
              std::vector<double>& room, MixtureSums& sums) {
    room.resize(at(dimensions));
    for (int64_t d = 0; d < dimensions; ++d) room[at(d)] = code[d] - mean[d];
    sums.shares[at(k)] += share;
    addProducts(room.data(), share, dimensions, sums.offsets.data() + k * dimensions,
                sums.products.data() + k * dimensions * dimensions);
}

class MixtureFit {
public:
    MixtureFit(const CodeRows& codes, int64_t components, ThreadTeam& team, const std::stop_token& stop)
        : codes_(codes),
          team_(team),
          stop_(stop) {
        if (codes.rows < components)
            throw Error("mixture.few",
                        "A mixture of %1 Gaussians needs at least as many codes; there are %2. Take fewer Gaussians or "
                        "more images.",
                        {std::to_string(components), std::to_string(codes.rows)});
        const int64_t bytes = components * codes.dimensions * (codes.dimensions + 1) * int64_t{sizeof(double)};
        if (bytes > kMostBytes)
            throw Error("mixture.memory",
                        "%1 Gaussians with covariances in %2 dimensions are too many numbers. Take fewer, or k-means.",
                        {std::to_string(components), std::to_string(codes.dimensions)});
        const int64_t parts = std::clamp(kMostBytes / bytes, int64_t{1}, kParts);
        grain_ = std::max(kFewest, (codes.rows + parts - 1) / parts);
        mixture_.components = components;
        mixture_.dimensions = codes.dimensions;
        mixture_.weights.assign(at(components), 1.0 / static_cast<double>(components));
        mixture_.means.assign(at(components * codes.dimensions), 0);
        mixture_.factors.assign(at(components * codes.dimensions * codes.dimensions), 0);
        centre();
    }

    void startAt(const Centres& means) {
        for (size_t i = 0; i < mixture_.means.size(); ++i) mixture_.means[i] = means.values[i];
        for (int64_t k = 0; k < mixture_.components; ++k) takeCovariance(whole_, k);
    }

    void startFrom(std::span<const int32_t> groups) {
        for (int64_t k = 0; k < mixture_.components; ++k)
            std::copy(mean_.begin(), mean_.end(), mixture_.means.begin() + k * mixture_.dimensions);
        // Twice: about the mean of all codes first, then about each group's own, so that nothing is lost by rounding.
        for (int turn = 0; turn < 2; ++turn) {
            maximise(summed(mixture_.components, [&](int64_t row, std::vector<double>& room, MixtureSums& sums) {
                const int64_t k = groups[at(row)];
                addShare(codes_.row(row), meanOf(k), 1, k, mixture_.dimensions, room, sums);
            }));
        }
    }

    FittedMixture run(MixtureRounds rounds, const MixtureProgress& progress) {
        FittedMixture fitted;
        double before = -std::numeric_limits<double>::infinity();
        while (fitted.rounds < rounds.most) {
            const MixtureSums sums = expectation();
            const double now = sums.logDensity / static_cast<double>(codes_.rows);
            fitted.settled = rounds.leastGain > 0 && now - before < rounds.leastGain;
            if (fitted.settled) break;
            before = now;
            maximise(sums);
            ++fitted.rounds;
            if (progress) progress(fitted.rounds);
        }
        fitted.mixture = std::move(mixture_);
        return fitted;
    }

private:
    const double* meanOf(int64_t k) const { return mixture_.means.data() + k * mixture_.dimensions; }

    /// The sums of add(row, room, sums) over all codes, by parts that depend on nothing but their number.
    template <typename Add>
    MixtureSums summed(int64_t components, const Add& add) {
        return summedParts(components, [&](int64_t begin, int64_t end, MixtureSums& sums) {
            std::vector<double> room;
            for (int64_t row = begin; row < end; ++row) add(row, room, sums);
        });
    }

    template <typename AddAll>
    MixtureSums summedParts(int64_t components, const AddAll& addAll) {
        std::vector<MixtureSums> parts(at((codes_.rows + grain_ - 1) / grain_));
        team_.split(codes_.rows, grain_, [&](int64_t begin, int64_t end) {
            if (stop_.stop_requested()) throw Cancelled();
            MixtureSums& part = parts[at(begin / grain_)];
            part = MixtureSums(components, mixture_.dimensions);
            addAll(begin, end, part);
        });
        for (size_t part = 1; part < parts.size(); ++part) {
            parts[0].add(parts[part]);
            parts[part] = {};
        }
        return std::move(parts[0]);
    }

    MixtureSums expectation() {
        const Whitening whitening(mixture_);
        const int64_t components = mixture_.components;
        return summedParts(components, [&](int64_t begin, int64_t end, MixtureSums& sums) {
            std::vector<double> room, offset, joint(at(kPoints * components));
            for (int64_t first = begin; first < end; first += kPoints) {
                const int64_t count = std::min(kPoints, end - first);
                jointOf(whitening, codes_, first, count, room, joint.data());
                for (int64_t b = 0; b < count; ++b) {
                    const double* of = joint.data() + b * components;
                    const double density = logSum(of, components);
                    sums.logDensity += density;
                    for (int64_t k = 0; k < components; ++k) {
                        const double share = std::exp(of[k] - density);
                        if (share < kLeastShare) continue;
                        addShare(codes_.row(first + b), meanOf(k), share, k, mixture_.dimensions, offset, sums);
                    }
                }
            }
        });
    }

    /// Mean and covariance of all codes.
    void centre() {
        mean_.assign(at(codes_.dimensions), 0);
        for (int turn = 0; turn < 2; ++turn) {
            const std::vector<double> about = mean_;
            MixtureSums sums = summed(1, [&](int64_t row, std::vector<double>& room, MixtureSums& part) {
                addShare(codes_.row(row), about.data(), 1, 0, codes_.dimensions, room, part);
            });
            const auto count = static_cast<double>(codes_.rows);
            for (size_t d = 0; d < mean_.size(); ++d) mean_[d] = about[d] + sums.offsets[d] / count;
            whole_ = std::move(sums.products);
            for (int64_t row = 0; row < codes_.dimensions; ++row)
                for (int64_t column = 0; column <= row; ++column)
                    whole_[at(row * codes_.dimensions + column)] =
                        whole_[at(row * codes_.dimensions + column)] / count -
                        sums.offsets[at(row)] / count * sums.offsets[at(column)] / count;
        }
        double variance = 0;
        for (int64_t d = 0; d < codes_.dimensions; ++d) variance += whole_[at(d * (codes_.dimensions + 1))];
        least_ = std::max(kLeastVariance, kLeastShareOfVariance * variance / static_cast<double>(codes_.dimensions));
    }

    void maximise(const MixtureSums& sums) {
        const int64_t dimensions = mixture_.dimensions;
        const double total = std::accumulate(sums.shares.begin(), sums.shares.end(), 0.0);
        std::vector<double> covariance(at(dimensions * dimensions));
        for (int64_t k = 0; k < mixture_.components; ++k) {
            // A component that no code has any share in stays as it is, with next to no weight.
            const double mass = std::max(sums.shares[at(k)], 1e-12);
            mixture_.weights[at(k)] = mass / total;
            const double* offsets = sums.offsets.data() + k * dimensions;
            const double* products = sums.products.data() + k * dimensions * dimensions;
            for (int64_t row = 0; row < dimensions; ++row) {
                mixture_.means[at(k * dimensions + row)] += offsets[row] / mass;
                for (int64_t column = 0; column <= row; ++column)
                    covariance[at(row * dimensions + column)] =
                        products[row * dimensions + column] / mass - offsets[row] / mass * offsets[column] / mass;
            }
            takeCovariance(covariance, k);
        }
        const double weights = std::accumulate(mixture_.weights.begin(), mixture_.weights.end(), 0.0);
        for (double& weight : mixture_.weights) weight /= weights;
    }

    /// The Cholesky factor of a covariance, of which the lower triangle is read.
    void takeCovariance(const std::vector<double>& covariance, int64_t k) {
        const int64_t dimensions = mixture_.dimensions;
        double* factor = mixture_.factors.data() + k * dimensions * dimensions;
        for (int64_t row = 0; row < dimensions; ++row)
            for (int64_t column = 0; column <= row; ++column) {
                double value = covariance[at(row * dimensions + column)];
                for (int64_t j = 0; j < column; ++j)
                    value -= factor[row * dimensions + j] * factor[column * dimensions + j];
                // What rounding leaves of a dimension that the others explain is not less than what is added.
                if (row == column) factor[row * dimensions + row] = std::sqrt(std::max(value, 0.0) + least_);
                else factor[row * dimensions + column] = value / factor[column * dimensions + column];
            }
    }

    const CodeRows codes_;
    ThreadTeam& team_;
    const std::stop_token& stop_;
    int64_t grain_ = 0;
    double least_ = 0;           ///< added to each variance
    std::vector<double> mean_;   ///< of all codes
    std::vector<double> whole_;  ///< D x D, their covariance
    GaussianMixture mixture_;
};

}  // namespace

std::vector<double> GaussianMixture::jointLogDensity(const CodeRows& rows, ThreadTeam& team) const {
    const Whitening whitening(*this);
    std::vector<double> joint(at(rows.rows * components));
    team.split(rows.rows, kFewest, [&](int64_t begin, int64_t end) {
        std::vector<double> room;
        for (int64_t first = begin; first < end; first += kPoints)
            jointOf(whitening, rows, first, std::min(kPoints, end - first), room, joint.data() + first * components);
    });
    return joint;
}

std::vector<double> GaussianMixture::logDensity(const CodeRows& rows, ThreadTeam& team) const {
    const std::vector<double> joint = jointLogDensity(rows, team);
    std::vector<double> densities;
    densities.reserve(at(rows.rows));
    for (int64_t row = 0; row < rows.rows; ++row)
        densities.push_back(logSum(joint.data() + row * components, components));
    return densities;
}

std::vector<float> GaussianMixture::sample(int64_t count, uint64_t seed) const {
    std::mt19937_64 random(seed);
    std::vector<float> samples;
    samples.reserve(at(count * dimensions));
    std::vector<double> noise(at(dimensions));
    for (int64_t i = 0; i < count; ++i) {
        double left = drawnShare(random);
        int64_t k = 0;
        while (k + 1 < components && left >= weights[at(k)]) left -= weights[at(k++)];
        // Box and Muller 1958: the normal distribution of the standard library is another one on each platform.
        for (double& value : noise) {
            const double length = std::sqrt(-2 * std::log(1 - drawnShare(random)));
            value = length * std::cos(2 * std::numbers::pi * drawnShare(random));
        }
        const double* factor = factors.data() + k * dimensions * dimensions;
        for (int64_t row = 0; row < dimensions; ++row) {
            double value = means[at(k * dimensions + row)];
            for (int64_t j = 0; j <= row; ++j) value += factor[row * dimensions + j] * noise[at(j)];
            samples.push_back(static_cast<float>(value));
        }
    }
    return samples;
}

FittedMixture fitMixture(const CodeRows& codes, int64_t components, uint64_t seed, ThreadTeam& team,
                         MixtureRounds rounds, const std::stop_token& stop, const MixtureProgress& progress) {
    MixtureFit fit(codes, components, team, stop);
    std::mt19937_64 random(seed);
    fit.startAt(spreadPoints(codes, components, random, team, stop));
    return fit.run(rounds, progress);
}

FittedMixture fitMixtureFrom(const CodeRows& codes, std::span<const int32_t> groups, int64_t components,
                             ThreadTeam& team, MixtureRounds rounds, const std::stop_token& stop,
                             const MixtureProgress& progress) {
    MixtureFit fit(codes, components, team, stop);
    fit.startFrom(groups);
    return fit.run(rounds, progress);
}

}  // namespace zscape
