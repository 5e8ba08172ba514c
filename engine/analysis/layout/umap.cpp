#include "engine/analysis/layout/umap.h"

#include "engine/analysis/layout/affinities.h"
#include "engine/analysis/layout/layout_memory.h"

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

constexpr int64_t kManyImages = 10'000, kEpochsOfMany = 200, kEpochs = 500;
constexpr int kRepelling = 5;
constexpr int64_t kBatches = 32;
constexpr int64_t kHeadsAtOnce = 128;
constexpr float kReach = 10;   ///< of the start
constexpr float kLongest = 4;  ///< of a step along an axis, before the rate
constexpr float kFirstRate = 1, kWarmRate = 0.25f;
constexpr int64_t kRowsOfUmap = 1024;
constexpr int kEstimatedFrom = 32;

/// Numbers that depend on what they are for and on nothing before them: no thread waits for another's.
uint64_t mixed(uint64_t x) {  // splitmix64
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

class Lots {
public:
    Lots(uint64_t seed, uint64_t epoch, uint64_t image) : state_(mixed(mixed(seed ^ mixed(epoch)) ^ image)) {}
    /// 0 to count - 1
    int64_t below(int64_t count) {
        state_ = mixed(state_);
        return static_cast<int64_t>((state_ >> 32) * static_cast<uint64_t>(count) >> 32);
    }

private:
    uint64_t state_;
};

float limited(float step) { return std::clamp(step, -kLongest, kLongest); }

}  // namespace

UmapCurve umapCurve(double minDistance) {
    // Gauss and Newton with Levenberg's damping, on 300 distances as umap-learn.
    constexpr int kPlaces = 300, kRounds = 200;
    UmapCurve curve;
    const auto squares = [&](const UmapCurve& of, double* normal, double* right) {
        double sum = 0;
        for (int i = 1; i < kPlaces; ++i) {
            const double d = 3.0 * i / (kPlaces - 1);
            const double power = std::pow(d, 2 * of.b), value = 1 / (1 + of.a * power);
            const double error = (d < minDistance ? 1 : std::exp(minDistance - d)) - value;
            sum += error * error;
            if (!normal) continue;
            const double byA = -value * value * power, byB = byA * of.a * 2 * std::log(d);
            normal[0] += byA * byA;
            normal[1] += byA * byB;
            normal[2] += byB * byB;
            right[0] += byA * error;
            right[1] += byB * error;
        }
        return sum;
    };
    double damping = 1e-3;
    for (int round = 0; round < kRounds; ++round) {
        double normal[3] = {}, right[2] = {};
        const double before = squares(curve, normal, right);
        const double first = normal[0] * (1 + damping), last = normal[2] * (1 + damping);
        const double determinant = first * last - normal[1] * normal[1];
        const UmapCurve next{curve.a + (right[0] * last - right[1] * normal[1]) / determinant,
                             curve.b + (right[1] * first - right[0] * normal[1]) / determinant};
        if (next.a > 0 && next.b > 0 && squares(next, nullptr, nullptr) < before) {
            curve = next;
            damping /= 10;
        } else {
            damping *= 10;
        }
    }
    return curve;
}

struct UmapProjector::Implementation {
    Implementation(const CodeRows& codes, const LayoutSettings& wanted, const std::stop_token& stop,
                   const ProgressSink& progress)
        : settings(wanted),
          team(wanted.threads) {
        requireLayable(codes);
        settings.kind = LayoutKind::Umap;
        settings.neighbours = static_cast<int>(std::min<int64_t>(std::max(2, wanted.neighbours), codes.rows));
        if (settings.neighbours < wanted.neighbours)
            remark = ErrorInfo{"layout.neighbours",
                               "There are fewer than %1 images; %2 neighbours are used.",
                               {std::to_string(wanted.neighbours), std::to_string(settings.neighbours)}};
        requireNeighbourMemory(codes.rows, settings.neighbours - 1);
        graph = fuzzyNeighbours(nearestNeighbours(codes, settings.neighbours - 1, team, stop, progress), team);
        curve = umapCurve(settings.minDistance);
        greatest = *std::max_element(graph.weight.begin(), graph.weight.end());
        total = codes.rows > kManyImages ? kEpochsOfMany : kEpochs;
    }

    /// The image's place after its turn. An edge is due as often as its weight says, and pulls twice each time: once as
    /// this image's own, and once as that of the other end, which has the same weight.
    void turn(int64_t image, float rate, float* place) const {
        const auto i = static_cast<size_t>(image);
        const int64_t images = graph.rows();
        const auto a = static_cast<float>(curve.a), b = static_cast<float>(curve.b);
        float x = xy[2 * i], y = xy[2 * i + 1];
        Lots lots(settings.seed, static_cast<uint64_t>(iteration), static_cast<uint64_t>(image));
        for (auto entry = static_cast<size_t>(graph.first[i]); entry < static_cast<size_t>(graph.first[i + 1]);
             ++entry) {
            const double often = double{graph.weight[entry]} / double{greatest};
            if (std::floor(static_cast<double>(iteration + 1) * often) ==
                std::floor(static_cast<double>(iteration) * often))
                continue;
            const auto j = static_cast<size_t>(graph.to[entry]);
            for (int end = 0; end < 2; ++end) {
                const float dx = x - xy[2 * j], dy = y - xy[2 * j + 1], square = dx * dx + dy * dy;
                if (square <= 0) continue;
                const float power = std::pow(square, b);
                const float pull = -2 * a * b * power / (square * (1 + a * power));
                x += rate * limited(pull * dx);
                y += rate * limited(pull * dy);
            }
            for (int k = 0; k < kRepelling; ++k) {
                const int64_t other = lots.below(images);
                if (other == image) continue;
                const float dx = x - xy[2 * static_cast<size_t>(other)],
                            dy = y - xy[2 * static_cast<size_t>(other) + 1];
                const float square = dx * dx + dy * dy;
                if (square <= 0) continue;
                const float push = 2 * b / ((0.001f + square) * (1 + a * std::pow(square, b)));
                x += rate * limited(push * dx);
                y += rate * limited(push * dy);
            }
        }
        place[0] = x;
        place[1] = y;
    }

