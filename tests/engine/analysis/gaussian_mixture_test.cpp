#include "engine/analysis/gaussian_mixture.h"

#include "engine/core/error.h"
#include "tests/engine/seeded.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace zscape {
namespace {

/// 3,000 around (5, 0) with spread 2 and 0.5, 7,000 around (-5, 1) with spread 1.
at::Tensor twoClouds() {
    const at::Tensor wide =
        at::randn({3000, 2}, seeded(1), at::kDouble) * at::tensor({2.0, 0.5}) + at::tensor({5.0, 0.0});
    const at::Tensor round = at::randn({7000, 2}, seeded(2), at::kDouble) + at::tensor({-5.0, 1.0});
    return at::cat({wide, round});
}

TEST(GaussianMixture, FindsTwoCloudsAgain) {
    const GaussianMixture mixture = fitMixture(twoClouds(), 2, seeded(3));
    const int64_t wide = mixture.means[0][0].item<double>() > 0 ? 0 : 1;
    EXPECT_NEAR(mixture.weights[wide].item<double>(), 0.3, 0.01);
    EXPECT_NEAR(mixture.means[wide][0].item<double>(), 5, 0.15);
    EXPECT_NEAR(mixture.means[1 - wide][1].item<double>(), 1, 0.05);
    EXPECT_NEAR(mixture.factors[wide][0][0].item<double>(), 2, 0.1);
    EXPECT_NEAR(mixture.factors[wide][1][1].item<double>(), 0.5, 0.05);
    EXPECT_NEAR(mixture.factors[1 - wide][0][0].item<double>(), 1, 0.05);
}

TEST(GaussianMixture, OneComponentIsTheFittedGaussian) {
    const at::Tensor codes = twoClouds();
    const GaussianMixture mixture = fitMixture(codes, 1, seeded(3), 1);
    EXPECT_TRUE(at::allclose(mixture.means[0], codes.mean(0)));
    const at::Tensor covariance = at::mm(mixture.factors[0], mixture.factors[0].t());
    EXPECT_TRUE(at::allclose(covariance.diagonal(), codes.var(0, /*unbiased=*/false), 1e-5, 1e-5));
}

TEST(GaussianMixture, EveryRoundRaisesTheLikelihood) {
    const at::Tensor codes = twoClouds();
    double before = fitMixture(codes, 4, seeded(5), 0).logDensity(codes).mean().item<double>();
    for (int64_t rounds = 1; rounds < 8; ++rounds) {
        const double now = fitMixture(codes, 4, seeded(5), rounds).logDensity(codes).mean().item<double>();
        EXPECT_GT(now, before - 1e-6) << rounds;
        before = now;
    }
}

TEST(GaussianMixture, SamplesFollowIt) {
    const GaussianMixture mixture = fitMixture(twoClouds(), 2, seeded(3));
    const at::Tensor samples = mixture.sample(20000, seeded(4));
    EXPECT_NEAR(samples.select(1, 0).gt(0).to(at::kDouble).mean().item<double>(), 0.3, 0.02);
    EXPECT_NEAR(samples.select(1, 0).mean().item<double>(), 0.3 * 5 - 0.7 * 5, 0.15);
    EXPECT_THROW(fitMixture(at::zeros({3, 2}), 4, seeded(1)), Error);
}

}  // namespace
}  // namespace zscape
