#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// log N(z; mu, exp(logVar)) per dimension, nats; undefined mu: N(0, 1). z [...,D], broadcast against the Gaussian.
Tensor logDensity(const Tensor& z, const Gaussian& gaussian);

}  // namespace zscape
