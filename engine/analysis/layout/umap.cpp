#include "engine/analysis/layout/umap.h"

#include "engine/analysis/layout/affinities.h"
#include "engine/analysis/layout/lanes.h"
#include "engine/analysis/layout/layout_memory.h"
#include "engine/kernels/multiversion.h"

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

/// All that an image's turn reads.
struct Turn {
    const int32_t* to;
    const uint64_t* often;  ///< of each epoch, in 2^-32
    const float* xy;
    int64_t images;
    uint64_t seed, epoch;
    float a, b, rate;
};

/// Of what moves an image at one time: lane 0 pulls, the next ones push, and one pulls for the edge before.
constexpr int kAtOnce = 8, kSecondPull = kRepelling + 1;

/// The image's place after its turn. An edge is due as often as its weight says, and pulls twice: as this image's own,
/// and a moment later as that of the other end, which has the same weight. One edge after the other, each with its five
/// that repel, of which powers are taken together: to 1e-4 of them, by polynomials of the logarithm and the exponent.
ZSCAPE_MULTIVERSION void takeTurn(const Turn& turn, int64_t image, int64_t begin, int64_t end, float* place) {
    float x = turn.xy[2 * image], y = turn.xy[2 * image + 1];
    Lots lots(turn.seed, turn.epoch, static_cast<uint64_t>(image));
    const float pull = -2 * turn.a * turn.b, push = 2 * turn.b;
    const Float8 strength{pull, push, push, push, push, push, pull, 0};
    int64_t before = -1;
    for (int64_t entry = begin; entry <= end; ++entry) {
        const bool isLast = entry == end;  // the second pull of the last one alone
        if (isLast ? before < 0 : (turn.epoch + 1) * turn.often[entry] >> 32 == turn.epoch * turn.often[entry] >> 32)
            continue;
        Float8 otherX = Float8{} + x, otherY = Float8{} + y;  // where nothing is it is the image itself: no force
        const auto meet = [&](int lane, int64_t other) {
            otherX[lane] = turn.xy[2 * other];
            otherY[lane] = turn.xy[2 * other + 1];
        };
        if (before >= 0) meet(kSecondPull, before);
        if (!isLast) {
            before = turn.to[entry];
            meet(0, before);
            for (int lane = 1; lane <= kRepelling; ++lane) meet(lane, lots.below(turn.images));
        }
        const Float8 dx = x - otherX, dy = y - otherY, square = dx * dx + dy * dy + 1e-12f;
        const Int8 bits = reinterpret_cast<const Int8&>(square);
        const Int8 mantissaBits = (bits & 0x7fffff) | 0x3f800000;
        const Float8 m = reinterpret_cast<const Float8&>(mantissaBits) - 1.5f;
        // log2 of the mantissa about 1.5, and 2^f of the power's fraction f: least-squares polynomials.
        const Float8 logarithm =
            __builtin_convertvector((bits >> 23) - 127, Float8) +
            (((((((-0.024568535f) * m + 0.04390748f) * m + -0.07079686f) * m + 0.14172474f) * m + -0.32061304f) * m +
              0.96182082f) *
                 m +
             0.5849625f);
        const Float8 exponent = logarithm * turn.b + 127.0f;
        const Int8 whole = __builtin_convertvector(exponent, Int8);  // the power is above 2^-127: cut is floor
        const Float8 f = exponent - __builtin_convertvector(whole, Float8) - 0.5f;
        const Int8 scaleBits = whole << 23;
        const Float8 power =
            reinterpret_cast<const Float8&>(scaleBits) *
            (((((0.013670309f) * f + 0.079085617f) * f + 0.33972732f) * f + 0.98022118f) * f + 1.4142136f);
        // Pull: -2 a b d^(2b - 2) / (1 + a d^2b), push: 2 b / ((0.001 + d²) (1 + a d^2b)).
        Float8 upper = strength, below = square + 0.001f;
        for (const int lane : {0, kSecondPull}) {
            upper[lane] *= power[lane];
            below[lane] = square[lane];
        }
        const Float8 force = upper / (below * (1 + turn.a * power));
        Float8 stepX = force * dx, stepY = force * dy;
        for (Float8* step : {&stepX, &stepY}) {
            *step = *step > kLongest ? Float8{} + kLongest : *step;
            *step = *step < -kLongest ? Float8{} - kLongest : *step;
        }
        float sumX = 0, sumY = 0;
        for (int lane = 0; lane < kAtOnce; ++lane) {
            sumX += stepX[lane];
            sumY += stepY[lane];
        }
        x += turn.rate * sumX;
        y += turn.rate * sumY;
    }
    place[0] = x;
    place[1] = y;
}

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
    Affinities graph;
    UmapCurve curve;
    std::vector<uint64_t> often;  ///< each edge is due, of each epoch, in 2^-32
    float firstRate = kFirstRate;
    std::vector<float> moved;
};

