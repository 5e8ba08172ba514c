#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/analysis/layout/thread_team.h"
#include "engine/core/progress.h"

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

/// Groups of codes that lie near one another, in plain C++.
namespace zscape {

enum class ClusterMethod : uint8_t { KMeans, GaussianMixture };

/// "kmeans", "gmm"
std::string_view clusterMethodName(ClusterMethod method);
/// \throws Error "setting.method"
ClusterMethod clusterMethodFrom(std::string_view name);

struct ClusterSettings {
    ClusterMethod method = ClusterMethod::KMeans;
    int64_t clusters = 0;  ///< 2 to the number of codes
    uint64_t seed = 1;     ///< of the starts
    int starts = 10;       ///< of k-means, of which the one of least inertia is taken: 1 or more
};

/// Numbered by size, the largest first; of equally large ones the one whose first code comes first.
struct Clusters {
    ClusterSettings settings;
    std::vector<int32_t> of;       ///< N, the cluster of each code
    std::vector<float> distances;  ///< N, from the centre of its cluster, Euclidean
    std::vector<float>
        shares;  ///< N, of a mixture: the probability that the code is of its cluster, 0 to 1; else empty
    std::vector<int64_t> sizes;    ///< K; 0 is possible where fewer codes than clusters are different
    std::vector<int64_t> typical;  ///< K, the code of it that is nearest to its centre; -1 of an empty one. Of a
                                   ///< mixture that of the highest density in its Gaussian
    std::vector<double> centres;   ///< K x D
    double inertia = 0;            ///< k-means: the sum of squared distances from the centres
    double logLikelihood = 0;      ///< mixture: the mean of log p over the codes, nats
    int64_t rounds = 0;            ///< of the start that was taken
    bool settled = false;          ///< no further round would have changed it: by the rules below
};

/// k-means: Lloyd's rounds (1982, "Least squares quantization in PCM") from each of some starts by k-means++ (Arthur
/// and Vassilvitskii 2007), until no code goes to another centre, 300 rounds at most. A centre that nobody is nearest
/// to moves to the code that is farthest from its own. gmm: Gaussians with full covariances by expectation maximisation
/// (gaussian_mixture.h) from the groups that k-means finds, until a round gains less than 1e-5 nats a code, 300 rounds
/// at most. The same seed gives the same clusters with any number of threads.
/// \throws Error "setting.clusters" below 2, "clusters.few" with fewer codes than clusters, and as
/// requireFiniteCodes() and fitMixture(); Cancelled
Clusters findClusters(const CodeRows& codes, const ClusterSettings& settings, ThreadTeam& team,
                      const std::stop_token& stop = {}, const ProgressSink& progress = {});

}  // namespace zscape
