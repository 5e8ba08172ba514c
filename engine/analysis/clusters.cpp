#include "engine/analysis/clusters.h"

#include "engine/analysis/gaussian_mixture.h"
#include "engine/analysis/k_means_start.h"
#include "engine/core/error.h"
#include "engine/core/work_counter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

namespace zscape {
namespace {

constexpr std::array<std::string_view, 2> kMethodNames{"kmeans", "gmm"};
constexpr int64_t kMostRounds = 300;
constexpr double kLeastGain = 1e-5;  ///< nats a code
/// Starts are compared once a round takes less than this share off the inertia; the best one is then gone on with.
constexpr double kNearlySettled = 1e-4;

/// k-means from one start.
struct Partition {
    Centres centres;
    Nearest nearest;  ///< to these centres
    double inertia = std::numeric_limits<double>::infinity();
    int64_t rounds = 0;
    bool settled = false;
};

class KMeans {
public:
    KMeans(const CodeRows& codes, ThreadTeam& team, const std::stop_token& stop)
        : codes_(codes),
          team_(team),
          stop_(stop) {}

    Partition start(int64_t clusters, std::mt19937_64& random) {
        Partition partition;
        partition.centres = spreadPoints(codes_, clusters, random, team_, stop_);
        measure(partition);
        return partition;
    }

    /// Until a round takes no more than `leastShare` off the inertia; 0: until no code goes to another centre.
    void go(Partition& partition, double leastShare) {
        while (partition.rounds < kMostRounds && !partition.settled) {
            const double before = partition.inertia;
            const std::vector<int32_t> were = partition.nearest.centre;
            const std::vector<int64_t> members = moveToMeans(codes_, 1, partition.nearest, team_, partition.centres);
            fillEmpty(partition, members);
            measure(partition);
            ++partition.rounds;
            partition.settled = partition.nearest.centre == were;
            if (leastShare > 0 && before - partition.inertia <= leastShare * before) return;
        }
    }

private:
    void measure(Partition& partition) {
        findNearest(codes_, 1, partition.centres, team_, stop_, partition.nearest);
        const std::vector<float>& squared = partition.nearest.squared;
        partition.inertia = std::accumulate(squared.begin(), squared.end(), 0.0);
    }

    /// Centres of nobody move to the codes that are farthest from theirs, as long as these are not on them.
    void fillEmpty(Partition& partition, const std::vector<int64_t>& members) {
        std::vector<size_t> empty;
        for (size_t c = 0; c < members.size(); ++c)
            if (members[c] == 0) empty.push_back(c);
        if (empty.empty()) return;
        const std::vector<float>& squared = partition.nearest.squared;
        std::vector<int64_t> order(squared.size());
        std::iota(order.begin(), order.end(), int64_t{0});
        const auto farther = [&](int64_t a, int64_t b) {
            return std::tuple(-squared[static_cast<size_t>(a)], a) < std::tuple(-squared[static_cast<size_t>(b)], b);
        };
        const auto taken = order.begin() + static_cast<std::ptrdiff_t>(std::min(empty.size(), order.size()));
        std::partial_sort(order.begin(), taken, order.end(), farther);
        for (size_t i = 0; i < empty.size() && squared[static_cast<size_t>(order[i])] > 0; ++i) {
            const float* code = codes_.row(order[i]);
            std::copy(code, code + codes_.dimensions,
                      partition.centres.values.begin() + static_cast<std::ptrdiff_t>(empty[i]) * codes_.dimensions);
        }
    }

    const CodeRows codes_;
    ThreadTeam& team_;
    const std::stop_token& stop_;
};

Partition bestPartition(const CodeRows& codes, const ClusterSettings& settings, ThreadTeam& team,
                        const std::stop_token& stop, const ProgressSink& progress) {
    std::mt19937_64 random(settings.seed);
    KMeans means(codes, team, stop);
    Partition best;
    WorkCounter starts("Clustering, start", settings.starts, progress);
    for (int start = 0; start < settings.starts; ++start) {
        Partition partition = means.start(settings.clusters, random);
        means.go(partition, kNearlySettled);
        if (partition.inertia < best.inertia) best = std::move(partition);
        starts.tell(start + 1);
    }
    means.go(best, 0);
    return best;
}

/// Codes, centres and what comes with them, with the clusters in the order of their sizes. `farness`: the less, the
/// more typical.
void number(Clusters& clusters, int64_t dimensions, const std::vector<double>& farness) {
    const auto count = static_cast<size_t>(clusters.settings.clusters);
    std::vector<int64_t> sizes(count), first(count, std::numeric_limits<int64_t>::max());
    for (size_t i = clusters.of.size(); i-- > 0;) {
        const auto c = static_cast<size_t>(clusters.of[i]);
        ++sizes[c];
        first[c] = static_cast<int64_t>(i);
    }
    std::vector<size_t> order(count), rank(count);
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return std::tuple(-sizes[a], first[a], a) < std::tuple(-sizes[b], first[b], b);
    });
    const std::vector<double> centres = std::move(clusters.centres);
    clusters.centres.clear();
    for (size_t place = 0; place < count; ++place) {
        rank[order[place]] = place;
        clusters.sizes.push_back(sizes[order[place]]);
        const auto centre = centres.begin() + static_cast<std::ptrdiff_t>(order[place]) * dimensions;
        clusters.centres.insert(clusters.centres.end(), centre, centre + dimensions);
    }
    clusters.typical.assign(count, -1);
    for (size_t i = 0; i < clusters.of.size(); ++i) {
        const size_t c = rank[static_cast<size_t>(clusters.of[i])];
        clusters.of[i] = static_cast<int32_t>(c);
        int64_t& typical = clusters.typical[c];
        if (typical < 0 || farness[i] < farness[static_cast<size_t>(typical)]) typical = static_cast<int64_t>(i);
    }
}