    void iterate() {
        const int64_t images = graph.rows();
        const float rate = firstRate * (1 - static_cast<float>(iteration) / static_cast<float>(total));
        moved.resize(xy.size());
        for (int64_t batch = 0; batch < kBatches; ++batch) {
            const int64_t heads = (images - batch + kBatches - 1) / kBatches;
            if (heads <= 0) break;
            team.split(heads, kHeadsAtOnce, [&](int64_t begin, int64_t end) {
                for (int64_t head = begin; head < end; ++head)
                    turn(batch + head * kBatches, rate, moved.data() + 2 * head);
            });
            for (int64_t head = 0; head < heads; ++head)
                std::copy_n(moved.data() + 2 * head, 2, xy.data() + 2 * (batch + head * kBatches));
        }
        ++iteration;
    }

    LayoutSettings settings;
    std::optional<ErrorInfo> remark;
    ThreadTeam team;
    Affinities graph;
    UmapCurve curve;
    float greatest = 1;  ///< weight
    float firstRate = kFirstRate;
    int64_t iteration = 0, total = 0;
    std::vector<float> xy, moved;
};

UmapProjector::UmapProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                             std::stop_token stop, const ProgressSink& progress)
    : impl_(std::make_unique<Implementation>(codes, settings, stop, progress)) {
    impl_->xy = start;
    float reach = 0;
    for (const float value : start) reach = std::max(reach, std::abs(value));
    if (reach > 0)
        for (float& value : impl_->xy) value *= kReach / reach;
}

UmapProjector::UmapProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                             std::stop_token stop, const ProgressSink& progress) {
    if (earlier.images() != codes.rows)
        throw Error("layout.images", "The earlier layout is of %1 images, and there are %2. Start anew.",
                    {std::to_string(earlier.images()), std::to_string(codes.rows)});
    impl_ = std::make_unique<Implementation>(codes, settings, stop, progress);
    impl_->xy = earlier.xy;
    impl_->firstRate = kWarmRate;
    impl_->total /= 3;
}

UmapProjector::~UmapProjector() = default;

void UmapProjector::advance(std::stop_token stop, int64_t iterations) {
    const int64_t end = std::min(impl_->total, impl_->iteration + iterations);
    while (impl_->iteration < end && !stop.stop_requested()) impl_->iterate();
}

int64_t UmapProjector::iteration() const { return impl_->iteration; }
int64_t UmapProjector::total() const { return impl_->total; }
void UmapProjector::extend(int64_t iterations) { impl_->total += iterations; }
std::optional<ErrorInfo> UmapProjector::remark() const { return impl_->remark; }

std::optional<double> UmapProjector::loss() {
    const Affinities& graph = impl_->graph;
    const std::vector<float>& xy = impl_->xy;
    const auto stretch = [&](size_t i, size_t j) {  // v = 1 / (1 + stretch)
        const double dx = double{xy[2 * i]} - double{xy[2 * j]}, dy = double{xy[2 * i + 1]} - double{xy[2 * j + 1]};
        return impl_->curve.a * std::pow(dx * dx + dy * dy, impl_->curve.b);
    };
    const double sum = impl_->team.sum(graph.rows(), kRowsOfUmap, [&](int64_t begin, int64_t end) {
        double partial = 0;
        for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
            double weights = 0, apart = 0;
            for (auto entry = static_cast<size_t>(graph.first[i]); entry < static_cast<size_t>(graph.first[i + 1]);
                 ++entry) {
                weights += graph.weight[entry];
                partial += graph.weight[entry] * std::log1p(stretch(i, static_cast<size_t>(graph.to[entry])));
            }
            Lots lots(0, 0, i);
            for (int k = 0; k < kEstimatedFrom; ++k) {
                const auto j = static_cast<size_t>(lots.below(graph.rows()));
                if (j != i) apart += std::log1p(1 / (0.001 + stretch(i, j)));
            }
            partial += weights * kRepelling / 2 * apart / kEstimatedFrom;
        }
        return partial;
    });
    return sum / static_cast<double>(graph.rows());
}

Layout UmapProjector::layout() const {
    Layout layout;
    layout.settings = impl_->settings;
    layout.decodable = Decodable::ByNeighbours;
    layout.xy = impl_->xy;
    layout.iteration = impl_->iteration;
    return layout;
}

}  // namespace zscape
