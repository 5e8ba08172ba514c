#pragma once

#include "engine/objective/likelihoods.h"

namespace zscape {

/// Cross-entropy over the 256 levels of a pixel, each a class of its own: the multi-class form of bce, and a true
/// likelihood of pictures with 8 bits (van den Oord et al., Pixel Recurrent Neural Networks, 2016, arXiv 1601.06759,
/// section 3.1). Output [N,256 C,S,S]: the logits of channel c are 256 c to 256 c + 255.
class CategoricalLikelihood : public Likelihood {
public:
    static constexpr int64_t kLevels = 256;

    int64_t outputs(int64_t channels) const override { return kLevels * channels; }
    Tensor cost(const Tensor& output, const View& view) override;
    /// The mean level.
    Tensor image(const Tensor& output) const override;
    std::string formula() const override;
};

}  // namespace zscape
