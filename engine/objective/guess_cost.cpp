#include "engine/objective/guess_cost.h"

#include "engine/kernels/bce_from_logits.h"

namespace zscape {

Tensor GuessCost::term(const std::vector<Pass>& passes) {
    const Pass& pass = passes.front();
    return bceFromLogits(pass.guess, pass.view.target, pass.view.lossMask).unsqueeze(1);
}

std::string GuessCost::formula() const {
    return "−Σ [x log g + (1 − x) log(1 − g)] over the hidden pixels and their channels, g the guess that the prior "
           "starts from; mean over the batch; nats per image. "
           "It trains that guess alone.";
}

}  // namespace zscape
