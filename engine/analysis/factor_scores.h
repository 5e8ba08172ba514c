#pragma once

#include "engine/data/image_set.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace zscape {

/// How well single dimensions of a code stand for single factors that are known. All from 0 to 1, higher is better.
struct FactorScores {
    /// Mutual information gap (Chen et al. 2018, arXiv 1802.04942), by histograms of 20 bins as Locatello et al. 2019
    /// (arXiv 1811.12359) compute it: mean over factors of (largest - second I(z_j; v_k)) / H(v_k).
    double mig = 0;
    /// Separated attribute predictability (Kumar et al. 2018, arXiv 1711.00848): mean over factors of the gap between
    /// the two dimensions that predict it best, by R^2 of one dimension, for classes by accuracy of the linear
    /// discriminant.
    double sap = 0;
    /// Disentanglement of DCI (Eastwood & Williams 2018), importances from a lasso of every factor on all dimensions.
    double dci = 0;
    /// FactorVAE's score (Kim & Mnih 2018, arXiv 1802.05983): accuracy of the majority vote that tells the fixed factor
    /// by the dimension that varies least. A factor is fixed to one of its 20 bins, for the images are given.
    double factorVae = 0;
};

/// Factors that are known of images, as factorScores() takes them.
struct KnownFactors {
    at::Tensor values;         ///< [N,K] double
    std::vector<int> classes;  ///< K; a factor of at most ten whole values from 0 (the shape) is a class
};

/// Of at least one image of a set with factorNames().
KnownFactors knownFactors(const ImageSet& images, const std::vector<int64_t>& indices);

/// With fewer images the histograms find information in noise.
inline constexpr int64_t kFewestForFactorScores = 200;

/// \param codes [N,D]
/// \param factors [N,K]
/// \param classes K: how many classes the factor has (its values are 0, 1, ...); 0: it is continuous
/// \param seed of FactorVAE's votes
/// \throws Error "factors.few" below kFewestForFactorScores images
FactorScores factorScores(const at::Tensor& codes, const at::Tensor& factors, const std::vector<int>& classes,
                          uint64_t seed);

/// 20 equal bins between the smallest and the largest; values [N] -> [N] int64.
at::Tensor histogramBins(const at::Tensor& values, int bins = 20);
/// I(a; b) of two [N] int64 from 0, nats.
double discreteMutualInformation(const at::Tensor& a, const at::Tensor& b);

}  // namespace zscape
