#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace zscape {

/// A mixture of Gaussians with full covariances, doubles on the CPU.
struct GaussianMixture {
    at::Tensor weights;  ///< [K], sum 1
    at::Tensor means;    ///< [K,D]
    at::Tensor factors;  ///< [K,D,D], lower Cholesky factors of the covariances

    /// log p of each row [N,D] -> [N], nats.
    at::Tensor logDensity(const at::Tensor& rows) const;
    /// [count,D]
    at::Tensor sample(int64_t count, at::Generator generator) const;
};

/// Expectation maximisation (Dempster, Laird, Rubin 1977) from means chosen by k-means++ (Arthur and Vassilvitskii
/// 2007), for `rounds` rounds. Sampling the codes of an autoencoder from it is what Ghosh et al. 2020 (arXiv
/// 1903.12436) do.
/// \param codes [N,D] \throws Error "mixture.few" with fewer codes than components
GaussianMixture fitMixture(const at::Tensor& codes, int64_t components, const at::Generator& generator,
                           int64_t rounds = 50);

}  // namespace zscape
