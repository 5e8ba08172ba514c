#include "engine/kernels/bce_from_logits.h"

#include "tests/engine/objective/golden.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

using at::Tensor;

TEST(BceFromLogits, AgreesWithPyTorchInFloat) {
    // Sizes that leave rests behind vector loops, and rows that several threads share.
    for (const int64_t pixels : {1, 7, 16, 31, 784, 3 * 33 * 33}) {
        const Tensor logits = torch::randn({5, pixels}) * 6;
        const Tensor target = torch::rand({5, pixels});
        const Tensor ours = logits.clone().requires_grad_();
        const Tensor theirs = logits.clone().requires_grad_();
        const Tensor weights = torch::randn({5});
        const Tensor cost = bceFromLogits(ours, target);
        const Tensor expected =
            at::binary_cross_entropy_with_logits(theirs, target, {}, {}, at::Reduction::None).sum(1);
        EXPECT_TRUE(at::allclose(cost, expected, 1e-5, 1e-5)) << pixels;
        (cost * weights).sum().backward();
        (expected * weights).sum().backward();
        EXPECT_TRUE(at::allclose(ours.grad(), theirs.grad(), 1e-5, 1e-6)) << pixels;
    }
}

TEST(BceFromLogits, StaysFiniteAtExtremeLogits) {
    const Tensor logits = torch::tensor({{-1e4F, 1e4F, -1e4F, 1e4F, -80.0F, 80.0F, -0.0F, 0.0F}}).requires_grad_();
    const Tensor target = torch::tensor({{0.0F, 1.0F, 1.0F, 0.0F, 0.0F, 1.0F, 0.5F, 0.5F}});
    const Tensor cost = bceFromLogits(logits, target);
    EXPECT_NEAR(cost.item<float>(), 2e4 + 2 * std::log(2.0), 1e-2);
    cost.sum().backward();
    const Tensor expected = torch::tensor({{0.0F, 0.0F, -1.0F, 1.0F, 0.0F, 0.0F, 0.0F, 0.0F}});
    EXPECT_TRUE(at::allclose(logits.grad(), expected, 0, 1e-6)) << logits.grad();
}

TEST(BceFromLogits, LeavesNaNVisible) {
    const Tensor logits = torch::zeros({2, 40});
    logits[0][3] = std::numeric_limits<float>::quiet_NaN();
    logits[1][39] = std::numeric_limits<float>::infinity();
    const Tensor cost = bceFromLogits(logits, torch::zeros({2, 40}));
    EXPECT_TRUE(std::isnan(cost[0].item<float>()));
    EXPECT_FALSE(std::isfinite(cost[1].item<float>()));
}

TEST(BceFromLogits, ReadsChannelsLast) {
    const Tensor logits = torch::randn({3, 3, 9, 9});
    const Tensor target = torch::rand({3, 3, 9, 9});
    const Tensor expected = bceFromLogits(logits, target);
    const Tensor turned = logits.contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
    const Tensor cost = bceFromLogits(turned, target);
    EXPECT_TRUE(at::allclose(cost, expected, 1e-5, 1e-5));
    cost.sum().backward();
    EXPECT_TRUE(at::allclose(turned.grad(), at::sigmoid(logits) - target, 1e-5, 1e-6));
    EXPECT_TRUE(
        at::allclose(bceFromLogits(logits, target.contiguous(at::MemoryFormat::ChannelsLast)), expected, 1e-5, 1e-5));
}

TEST(BceFromLogits, TakesHalfPrecisionLogits) {
    const Tensor logits = torch::randn({3, 50}).to(at::kBFloat16).requires_grad_();
    const Tensor target = torch::rand({3, 50});
    const Tensor cost = bceFromLogits(logits, target);
    EXPECT_EQ(cost.scalar_type(), at::kFloat);
    EXPECT_TRUE(at::allclose(
        cost, at::binary_cross_entropy_with_logits(logits.to(at::kFloat), target, {}, {}, at::Reduction::None).sum(1),
        1e-5, 1e-5));
    cost.sum().backward();
    EXPECT_EQ(logits.grad().scalar_type(), at::kBFloat16);
}

TEST(BceFromLogits, GradientByFiniteDifferences) {
    const Tensor target = torch::rand({2, 6}, at::kDouble);
    const Tensor weights = torch::tensor({0.3, -2.0}, at::kDouble);
    EXPECT_LT(gradientError([&](const Tensor& x) { return (bceFromLogits(x, target) * weights).sum(); },
                            torch::randn({2, 6}, at::kDouble) * 3),
              1e-6);
}

TEST(BceFromLogits, RepeatsBitForBit) {
    const Tensor logits = torch::randn({64, 784});
    const Tensor target = torch::rand({64, 784});
    const Tensor first = bceFromLogits(logits, target);
    for (int repeat = 0; repeat < 5; ++repeat) EXPECT_TRUE(at::equal(bceFromLogits(logits, target), first));
}

}  // namespace
}  // namespace zscape
