#include "engine/objective/regularisers.h"

namespace zscape {

Tensor KlToPrior::term(const std::vector<Pass>& passes) {
    const Gaussian& posterior = passes.front().posterior;
    const Gaussian& prior = passes.front().prior;
    if (!prior.mu.defined()) return (posterior.mu.square() + posterior.logVar.exp() - posterior.logVar).sub_(1).mul_(0.5);
    const Tensor distance = (posterior.mu - prior.mu).square() + posterior.logVar.exp();
    return (prior.logVar - posterior.logVar + distance * (-prior.logVar).exp()).sub_(1).mul_(0.5);
}

std::string KlToPrior::formula() const {
    return "½ Σ (μ² + σ² − 1 − log σ²) over dimensions, mean over the batch; nats per image.";
}

}  // namespace zscape
