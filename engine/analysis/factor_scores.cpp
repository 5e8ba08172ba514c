#include "engine/analysis/factor_scores.h"

#include "engine/core/error.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace zscape {
namespace {

constexpr double kLassoPenalty = 0.01;  // on standardised columns
constexpr int kLassoRounds = 200;
constexpr int64_t kVoteImages = 64;
constexpr int kVotes = 800;  // to learn the majorities from, and as many to test them

double entropyOf(const at::Tensor& bins) {
    const at::Tensor counts = at::bincount(bins).to(at::kDouble);
    const at::Tensor p = counts.masked_select(counts > 0) / static_cast<double>(bins.size(0));
    return -(p * p.log()).sum().item<double>();
}

double gapOf(const at::Tensor& scores) {
    if (scores.size(0) < 2) return scores.max().item<double>();
    const at::Tensor best = std::get<0>(scores.topk(2));
    return (best[0] - best[1]).item<double>();
}

/// Accuracy of the linear discriminant of classes by one number: means of their own, one variance.
double discriminantAccuracy(const at::Tensor& value, const at::Tensor& label, int classes) {
    const at::Tensor count = at::bincount(label, {}, classes).to(at::kDouble);
    const at::Tensor mean = at::zeros({classes}, at::kDouble).index_add_(0, label, value) / count.clamp_min(1);
    const double variance = std::max((value - mean.index_select(0, label)).square().mean().item<double>(), 1e-12);
    const at::Tensor prior = (count / static_cast<double>(label.size(0))).clamp_min(1e-12).log();
    const at::Tensor score = (value.unsqueeze(1) * mean - 0.5 * mean.square()) / variance + prior;
    return score.argmax(1).eq(label).to(at::kDouble).mean().item<double>();
}

double squaredCorrelation(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor x = a - a.mean(), y = b - b.mean();
    const double below = (x.square().sum() * y.square().sum()).item<double>();
    return below > 0 ? std::pow((x * y).sum().item<double>(), 2) / below : 0;
}

at::Tensor standardised(const at::Tensor& x) {
    const at::Tensor centred = x - x.mean(0, true);
    const at::Tensor deviation = centred.square().mean(0, true).sqrt();
    return at::where(deviation > 1e-9, centred / deviation.clamp_min(1e-9), at::zeros_like(centred));
}

/// |weights| of the lasso 1/2N |y - X w|^2 + penalty |w|_1 by coordinate descent on X'X / N. X [N,D] and y [N]
/// standardised.
std::vector<double> lassoImportances(const at::Tensor& x, const at::Tensor& y) {
    const auto count = static_cast<double>(x.size(0));
    const int64_t dimensions = x.size(1);
    const at::Tensor gram = (at::mm(x.t(), x) / count).contiguous(), aim = (at::mv(x.t(), y) / count).contiguous();
    const auto g = gram.accessor<double, 2>();
    const auto c = aim.accessor<double, 1>();
    std::vector<double> weights(static_cast<size_t>(dimensions), 0.0);
    for (int round = 0; round < kLassoRounds; ++round) {
        double moved = 0;
        for (int64_t j = 0; j < dimensions; ++j) {
            if (g[j][j] <= 0) continue;
            double rest = c[j];
            for (int64_t i = 0; i < dimensions; ++i)
                if (i != j) rest -= g[j][i] * weights[static_cast<size_t>(i)];
            const double next = std::copysign(std::max(0.0, std::abs(rest) - kLassoPenalty), rest) / g[j][j];
            moved = std::max(moved, std::abs(next - weights[static_cast<size_t>(j)]));
            weights[static_cast<size_t>(j)] = next;
        }
        if (moved < 1e-9) break;
    }
    for (double& weight : weights) weight = std::abs(weight);
    return weights;
}

/// 1 - entropy of each dimension's importances (base: factors), weighted by the dimension's share of all importance.
/// `factors`: what stands for each, [N] each; a class of its own for each value of one that is not continuous.
double dciDisentanglement(const at::Tensor& codes, const std::vector<std::vector<at::Tensor>>& factors) {
    const at::Tensor x = standardised(codes);
    std::vector<at::Tensor> columns;
    for (const std::vector<at::Tensor>& targets : factors) {
        at::Tensor column = at::zeros({codes.size(1)}, at::kDouble);
        for (const at::Tensor& target : targets)
            column += at::tensor(lassoImportances(x, standardised(target.unsqueeze(1)).squeeze(1)), at::kDouble);
        columns.push_back(column / static_cast<double>(targets.size()));
    }
    const at::Tensor importance = at::stack(columns, 1);  // [D, K]
    const at::Tensor ofDimension = importance.sum(1);
    const double all = ofDimension.sum().item<double>();
    if (all <= 0 || factors.size() < 2) return 0;
    const at::Tensor p = importance / ofDimension.unsqueeze(1).clamp_min(1e-300);
    const at::Tensor entropy = -(p * p.clamp_min(1e-300).log()).sum(1) / std::log(static_cast<double>(factors.size()));
    return ((1 - entropy) * ofDimension).sum().item<double>() / all;
}

double factorVaeScore(const at::Tensor& codes, const std::vector<at::Tensor>& bins, uint64_t seed) {
    const at::Tensor variance = codes.var(0, /*unbiased=*/false);
    const at::Tensor alive = variance > 1e-4 * variance.max();
    if (alive.sum().item<int64_t>() == 0) return 0;
    const int64_t dimensions = codes.size(1);
    const auto factors = bins.size();
    // The images of each bin that has enough of them.
    std::vector<std::vector<at::Tensor>> groups(factors);
    for (size_t factor = 0; factor < factors; ++factor)
        for (int64_t bin = 0; bin <= bins[factor].max().item<int64_t>(); ++bin) {
            const at::Tensor members = bins[factor].eq(bin).nonzero().squeeze(1);
            if (members.size(0) >= kVoteImages / 4) groups[factor].push_back(members);
        }
    std::mt19937_64 generator(seed);
    std::vector<std::vector<int>> votes(static_cast<size_t>(dimensions), std::vector<int>(factors, 0));
    int right = 0, asked = 0;
    for (int round = 0; round < 2 * kVotes; ++round) {
        const size_t factor = generator() % factors;
        if (groups[factor].empty()) continue;
        const at::Tensor& members = groups[factor][generator() % groups[factor].size()];
        std::vector<int64_t> chosen(static_cast<size_t>(kVoteImages));
        for (int64_t& image : chosen)
            image = static_cast<int64_t>(generator() % static_cast<uint64_t>(members.size(0)));
        const at::Tensor some = codes.index_select(0, members.index_select(0, at::tensor(chosen, at::kLong)));
        const at::Tensor share = at::where(alive, some.var(0, false) / variance.clamp_min(1e-300),
                                           at::full({dimensions}, 1e300, at::kDouble));
        std::vector<int>& vote = votes[static_cast<size_t>(share.argmin().item<int64_t>())];
        if (round < kVotes) {
            ++vote[factor];
        } else {
            const auto majority = static_cast<size_t>(std::max_element(vote.begin(), vote.end()) - vote.begin());
            right += majority == factor;
            ++asked;
        }
    }
    return asked > 0 ? static_cast<double>(right) / asked : 0;
}

}  // namespace

