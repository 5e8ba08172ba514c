#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// Cross-entropy of the prior's own guess (Pass::guess) at the pixels that count, [B,1] nats. It trains the network
/// that guesses and no other: its value is what that plain network reaches by itself (Sohn, Lee, Yan 2015, the baseline
/// NN of section 5.1).
class GuessCost : public Regulariser {
public:
    Tensor term(const std::vector<Pass>& passes) override;
    std::string termName() const override { return "guess"; }
    std::string formula() const override;
};

}  // namespace zscape
