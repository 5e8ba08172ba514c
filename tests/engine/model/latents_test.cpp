#include "engine/model/latents.h"
#include "tests/engine/seeded.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(PointLatent, IsMu) {
    const Gaussian posterior{torch::rand({3, 2}), {}};
    EXPECT_TRUE(at::equal(PointLatent().draw(posterior, 1, seeded(1)), posterior.mu));
    EXPECT_EQ(PointLatent().draw(posterior, 4, seeded(1)).size(0), 12);
    EXPECT_FALSE(PointLatent().hasVariance());
}

TEST(GaussianLatent, ZeroDrawsAreTheMean) {
    const Gaussian posterior{torch::rand({3, 2}), torch::rand({3, 2})};
    EXPECT_TRUE(at::equal(GaussianLatent().draw(posterior, 0, seeded(1)), posterior.mu));
}

TEST(GaussianLatent, HasTheMomentsOfItsPosterior) {
    const Gaussian posterior{torch::tensor({{1.0, -2.0}}, at::kDouble),
                             torch::tensor({{0.0, 1.3862943611}}, at::kDouble)};  // sigma 1 and 2
    const Tensor z = GaussianLatent().draw(posterior, 40000, seeded(3));
    EXPECT_EQ(z.sizes(), (std::vector<int64_t>{40000, 2}));
    EXPECT_TRUE(at::allclose(z.mean(0), posterior.mu[0], 0, 0.05));
    EXPECT_TRUE(at::allclose(z.std(0), torch::tensor({1.0, 2.0}, at::kDouble), 0, 0.05));
}

TEST(GaussianLatent, StacksDrawsOfTheWholeBatch) {
    const Gaussian posterior{torch::tensor({{0.0F}, {100.0F}}), torch::zeros({2, 1})};
    const Tensor z = GaussianLatent().draw(posterior, 3, seeded(3));
    for (int64_t draw = 0; draw < 3; ++draw) {
        EXPECT_LT(z[2 * draw].item<float>(), 50);
        EXPECT_GT(z[2 * draw + 1].item<float>(), 50);
    }
}

TEST(GaussianLatent, DrawsFromTheGivenGeneratorAlone) {
    const Gaussian posterior{torch::zeros({3, 2}), torch::zeros({3, 2})};
    const Tensor first = GaussianLatent().draw(posterior, 1, seeded(5));
    torch::manual_seed(99);
    EXPECT_TRUE(at::equal(GaussianLatent().draw(posterior, 1, seeded(5)), first));
    EXPECT_FALSE(at::equal(GaussianLatent().draw(posterior, 1, seeded(6)), first));
}

TEST(GaussianLatent, PassesGradientsToBothParameters) {
    const Tensor mu = torch::zeros({1, 1}, at::kDouble).requires_grad_();
    const Tensor logVar = torch::full({1, 1}, 0.7, at::kDouble).requires_grad_();
    const Tensor z = GaussianLatent().draw({mu, logVar}, 1, seeded(5));
    const Tensor eps = (z / (0.35 * torch::ones({1, 1}, at::kDouble)).exp()).detach();
    z.sum().backward();
    EXPECT_DOUBLE_EQ(mu.grad().item<double>(), 1.0);
    EXPECT_NEAR(logVar.grad().item<double>(), 0.5 * std::exp(0.35) * eps.item<double>(), 1e-12);
}

// One pass over the halves of a network's answer, in float32; the same in double is composed of LibTorch's operations.
TEST(GaussianLatent, DrawsTheSameInOnePassAsComposed) {
    const Tensor heads = torch::randn({130, 14});
    const Tensor eps = at::randn({130, 7}, seeded(5), heads.options()).to(at::kDouble);
    const Tensor raw = heads.clone().requires_grad_();
    const Tensor seen = torch::randn({130, 7});
    const Tensor z = GaussianLatent().draw({raw.narrow(1, 0, 7), raw.narrow(1, 7, 7)}, 1, seeded(5));
    (z * seen).sum().backward();

    const Tensor wide = heads.to(at::kDouble).requires_grad_();
    const Tensor expected = wide.narrow(1, 0, 7) + (wide.narrow(1, 7, 7) * 0.5).exp() * eps;
    (expected * seen.to(at::kDouble)).sum().backward();
    EXPECT_LT((z.detach() - expected.detach()).abs().max().item<double>(), 1e-5);
    EXPECT_LT((raw.grad() - wide.grad()).abs().max().item<double>(), 1e-5);
}

}  // namespace
}  // namespace zscape
