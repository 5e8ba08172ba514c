#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// KL(Q‖P) per dimension: ½ (mu² + sigma² − 1 − log sigma²) to N(0, I) (Kingma and Welling 2014, appendix B); to another
/// Gaussian ½ (log(s²/sigma²) + (sigma² + (mu − m)²)/s² − 1). [B,D] nats, of the first pass.
class KlToPrior : public Regulariser {
public:
    Tensor term(const std::vector<Pass>& passes) override;
    std::string name() const override { return "kl"; }
    std::string formula() const override;
};

}  // namespace zscape