void UmapProjector::prepare(const CodeRows& codes, const std::stop_token& stop, const ProgressSink& progress) {
    requireLayable(codes);
    const int wanted = settings_.neighbours;
    settings_.kind = LayoutKind::Umap;
    settings_.neighbours = static_cast<int>(std::min<int64_t>(wanted, codes.rows));
    if (settings_.neighbours < wanted)
        remark_ = ErrorInfo{"layout.neighbours",
                            "There are fewer than %1 images; %2 neighbours are used.",
                            {std::to_string(wanted), std::to_string(settings_.neighbours)}};
    requireNeighbourMemory(codes.rows, settings_.neighbours - 1);
    Affinities& graph = impl_->graph;
    graph = fuzzyNeighbours(nearestNeighbours(codes, settings_.neighbours - 1, team_, stop, progress), team_);
    impl_->curve = umapCurve(settings_.minDistance);
    const double greatest = *std::max_element(graph.weight.begin(), graph.weight.end());
    for (const float weight : graph.weight) impl_->often.push_back(static_cast<uint64_t>(weight / greatest * 0x1p32));
    total_ = settings_.iterations > 0 ? settings_.iterations : codes.rows > kManyImages ? kEpochsOfMany : kEpochs;
}

UmapProjector::UmapProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                             std::stop_token stop, const ProgressSink& progress)
    : SteppedProjector(settings),
      impl_(std::make_unique<Implementation>()) {
    prepare(codes, stop, progress);
    xy_ = start;
    float reach = 0;
    for (const float value : start) reach = std::max(reach, std::abs(value));
    if (reach > 0)
        for (float& value : xy_) value *= kReach / reach;
}

UmapProjector::UmapProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                             std::stop_token stop, const ProgressSink& progress)
    : SteppedProjector(settings),
      impl_(std::make_unique<Implementation>()) {
    requireSameImages(earlier, codes);
    prepare(codes, stop, progress);
    xy_ = earlier.xy;
    impl_->firstRate = kWarmRate;
    total_ = std::max<int64_t>(1, total_ / 3);
}

UmapProjector::~UmapProjector() = default;

void UmapProjector::iterate() {
    const Affinities& graph = impl_->graph;
    std::vector<float>& moved = impl_->moved;
    const int64_t images = graph.rows();
    moved.resize(xy_.size());
    const Turn turn{graph.to.data(),
                    impl_->often.data(),
                    xy_.data(),
                    images,
                    settings_.seed,
                    static_cast<uint64_t>(iteration_),
                    static_cast<float>(impl_->curve.a),
                    static_cast<float>(impl_->curve.b),
                    impl_->firstRate * (1 - static_cast<float>(iteration_) / static_cast<float>(total_))};
    for (int64_t batch = 0; batch < kBatches; ++batch) {
        const int64_t heads = (images - batch + kBatches - 1) / kBatches;
        if (heads <= 0) break;
        team_.split(heads, kHeadsAtOnce, [&](int64_t begin, int64_t end) {
            for (int64_t head = begin; head < end; ++head) {
                const int64_t image = batch + head * kBatches;
                const auto row = graph.first.begin() + image;
                takeTurn(turn, image, row[0], row[1], moved.data() + 2 * head);
            }
        });
        for (int64_t head = 0; head < heads; ++head)
            std::copy_n(moved.data() + 2 * head, 2, xy_.data() + 2 * (batch + head * kBatches));
    }
}

std::optional<double> UmapProjector::loss() {
    const Affinities& graph = impl_->graph;
    const auto stretch = [&](size_t i, size_t j) {  // v = 1 / (1 + stretch)
        const double dx = double{xy_[2 * i]} - double{xy_[2 * j]}, dy = double{xy_[2 * i + 1]} - double{xy_[2 * j + 1]};
        return impl_->curve.a * std::pow(dx * dx + dy * dy, impl_->curve.b);
    };
    const double sum = team_.sum(graph.rows(), kRowsOfUmap, [&](int64_t begin, int64_t end) {
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

}  // namespace zscape
