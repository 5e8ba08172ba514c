#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// A constant factor that the person may change while training: beta * term (Higgins et al. 2017).
class BetaWeighting : public Weighting {
public:
    explicit BetaWeighting(double beta) : beta_(beta) {}
    /// perDimension: [B,D] (or [B,1], [1,1]), unreduced. The value is summed over dimensions, averaged over the batch.
    Row weigh(const std::string& term, const Tensor& perDimension, int64_t step) override;
    bool adjust(const std::string& key, double value) override;

private:
    double beta_;
};

}  // namespace zscape
