#include "engine/analysis/layout/tsne.h"

#include "engine/analysis/layout/affinities.h"
#include "engine/analysis/layout/lanes.h"
#include "engine/analysis/layout/layout_memory.h"
#include "engine/analysis/layout/repulsion.h"
#include "engine/kernels/multiversion.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace zscape {
namespace {

constexpr int64_t kNormal = 500, kAfterWarmStart = 250;
constexpr float kEarlyMomentum = 0.5f, kMomentum = 0.8f;
constexpr double kLeastRate = 200;
constexpr float kLeastGain = 0.01f, kLongestStep = 5;
constexpr double kStartDeviation = 1e-4;
constexpr int64_t kImagesAtOnce = 1024;

std::string shortNumber(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", number);
    return text;
}

struct Fitted {
    double perplexity;
    int neighbours;
    std::optional<ErrorInfo> remark;
};

/// Three times the perplexity are the neighbours that are looked at (van der Maaten 2014), and there are N - 1.
Fitted fitted(double wanted, int64_t images) {
    const double most = std::max(1.0, static_cast<double>(images - 1) / 3);
    Fitted result{std::clamp(wanted, 1.0, most), 0, std::nullopt};
    if (wanted > most)
        result.remark = ErrorInfo{"layout.perplexity",
                                  "A perplexity of %1 needs more than %2 images; %3 is used.",
                                  {shortNumber(wanted), std::to_string(images), shortNumber(most)}};
    result.neighbours = static_cast<int>(std::min(std::ceil(3 * result.perplexity), static_cast<double>(images - 1)));
    return result;
}

/// Rows filled up to whole vectors by a weight of 0 to the row itself.
Affinities filledUp(const Affinities& sparse) {
    Affinities full;
    full.first.push_back(0);
    for (int64_t i = 0; i < sparse.rows(); ++i) {
        const int64_t begin = sparse.first[static_cast<size_t>(i)], end = sparse.first[static_cast<size_t>(i) + 1];
        full.to.insert(full.to.end(), sparse.to.begin() + begin, sparse.to.begin() + end);
        full.weight.insert(full.weight.end(), sparse.weight.begin() + begin, sparse.weight.begin() + end);
        full.to.resize((full.to.size() + 7) / 8 * 8, static_cast<int32_t>(i));
        full.weight.resize(full.to.size(), 0.0f);
        full.first.push_back(static_cast<int64_t>(full.to.size()));
    }
    return full;
}

/// Sum over j of p_ij (y_i - y_j) / (1 + |y_i - y_j|²), for rows begin to end. \param force end - begin x 2
ZSCAPE_MULTIVERSION void attract(const int64_t* first, const int32_t* to, const float* weight, const float* xy,
                                 int64_t begin, int64_t end, float* force) {
    for (int64_t i = begin; i < end; ++i) {
        const float x = xy[2 * i], y = xy[2 * i + 1];
        Float8 sumX{}, sumY{};
        for (int64_t entry = first[i]; entry < first[i + 1]; entry += 8) {
            Float8 otherX, otherY;
            for (int lane = 0; lane < 8; ++lane) {
                otherX[lane] = xy[2 * int64_t{to[entry + lane]}];
                otherY[lane] = xy[2 * int64_t{to[entry + lane]} + 1];
            }
            const Float8 dx = x - otherX, dy = y - otherY;
            const Float8 pull = *reinterpret_cast<const Float8*>(weight + entry) / (1 + (dx * dx + dy * dy));
            sumX += pull * dx;
            sumY += pull * dy;
        }
        float totalX = 0, totalY = 0;
        for (int lane = 0; lane < 8; ++lane) {
            totalX += sumX[lane];
            totalY += sumY[lane];
        }
        force[2 * (i - begin)] = totalX;
        force[2 * (i - begin) + 1] = totalY;
    }
}

}  // namespace

struct TsneProjector::Implementation {
    explicit Implementation(ThreadTeam& team) : repulsion(team) {}

    Repulsion repulsion;
    Affinities probabilities;
    double entropy = 0;  ///< sum p log p
    float rate = 0;
    int64_t early = 0;  ///< iterations with exaggeration
    std::vector<float> update, gains, repelled, attracted;
};

void TsneProjector::prepare(const CodeRows& codes, const std::stop_token& stop, const ProgressSink& progress) {
    requireLayable(codes);
    const Fitted fit = fitted(settings_.perplexity, codes.rows);
    settings_.kind = LayoutKind::Tsne;
    settings_.perplexity = fit.perplexity;
    remark_ = fit.remark;
    requireNeighbourMemory(codes.rows, fit.neighbours);
    Implementation& own = *impl_;
    own.probabilities = filledUp(
        jointProbabilities(nearestNeighbours(codes, fit.neighbours, team_, stop, progress), fit.perplexity, team_));
    own.rate = static_cast<float>(std::max(static_cast<double>(codes.rows) / 12, kLeastRate));
    own.update.assign(static_cast<size_t>(codes.rows) * 2, 0.0f);
    own.gains.assign(own.update.size(), 1.0f);
    const std::vector<float>& weights = own.probabilities.weight;
    own.entropy = team_.sum(static_cast<int64_t>(weights.size()), 65536, [&](int64_t begin, int64_t end) {
        double sum = 0;
        for (int64_t i = begin; i < end; ++i)
            if (const double p = weights[static_cast<size_t>(i)]; p > 0) sum += p * std::log(p);
        return sum;
    });
}

