#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// log N(z; mu, exp(logVar)) per dimension, nats; undefined mu: N(0, 1). z [...,D], broadcast against the Gaussian.
Tensor logDensity(const Tensor& z, const Gaussian& gaussian);

/// KL(N(mu, exp(logVar)) ‖ N(0, 1)) per dimension, nats: ½ (mu² + exp(logVar) − 1 − logVar) (Kingma and Welling 2013,
/// appendix B). One operation for autograd; its gradient cannot be differentiated again.
Tensor klToStandardNormal(const Gaussian& gaussian);

}  // namespace zscape
