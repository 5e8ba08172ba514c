#include "engine/objective/ms_ssim.h"

#include "engine/core/setting.h"
#include "engine/objective/structural_similarity.h"

#include <ATen/Functions.h>

#include <array>
#include <numeric>

namespace zscape {
namespace {

constexpr std::array<double, 5> kWeights{0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
/// A power of a number at 0 has an infinite slope, of one below 0 no value.
constexpr double kLeast = 1e-4;

}  // namespace

std::vector<double> similarityWeights(int64_t size) {
    std::vector<double> weights;
    for (int64_t side = size; weights.size() < kWeights.size() && (weights.empty() || side >= kSimilarityWindow);
         side /= 2)
        weights.push_back(kWeights[weights.size()]);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) weight /= sum;
    return weights;
}

Tensor multiScaleSimilarity(Tensor x, Tensor y, const std::vector<double>& weights) {
    Tensor product;
    for (size_t scale = 0; scale < weights.size(); ++scale) {
        if (scale > 0) {
            x = at::avg_pool2d(x, {2, 2});
            y = at::avg_pool2d(y, {2, 2});
        }
        const StructuralSimilarity similarity = structuralSimilarity(x, y);
        const Tensor& factor = scale + 1 == weights.size() ? similarity.whole : similarity.structure;
        const Tensor power = factor.clamp_min(kLeast).pow(weights[scale]);
        product = product.defined() ? product * power : power;
    }
    return product.mean(1);
}

MsSsimL1::MsSsimL1(const ModelSpec& spec)
    : share_(spec.number("ssim_share")),
      weights_(similarityWeights(spec.shape.size)) {}

Tensor MsSsimL1::cost(const Tensor& output, const View& view) {
    const Tensor picture = image(output), target = targetFor(picture, view).to(picture.scalar_type());
    const int64_t numbers = picture.numel() / picture.size(0);
    const Tensor difference = (picture - target).abs().sum({1, 2, 3});
    return (1 - multiScaleSimilarity(picture, target, weights_)) * (share_ * static_cast<double>(numbers)) +
           difference * (1 - share_);
}

std::string MsSsimL1::formula() const {
    const std::string share = formatSetting(share_), rest = formatSetting(1 - share_);
    return "C S² [" + share + " (1 − MS-SSIM(x, y)) + " + rest + " mean |x − y|], MS-SSIM over " +
           std::to_string(weights_.size()) +
           " scales, mean over the batch; weighted difference per image, white is 1. No likelihood.";
}

}  // namespace zscape