at::Tensor histogramBins(const at::Tensor& values, int bins) {
    const double low = values.min().item<double>(), high = values.max().item<double>();
    if (high <= low) return at::zeros(values.sizes(), at::kLong);
    return ((values - low) * (bins / (high - low))).floor().clamp(0, bins - 1).to(at::kLong);
}

double discreteMutualInformation(const at::Tensor& a, const at::Tensor& b) {
    const int64_t width = b.max().item<int64_t>() + 1;
    return entropyOf(a) + entropyOf(b) - entropyOf(a * width + b);
}

KnownFactors knownFactors(const ImageSet& images, const std::vector<int64_t>& indices) {
    constexpr double kMostClasses = 10;
    const auto count = static_cast<int64_t>(images.factorNames().size());
    KnownFactors known{at::empty({static_cast<int64_t>(indices.size()), count}, at::kDouble), {}};
    double* next = known.values.mutable_data_ptr<double>();
    for (const int64_t index : indices)
        for (int64_t factor = 0; factor < count; ++factor) *next++ = images.factor(index, static_cast<int>(factor));
    for (const at::Tensor& factor : known.values.unbind(1)) {
        const double largest = factor.max().item<double>();
        const bool whole =
            factor.eq(factor.round()).all().item<bool>() && factor.min().item<double>() >= 0 && largest < kMostClasses;
        known.classes.push_back(whole ? static_cast<int>(largest) + 1 : 0);
    }
    return known;
}

FactorScores factorScores(const at::Tensor& someCodes, const at::Tensor& factors, const std::vector<int>& classes,
                          uint64_t seed) {
    if (someCodes.size(0) < kFewestForFactorScores)
        throw Error("factors.few", "Scores of factors need %1 images at least, and there are %2.",
                    {std::to_string(kFewestForFactorScores), std::to_string(someCodes.size(0))});
    const at::Tensor codes = someCodes.to(at::kCPU, at::kDouble).contiguous();
    const at::Tensor known = factors.to(at::kCPU, at::kDouble);
    const int64_t dimensions = codes.size(1), count = known.size(1);
    std::vector<at::Tensor> codeBins, factorBins;
    std::vector<std::vector<at::Tensor>> targets;
    for (int64_t j = 0; j < dimensions; ++j) codeBins.push_back(histogramBins(codes.select(1, j)));
    FactorScores scores;
    for (int64_t k = 0; k < count; ++k) {
        const int classCount = classes[static_cast<size_t>(k)];
        const at::Tensor factor = known.select(1, k).contiguous();
        const at::Tensor bins = classCount > 0 ? factor.to(at::kLong) : histogramBins(factor);
        std::vector<double> information, predictability;
        for (int64_t j = 0; j < dimensions; ++j) {
            information.push_back(discreteMutualInformation(codeBins[static_cast<size_t>(j)], bins));
            const at::Tensor value = codes.select(1, j).contiguous();
            predictability.push_back(classCount > 0 ? discriminantAccuracy(value, bins, classCount)
                                                    : squaredCorrelation(value, factor));
        }
        const double entropy = entropyOf(bins);
        if (entropy > 0) scores.mig += gapOf(at::tensor(information, at::kDouble)) / entropy;
        scores.sap += gapOf(at::tensor(predictability, at::kDouble));
        factorBins.push_back(bins);
        targets.emplace_back();
        if (classCount == 0) targets.back().push_back(factor);
        for (int label = 0; label < classCount; ++label) targets.back().push_back(bins.eq(label).to(at::kDouble));
    }
    scores.mig /= static_cast<double>(count);
    scores.sap /= static_cast<double>(count);
    scores.dci = dciDisentanglement(codes, targets);
    scores.factorVae = factorVaeScore(codes, factorBins, seed);
    return scores;
}

}  // namespace zscape
