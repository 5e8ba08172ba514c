#include "engine/analysis/layout/affinities.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace zscape {
namespace {

constexpr int kBisections = 100;
constexpr double kEntropyTolerance = 1e-7;
constexpr int64_t kRowsAtOnce = 1024;
constexpr double kLeastSigma = 1e-3;  ///< of the mean distance

struct Reverse {
    std::vector<int64_t> first;
    std::vector<int32_t> from;  ///< ascending within a row
    std::vector<float> weight;
};

Reverse reversed(const NeighbourTable& table, const std::vector<float>& weights) {
    Reverse reverse;
    reverse.first.assign(static_cast<size_t>(table.rows) + 1, 0);
    for (const int32_t to : table.index) ++reverse.first[static_cast<size_t>(to) + 1];
    std::partial_sum(reverse.first.begin(), reverse.first.end(), reverse.first.begin());
    std::vector<int64_t> next(reverse.first.begin(), reverse.first.end() - 1);
    reverse.from.resize(table.index.size());
    reverse.weight.resize(table.index.size());
    for (size_t entry = 0; entry < table.index.size(); ++entry) {
        const auto place = static_cast<size_t>(next[static_cast<size_t>(table.index[entry])]++);
        reverse.from[place] = static_cast<int32_t>(static_cast<int64_t>(entry) / table.each);
        reverse.weight[place] = weights[entry];
    }
    return reverse;
}

/// take(column, forward or 0, backward or 0) for each column that row i has in either.
template <class Take>
void mergeRow(int64_t i, const NeighbourTable& table, const std::vector<float>& weights, const Reverse& reverse,
              const Take& take) {
    std::vector<std::pair<int32_t, float>> forward;
    for (int64_t entry = i * table.each; entry < (i + 1) * table.each; ++entry)
        forward.emplace_back(table.index[static_cast<size_t>(entry)], weights[static_cast<size_t>(entry)]);
    std::sort(forward.begin(), forward.end());
    auto a = forward.begin();
    auto b = static_cast<size_t>(reverse.first[static_cast<size_t>(i)]);
    const auto end = static_cast<size_t>(reverse.first[static_cast<size_t>(i) + 1]);
    while (a != forward.end() || b < end) {
        constexpr int32_t kNone = std::numeric_limits<int32_t>::max();
        const int32_t there = a != forward.end() ? a->first : kNone, back = b < end ? reverse.from[b] : kNone;
        take(std::min(there, back), there <= back ? a->second : 0, back <= there ? reverse.weight[b] : 0);
        if (there <= back) ++a;
        if (back <= there) ++b;
    }
}

/// exp(-(d - nearest) / sigma) with the sigma by which they add up to log2(k); umap-learn's smooth_knn_dist.
void memberships(std::span<const float> distances, double meanOfAll, std::span<float> weights) {
    const auto above = std::find_if(distances.begin(), distances.end(), [](float d) { return d > 0; });
    const double nearest = above == distances.end() ? 0 : *above;
    const double wanted = std::log2(static_cast<double>(distances.size() + 1));
    double low = 0, high = -1, sigma = 1, mean = 0;
    for (const float distance : distances) mean += distance;
    mean /= static_cast<double>(distances.size() + 1);
    for (int round = 0; round < kBisections; ++round) {
        double sum = 0;
        for (const float distance : distances) {
            const double further = double{distance} - nearest;
            sum += further > 0 ? std::exp(-further / sigma) : 1;
        }
        if (std::abs(sum - wanted) < 1e-5) break;
        (sum > wanted ? high : low) = sigma;
        sigma = high < 0 ? sigma * 2 : (low + high) / 2;
    }
    sigma = std::max(sigma, kLeastSigma * (nearest > 0 ? mean : meanOfAll));
    for (size_t i = 0; i < distances.size(); ++i) {
        const double further = double{distances[i]} - nearest;
        weights[i] = further <= 0 || sigma <= 0 ? 1 : static_cast<float>(std::exp(-further / sigma));
    }
}

}  // namespace

void calibrate(std::span<const float> distances, double perplexity, std::span<float> weights) {
    // Only differences of squares count, so that the nearest has exp(0): no row is all zeros.
    std::vector<double> squared(distances.size()), unscaled(distances.size());
    for (size_t i = 0; i < distances.size(); ++i) squared[i] = double{distances[i]} * double{distances[i]};
    const double nearest = *std::min_element(squared.begin(), squared.end());
    double mean = 0;
    for (double& value : squared) mean += value -= nearest;
    mean /= static_cast<double>(squared.size());
    const double wanted = std::log(perplexity);
    double beta = mean > 0 ? 1 / mean : 1, low = 0, high = std::numeric_limits<double>::infinity();
    double sum = 1;
    for (int round = 0; round < kBisections; ++round) {
        sum = 0;
        double moment = 0;
        for (size_t i = 0; i < squared.size(); ++i) {
            unscaled[i] = std::exp(-beta * squared[i]);
            sum += unscaled[i];
            moment += squared[i] * unscaled[i];
        }
        const double entropy = std::log(sum) + beta * moment / sum;
        if (std::abs(entropy - wanted) < kEntropyTolerance) break;
        (entropy > wanted ? low : high) = beta;
        beta = std::isinf(high) ? beta * 2 : (low + high) / 2;
        if (!std::isfinite(beta)) break;
    }
    for (size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(unscaled[i] / sum);
}

Affinities symmetric(const NeighbourTable& table, const std::vector<float>& weights, ThreadTeam& team,
                     const std::function<float(float, float)>& combine) {
    const Reverse reverse = reversed(table, weights);
    Affinities result;
    result.first.assign(static_cast<size_t>(table.rows) + 1, 0);
    team.split(table.rows, kRowsAtOnce, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            mergeRow(i, table, weights, reverse,
                     [&](int32_t, float, float) { ++result.first[static_cast<size_t>(i) + 1]; });
    });
    std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
    result.to.resize(static_cast<size_t>(result.first.back()));
    result.weight.resize(result.to.size());
    team.split(table.rows, kRowsAtOnce, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            auto place = static_cast<size_t>(result.first[static_cast<size_t>(i)]);
            mergeRow(i, table, weights, reverse, [&](int32_t column, float forward, float backward) {
                result.to[place] = column;
                result.weight[place++] = combine(forward, backward);
            });
        }
    });
    return result;
}

Affinities jointProbabilities(const NeighbourTable& table, double perplexity, ThreadTeam& team) {
    std::vector<float> weights(table.index.size());
    team.split(table.rows, kRowsAtOnce, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            calibrate(table.distances(i), perplexity,
                      {weights.data() + i * table.each, static_cast<size_t>(table.each)});
    });
    const float half = 0.5f / static_cast<float>(table.rows);
    return symmetric(table, weights, team, [half](float a, float b) { return (a + b) * half; });
}

Affinities fuzzyNeighbours(const NeighbourTable& table, ThreadTeam& team) {
    const double mean = team.sum(static_cast<int64_t>(table.distance.size()), 65536, [&](int64_t begin, int64_t end) {
        double sum = 0;
        for (int64_t i = begin; i < end; ++i) sum += table.distance[static_cast<size_t>(i)];
        return sum;
    }) / static_cast<double>(table.distance.size());
    std::vector<float> weights(table.index.size());
    team.split(table.rows, kRowsAtOnce, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            memberships(table.distances(i), mean, {weights.data() + i * table.each, static_cast<size_t>(table.each)});
    });
    return symmetric(table, weights, team, [](float a, float b) { return a + b - a * b; });
}

}  // namespace zscape
