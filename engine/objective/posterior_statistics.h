#pragma once

#include "engine/model/parts.h"

#include <ATen/core/Generator.h>

#include <cstdint>
#include <vector>

namespace zscape {

/// Dimensions of mu [N,D] whose variance over the images is above `threshold` (Burda et al. 2016, arXiv 1509.00519)
/// times the prior's variance, the mean over images of exp(prior.logVar); undefined: 1.
int64_t activeUnits(const at::Tensor& mu, const Gaussian& prior = {}, double threshold = 0.01);

/// Var over the images (of N, not N-1) of each dimension of mu [N,D]; zeros for one image.
std::vector<double> variancePerDimension(const at::Tensor& mu);

/// KL(q(z_d|x) || p(z_d)) of each dimension, mean over images, nats. mu, logVar [N,D]; the prior broadcasts against
/// them, undefined: N(0, 1)
std::vector<double> klPerDimension(const at::Tensor& mu, const at::Tensor& logVar, const Gaussian& prior = {});

/// I(x; z) = E_x E_q(z|x) [log q(z|x) - log q(z)] in nats, with q(z) the mixture of the set's own posteriors
/// (Hoffman & Johnson 2016; He et al. 2019, arXiv 1901.05534), one z an image. mu, logVar [N,D].
/// Above `most` images it is taken over that many at even distances, so it is at most log(most).
double mutualInformation(const at::Tensor& mu, const at::Tensor& logVar, at::Generator generator,
                         int64_t most = 10'000);

}  // namespace zscape