TsneProjector::TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                             std::stop_token stop, const ProgressSink& progress)
    : SteppedProjector(settings),
      impl_(std::make_unique<Implementation>(team_)) {
    prepare(codes, stop, progress);
    total_ = settings.iterations > 0 ? settings.iterations : settings.exaggerated + kNormal;
    impl_->early = std::min<int64_t>(settings.exaggerated, total_);
    xy_ = start;
    centre();
    double square = 0;
    for (size_t i = 0; i < start.size(); i += 2) square += double{xy_[i]} * double{xy_[i]};
    const double deviation = std::sqrt(square / static_cast<double>(codes.rows));
    if (deviation > 0)
        for (float& value : xy_) value = static_cast<float>(double{value} / deviation * kStartDeviation);
}

TsneProjector::TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                             std::stop_token stop, const ProgressSink& progress)
    : SteppedProjector(settings),
      impl_(std::make_unique<Implementation>(team_)) {
    requireSameImages(earlier, codes);
    prepare(codes, stop, progress);
    total_ = settings.iterations > 0 ? std::min<int64_t>(settings.iterations, kAfterWarmStart) : kAfterWarmStart;
    xy_ = earlier.xy;
}

TsneProjector::~TsneProjector() = default;

void TsneProjector::centre() {
    double x = 0, y = 0;
    for (size_t i = 0; i < xy_.size(); i += 2) {
        x += xy_[i];
        y += xy_[i + 1];
    }
    const size_t points = xy_.size() / 2;
    const auto count = static_cast<double>(points);
    const auto meanX = static_cast<float>(x / count), meanY = static_cast<float>(y / count);
    for (size_t i = 0; i < xy_.size(); i += 2) {
        xy_[i] -= meanX;
        xy_[i + 1] -= meanY;
    }
}

void TsneProjector::iterate() {
    Implementation& own = *impl_;
    const bool isEarly = iteration_ < own.early;
    const float exaggeration = isEarly ? static_cast<float>(settings_.exaggeration) : 1;
    const float momentum = isEarly ? kEarlyMomentum : kMomentum;
    const auto perPair = static_cast<float>(1 / own.repulsion(xy_, own.repelled));
    // Forces first, all of them, then steps.
    own.attracted.resize(xy_.size());
    const int64_t images = static_cast<int64_t>(xy_.size() / 2);
    team_.split(images, kImagesAtOnce, [&](int64_t begin, int64_t end) {
        attract(own.probabilities.first.data(), own.probabilities.to.data(), own.probabilities.weight.data(),
                xy_.data(), begin, end, own.attracted.data() + 2 * begin);
    });
    team_.split(images, kImagesAtOnce, [&](int64_t begin, int64_t end) {
        for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
            float length = 0;
            for (size_t k = 2 * i; k < 2 * i + 2; ++k) {
                const float gradient = exaggeration * own.attracted[k] - perPair * own.repelled[k];
                float& update = own.update[k];
                float& gain = own.gains[k];
                const bool turned = (gradient > 0) != (update > 0);
                gain = turned ? gain + 0.2f : gain * 0.8f + kLeastGain;
                update = momentum * update - own.rate * gain * gradient;
                length += update * update;
            }
            length = std::sqrt(length);
            const float shorter = length > kLongestStep ? kLongestStep / length : 1;
            for (size_t k = 2 * i; k < 2 * i + 2; ++k) xy_[k] += own.update[k] *= shorter;
        }
    });
    centre();
    if (iteration_ + 1 != own.early) return;
    // As two runs of an optimiser: the second knows nothing of the first one's moves.
    std::fill(own.update.begin(), own.update.end(), 0.0f);
    std::fill(own.gains.begin(), own.gains.end(), 1.0f);
}

std::optional<double> TsneProjector::loss() {
    const double pairs = impl_->repulsion(xy_, impl_->repelled);
    const Affinities& p = impl_->probabilities;
    // -sum p log q, q = 1 / (1 + d²) / pairs; the p add up to 1.
    const double cross = team_.sum(p.rows(), kImagesAtOnce, [&](int64_t begin, int64_t end) {
        double sum = 0;
        for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
            for (auto entry = static_cast<size_t>(p.first[i]); entry < static_cast<size_t>(p.first[i + 1]); ++entry) {
                const auto j = static_cast<size_t>(p.to[entry]);
                const double dx = double{xy_[2 * i]} - double{xy_[2 * j]},
                             dy = double{xy_[2 * i + 1]} - double{xy_[2 * j + 1]};
                sum += double{p.weight[entry]} * std::log1p(dx * dx + dy * dy);
            }
        return sum;
    });
    return impl_->entropy + cross + std::log(pairs);
}

}  // namespace zscape
