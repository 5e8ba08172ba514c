#pragma once

#include "engine/model/dense_network.h"

namespace zscape {

/// p(z | what is seen) of a conditional VAE (Sohn, Lee, Yan 2015, section 4.2): a plain network of the widths of the
/// setting "hidden" guesses the picture from the pixels that do not count, the others being -1; an encoder then reads
/// the picture whose hidden pixels are that guess, and gives mean and variance. No gradient goes from the codes to the
/// guess: a term of its own trains it (GuessCost). Views must carry View::lossMask.
class LearnedPrior : public Prior {
public:
    explicit LearnedPrior(const ModelSpec& spec);
    /// [B,D] each
    Gaussian of(const View& view) override;
    /// And Pass::guess.
    void tell(Pass& pass) override;

private:
    Tensor guess(const View& view);
    Gaussian startingFrom(const View& view, const Tensor& guess);

    std::vector<torch::nn::Linear> hidden_;
    torch::nn::Linear picture_{nullptr};
    std::shared_ptr<DenseEncoder> encoder_;
};

}  // namespace zscape
