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

constexpr int64_t kEarly = 250, kNormal = 500, kAfterWarmStart = 250;
constexpr float kExaggeration = 12, kEarlyMomentum = 0.5f, kMomentum = 0.8f;
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
    Implementation(const CodeRows& codes, const LayoutSettings& wanted, const std::stop_token& stop,
                   const ProgressSink& progress)
        : settings(wanted),
          team(wanted.threads),
          repulsion(team) {
        requireLayable(codes);
        const Fitted fit = fitted(wanted.perplexity, codes.rows);
        settings.kind = LayoutKind::Tsne;
        settings.perplexity = fit.perplexity;
        remark = fit.remark;
        requireNeighbourMemory(codes.rows, fit.neighbours);
        probabilities = filledUp(
            jointProbabilities(nearestNeighbours(codes, fit.neighbours, team, stop, progress), fit.perplexity, team));
        rate = static_cast<float>(std::max(static_cast<double>(codes.rows) / 12, kLeastRate));
        update.assign(static_cast<size_t>(codes.rows) * 2, 0.0f);
        gains.assign(update.size(), 1.0f);
        entropy = team.sum(static_cast<int64_t>(probabilities.weight.size()), 65536, [&](int64_t begin, int64_t end) {
            double sum = 0;
            for (int64_t i = begin; i < end; ++i)
                if (const double p = probabilities.weight[static_cast<size_t>(i)]; p > 0) sum += p * std::log(p);
            return sum;
        });
    }

    void centre() {
        double x = 0, y = 0;
        for (size_t i = 0; i < xy.size(); i += 2) {
            x += xy[i];
            y += xy[i + 1];
        }
        const size_t points = xy.size() / 2;
        const auto count = static_cast<double>(points);
        const auto meanX = static_cast<float>(x / count), meanY = static_cast<float>(y / count);
        for (size_t i = 0; i < xy.size(); i += 2) {
            xy[i] -= meanX;
            xy[i + 1] -= meanY;
        }
    }

    void iterate() {
        const bool isEarly = iteration < early;
        const float exaggeration = isEarly ? kExaggeration : 1, momentum = isEarly ? kEarlyMomentum : kMomentum;
        const auto perPair = static_cast<float>(1 / repulsion(xy, repelled));
        // Forces first, all of them, then steps.
        attracted.resize(xy.size());
        const int64_t images = static_cast<int64_t>(xy.size() / 2);
        team.split(images, kImagesAtOnce, [&](int64_t begin, int64_t end) {
            attract(probabilities.first.data(), probabilities.to.data(), probabilities.weight.data(), xy.data(), begin,
                    end, attracted.data() + 2 * begin);
        });
        team.split(images, kImagesAtOnce, [&](int64_t begin, int64_t end) {
            for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
                float length = 0;
                for (size_t k = 2 * i; k < 2 * i + 2; ++k) {
                    const float gradient = exaggeration * attracted[k] - perPair * repelled[k];
                    const bool turned = (gradient > 0) != (update[k] > 0);
                    gains[k] = turned ? gains[k] + 0.2f : gains[k] * 0.8f + kLeastGain;
                    update[k] = momentum * update[k] - rate * gains[k] * gradient;
                    length += update[k] * update[k];
                }
                length = std::sqrt(length);
                const float shorter = length > kLongestStep ? kLongestStep / length : 1;
                for (size_t k = 2 * i; k < 2 * i + 2; ++k) xy[k] += update[k] *= shorter;
            }
        });
        centre();
        if (++iteration != early) return;
        // As two runs of an optimiser: the second knows nothing of the first one's moves.
        std::fill(update.begin(), update.end(), 0.0f);
        std::fill(gains.begin(), gains.end(), 1.0f);
    }

    LayoutSettings settings;
    std::optional<ErrorInfo> remark;
    ThreadTeam team;
    Repulsion repulsion;
    Affinities probabilities;
    double entropy = 0;  ///< sum p log p
    float rate = 0;
    int64_t iteration = 0, early = kEarly, total = kEarly + kNormal;
    std::vector<float> xy, update, gains, repelled, attracted;
};

TsneProjector::TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                             std::stop_token stop, const ProgressSink& progress)
    : impl_(std::make_unique<Implementation>(codes, settings, stop, progress)) {
    impl_->xy = start;
    impl_->centre();
    double square = 0;
    for (size_t i = 0; i < start.size(); i += 2) square += double{impl_->xy[i]} * double{impl_->xy[i]};
    const double deviation = std::sqrt(square / static_cast<double>(codes.rows));
    if (deviation > 0)
        for (float& value : impl_->xy) value = static_cast<float>(double{value} / deviation * kStartDeviation);
}

TsneProjector::TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                             std::stop_token stop, const ProgressSink& progress) {
    requireSameImages(earlier, codes);
    impl_ = std::make_unique<Implementation>(codes, settings, stop, progress);
    impl_->xy = earlier.xy;
    impl_->early = 0;
    impl_->total = kAfterWarmStart;
}

TsneProjector::~TsneProjector() = default;

void TsneProjector::advance(std::stop_token stop, int64_t iterations) {
    const int64_t end = std::min(impl_->total, impl_->iteration + iterations);
    while (impl_->iteration < end && !stop.stop_requested()) impl_->iterate();
}

int64_t TsneProjector::iteration() const { return impl_->iteration; }
int64_t TsneProjector::total() const { return impl_->total; }
void TsneProjector::extend(int64_t iterations) { impl_->total += iterations; }
std::optional<ErrorInfo> TsneProjector::remark() const { return impl_->remark; }

std::optional<double> TsneProjector::loss() {
    const double pairs = impl_->repulsion(impl_->xy, impl_->repelled);
    const Affinities& p = impl_->probabilities;
    const std::vector<float>& xy = impl_->xy;
    // -sum p log q, q = 1 / (1 + d²) / pairs; the p add up to 1.
    const double cross = impl_->team.sum(p.rows(), kImagesAtOnce, [&](int64_t begin, int64_t end) {
        double sum = 0;
        for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
            for (auto entry = static_cast<size_t>(p.first[i]); entry < static_cast<size_t>(p.first[i + 1]); ++entry) {
                const auto j = static_cast<size_t>(p.to[entry]);
                const double dx = double{xy[2 * i]} - double{xy[2 * j]},
                             dy = double{xy[2 * i + 1]} - double{xy[2 * j + 1]};
                sum += double{p.weight[entry]} * std::log1p(dx * dx + dy * dy);
            }
        return sum;
    });
    return impl_->entropy + cross + std::log(pairs);
}

Layout TsneProjector::layout() const {
    Layout layout;
    layout.settings = impl_->settings;
    layout.decodable = Decodable::ByNeighbours;
    layout.xy = impl_->xy;
    layout.iteration = impl_->iteration;
    return layout;
}

}  // namespace zscape