std::vector<float> distancesFromCentres(const CodeRows& codes, const Clusters& clusters) {
    std::vector<float> distances;
    distances.reserve(clusters.of.size());
    for (int64_t i = 0; i < codes.rows; ++i) {
        const double* centre = clusters.centres.data() + clusters.of[static_cast<size_t>(i)] * codes.dimensions;
        double squared = 0;
        for (int64_t d = 0; d < codes.dimensions; ++d) {
            const double offset = codes.row(i)[d] - centre[d];
            squared += offset * offset;
        }
        distances.push_back(static_cast<float>(std::sqrt(squared)));
    }
    return distances;
}

/// Each code is of the Gaussian that it is likeliest of. \return how unlikely it is there, for number()
std::vector<double> takeLikeliest(Clusters& clusters, const GaussianMixture& mixture, const CodeRows& codes,
                                  ThreadTeam& team) {
    const std::vector<double> joint = mixture.jointLogDensity(codes, team);
    const int64_t components = mixture.components;
    std::vector<double> farness;
    double sum = 0;
    for (int64_t i = 0; i < codes.rows; ++i) {
        const double* of = joint.data() + i * components;
        const double* likeliest = std::max_element(of, of + components);
        double others = 0;
        for (int64_t k = 0; k < components; ++k) others += std::exp(of[k] - *likeliest);
        clusters.of.push_back(static_cast<int32_t>(likeliest - of));
        clusters.shares.push_back(static_cast<float>(1 / others));
        farness.push_back(-*likeliest);
        sum += *likeliest + std::log(others);
    }
    clusters.logLikelihood = sum / static_cast<double>(codes.rows);
    return farness;
}

void fitGaussians(Clusters& clusters, const Partition& partition, const CodeRows& codes, ThreadTeam& team,
                  const std::stop_token& stop, const ProgressSink& progress) {
    WorkCounter rounds("Fitting Gaussians, round", kMostRounds, progress);
    const FittedMixture fitted = fitMixtureFrom(codes, partition.nearest.centre, clusters.settings.clusters, team,
                                                {.most = kMostRounds, .leastGain = kLeastGain}, stop,
                                                [&](int64_t round) { rounds.tell(round); });
    clusters.rounds = fitted.rounds;
    clusters.settled = fitted.settled;
    clusters.centres = fitted.mixture.means;
    number(clusters, codes.dimensions, takeLikeliest(clusters, fitted.mixture, codes, team));
}

}  // namespace

std::string_view clusterMethodName(ClusterMethod method) { return kMethodNames[static_cast<size_t>(method)]; }

ClusterMethod clusterMethodFrom(std::string_view name) {
    const auto found = std::find(kMethodNames.begin(), kMethodNames.end(), name);
    if (found == kMethodNames.end())
        throw Error("setting.method", "There is no clustering \"%1\"; there are kmeans and gmm.", {std::string(name)});
    return static_cast<ClusterMethod>(found - kMethodNames.begin());
}

Clusters findClusters(const CodeRows& codes, const ClusterSettings& settings, ThreadTeam& team,
                      const std::stop_token& stop, const ProgressSink& progress) {
    if (settings.clusters < 2)
        throw Error("setting.clusters", "There have to be at least 2 clusters; %1 are not. Choose a larger number.",
                    {std::to_string(settings.clusters)});
    if (codes.rows < settings.clusters)
        throw Error(
            "clusters.few",
            "%1 clusters need at least as many images, and there are %2. Choose fewer clusters, or more images.",
            {std::to_string(settings.clusters), std::to_string(codes.rows)});
    requireFiniteCodes(codes);
    Clusters clusters;
    clusters.settings = settings;
    Partition partition = bestPartition(codes, settings, team, stop, progress);
    if (settings.method == ClusterMethod::GaussianMixture) {
        fitGaussians(clusters, partition, codes, team, stop, progress);
    } else {
        clusters.inertia = partition.inertia;
        clusters.rounds = partition.rounds;
        clusters.settled = partition.settled;
        clusters.of = std::move(partition.nearest.centre);
        clusters.centres.assign(partition.centres.values.begin(), partition.centres.values.end());
        const std::vector<float>& squared = partition.nearest.squared;
        number(clusters, codes.dimensions, {squared.begin(), squared.end()});
    }
    clusters.distances = distancesFromCentres(codes, clusters);
    return clusters;
}

}  // namespace zscape
