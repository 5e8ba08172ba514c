#pragma once

#include "engine/objective/likelihoods.h"

namespace zscape {

/// P [a (1 − MS-SSIM(x, y)) + (1 − a) mean |x − y|], P = C S² numbers a picture, so that it weighs against latent terms
/// as the other sums over pixels do (Zhao et al. 2017, arXiv 1511.08861, with a = 0.84 and a plain mean for L1).
/// MS-SSIM is Wang et al.'s of 2003: the product over scales, each half the one before, of structure_j^w_j, at the last
/// with its luminance; then the mean over channels. Five scales with their weights from 176 pixels on; below, as many
/// as leave the last one 11 pixels, with the weights scaled to a sum of 1.
class MsSsimL1 : public SigmoidLikelihood {
public:
    explicit MsSsimL1(const ModelSpec& spec);
    Tensor cost(const Tensor& output, const View& view) override;
    std::string formula() const override;
    std::string unit() const override { return "weighted difference per image"; }

private:
    double share_;                 ///< a
    std::vector<double> weights_;  ///< one a scale, sum 1
};

/// [N] MS-SSIM of pairs x, y [N,C,S,S] in [0,1] with these weights; has a gradient. S / 2^(scales - 1) is at least 11.
Tensor multiScaleSimilarity(Tensor x, Tensor y, const std::vector<double>& weights);

/// The weights for pictures of `size` pixels, 11 or more.
std::vector<double> similarityWeights(int64_t size);

}  // namespace zscape
