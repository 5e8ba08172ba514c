#pragma once

#include "engine/objective/likelihoods.h"

namespace zscape {

/// Σ_j 4^j Σ |L_j(x) − L_j(y)|, L_j the levels of the Laplacian pyramid (Burt and Adelson 1983), the coarsest being
/// what is left: edges count at every scale, as GLO compares pictures (Bojanowski et al. 2018, section 3.2; Ling and
/// Okada 2006). A level is shrunk by the binomial filter 1 4 6 4 1 with the border repeated, every second pixel taken,
/// and grown again in straight lines between them; it ends below 8 pixels.
class LaplacianL1 : public SigmoidLikelihood {
public:
    explicit LaplacianL1(const ModelSpec& spec);
    Tensor cost(const Tensor& output, const View& view) override;
    std::string formula() const override;
    std::string unit() const override { return "absolute difference per image"; }

private:
    std::vector<Tensor> shrink_;  ///< [m,n] each, m = (n + 1) / 2
    std::vector<Tensor> grow_;    ///< [n,m] each
};

}  // namespace zscape
