#include "engine/objective/image_mean.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace zscape {
namespace {

using at::Tensor;

void expectMean(const Tensor& values) {
    const Tensor seen = at::randn(values.sizes().slice(1), values.options());
    const Tensor input = values.detach().clone().requires_grad_();
    const Tensor mean = meanOverImages(input);
    (mean * seen).sum().backward();

    const Tensor wide = values.detach().to(at::kDouble).requires_grad_();
    const Tensor expected = wide.mean(0);
    (expected * seen.to(at::kDouble)).sum().backward();
    EXPECT_EQ(mean.sizes(), expected.sizes());
    EXPECT_LT((mean.detach() - expected.detach()).abs().max().item<double>(), 1e-7);
    EXPECT_LT((input.grad() - wide.grad()).abs().max().item<double>(), 1e-7);
}

TEST(MeanOverImages, IsTheMeanOverTheFirstDimensionWithItsGradient) {
    expectMean(at::randn({128}));
    expectMean(at::randn({128, 20}));
    expectMean(at::randn({1, 1}));
    expectMean(at::randn({7, 3}, at::kDouble));
    expectMean(at::randn({20, 7}).t());
}

TEST(MeanOverImages, LosesNothingOverManyImages) {
    const Tensor values = at::full({200'000}, 0.1F) + at::arange(200'000) * 1e-6F;
    EXPECT_NEAR(meanOverImages(values).item<double>(), values.to(at::kDouble).mean().item<double>(), 1e-8);
}

TEST(MeanOverImages, HidesNothingThatIsNoNumber) {
    EXPECT_TRUE(meanOverImages(at::full({3, 2}, NAN)).isnan().all().item<bool>());
}

}  // namespace
}  // namespace zscape
