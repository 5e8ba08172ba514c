#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/analysis/layout/thread_team.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// A mixture of K Gaussians with full covariances in D dimensions.
struct GaussianMixture {
    int64_t components = 0;
    int64_t dimensions = 0;
    std::vector<double> weights;  ///< K, sum 1
    std::vector<double> means;    ///< K x D
    std::vector<double> factors;  ///< K x D x D, lower Cholesky factors of the covariances

    /// log (weight_k N(row; mean_k, covariance_k)) of each row, N x K, nats.
    std::vector<double> jointLogDensity(const CodeRows& rows, ThreadTeam& team) const;
    /// log p of each row, N, nats.
    std::vector<double> logDensity(const CodeRows& rows, ThreadTeam& team) const;
    /// count x D, the same of the same seed.
    std::vector<float> sample(int64_t count, uint64_t seed) const;
};

/// Until when expectation maximisation goes on.
struct MixtureRounds {
    int64_t most = 50;
    double leastGain =
        0;  ///< of the mean log-likelihood in a round, nats a row: less is the end; 0: goes on to the end
};

struct FittedMixture {
    GaussianMixture mixture;
    int64_t rounds = 0;
    bool settled = false;  ///< it ended by MixtureRounds::leastGain
};

/// Called after each round, on the thread that asked.
using MixtureProgress = std::function<void(int64_t round)>;

/// Expectation maximisation (Dempster, Laird, Rubin 1977) from means chosen by k-means++ (Arthur and Vassilvitskii
/// 2007) and the covariance of all codes. Sampling the codes of an autoencoder from it is what Ghosh et al. 2020 (arXiv
/// 1903.12436) do. Each covariance has a millionth of the codes' mean variance added to its diagonal: a component of
/// few codes has none of full rank. The same with any number of threads.
/// \param codes N x D, finite
/// \throws Error "mixture.few" with fewer codes than components, "mixture.memory" where sums of more than a gigabyte
/// would be needed; Cancelled
FittedMixture fitMixture(const CodeRows& codes, int64_t components, uint64_t seed, ThreadTeam& team,
                         MixtureRounds rounds = {}, const std::stop_token& stop = {},
                         const MixtureProgress& progress = {});

/// The same from components that are the means and covariances of these groups of codes.
/// \param groups one for each code, 0 to `components` - 1
FittedMixture fitMixtureFrom(const CodeRows& codes, std::span<const int32_t> groups, int64_t components,
                             ThreadTeam& team, MixtureRounds rounds, const std::stop_token& stop = {},
                             const MixtureProgress& progress = {});

}  // namespace zscape
