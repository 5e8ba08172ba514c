#include "engine/objective/posterior_statistics.h"
#include "tests/engine/seeded.h"

#include <ATen/Functions.h>
#include <cmath>
#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(PosteriorStatistics, ActiveUnitsAreThoseWhoseMeanMoves) {
    const at::Tensor mu = at::randn({500, 4}, seeded(1)) * at::tensor({1.0F, 0.05F, 0.5F, 0.0F});
    EXPECT_EQ(activeUnits(mu), 2) << "0.05 squared is below 0.01";
    EXPECT_EQ(activeUnits(mu.narrow(0, 0, 1)), 0) << "one image does not vary";
}

TEST(PosteriorStatistics, ThePriorIsTheModelsOwn) {
    const at::Tensor mu = at::tensor({0.02F, 1.0F, -0.02F, -1.0F}).reshape({2, 2}),
                     logVar = at::full({2, 2}, 2 * std::log(0.01));
    const Gaussian narrow{at::zeros({1}), at::full({1}, 2 * std::log(0.01))};
    // sigma = s: only the mean is left, mu^2 / (2 s^2).
    EXPECT_NEAR(klPerDimension(mu, logVar, narrow)[0], 2, 1e-5);
    EXPECT_NEAR(klPerDimension(mu, logVar, narrow)[1], 5000, 1e-2);
    EXPECT_EQ(activeUnits(mu), 1) << "0.02 is nothing under N(0, 1)";
    EXPECT_EQ(activeUnits(mu, narrow), 2) << "and twice the spread of N(0, 0.01^2)";
}

TEST(PosteriorStatistics, KlOfEachDimensionMeetsMonteCarlo) {
    const at::Tensor mu = at::tensor({0.5F, -1.0F, 1.5F, 0.0F}).reshape({2, 2}),
                     logVar = at::tensor({-1.0F, 0.5F, 0.3F, 0.0F}).reshape({2, 2});
    const std::vector<double> kl = klPerDimension(mu, logVar);
    ASSERT_EQ(kl.size(), 2);
    const at::Tensor eps = at::randn({400000, 2, 2}, seeded(1), at::kDouble);
    const at::Tensor z = mu + (0.5 * logVar).exp() * eps;
    // log q(z|x) - log N(z; 0, 1), mean over draws and images
    const at::Tensor gap = (-0.5 * (logVar + eps.square()) + 0.5 * z.square()).mean(0).mean(0);
    EXPECT_NEAR(kl[0], gap[0].item<double>(), 0.01);
    EXPECT_NEAR(kl[1], gap[1].item<double>(), 0.01);
}

TEST(PosteriorStatistics, KlIsTakenToThePriorOfTheModel) {
    const double s = 2;
    const Gaussian prior{at::zeros({1, 1}), at::full({1, 1}, 2 * std::log(s))};
    const std::vector<double> same = klPerDimension(at::zeros({5, 1}), at::full({5, 1}, 2 * std::log(s)), prior);
    EXPECT_NEAR(same.at(0), 0, 1e-9);
    // torch.distributions.kl_divergence(Normal(1, 0.5), Normal(0, 2)) = 1.042544
    const std::vector<double> other = klPerDimension(at::ones({5, 1}), at::full({5, 1}, 2 * std::log(0.5)), prior);
    EXPECT_NEAR(other.at(0), 1.042544, 1e-5);
}

TEST(PosteriorStatistics, VarianceIsThatOfTheMeansOverTheImages) {
    const std::vector<double> variances = variancePerDimension(at::tensor({1.0F, 4.0F, 3.0F, 4.0F}).reshape({2, 2}));
    ASSERT_EQ(variances.size(), 2);
    EXPECT_DOUBLE_EQ(variances[0], 1);
    EXPECT_DOUBLE_EQ(variances[1], 0);
}

TEST(PosteriorStatistics, InformationIsNothingWhenAllPosteriorsAreThePrior) {
    const at::Tensor zeros = at::zeros({300, 3});
    EXPECT_NEAR(mutualInformation(zeros, zeros, seeded(1)), 0, 1e-9);
}

TEST(PosteriorStatistics, InformationIsLogOfTheCountWhenPosteriorsLieApart) {
    const at::Tensor mu = at::arange(200).to(at::kFloat).mul(100).unsqueeze(1);
    const at::Tensor logVar = at::zeros({200, 1});
    EXPECT_NEAR(mutualInformation(mu, logVar, seeded(1)), std::log(200.0), 1e-6);
    EXPECT_NEAR(mutualInformation(mu, logVar, seeded(1), 50), std::log(50.0), 1e-6) << "taken over 50 of them";
}

TEST(PosteriorStatistics, InformationOfAGaussianChannelIsItsClosedForm) {
    // x ~ N(0, 3), z = x + N(0, 1): I = 1/2 log(1 + 3) a dimension.
    const at::Tensor mu = at::randn({4000, 2}, seeded(7)) * std::sqrt(3.0F);
    EXPECT_NEAR(mutualInformation(mu, at::zeros({4000, 2}), seeded(8)), std::log(4.0), 0.05);
}

}  // namespace
}  // namespace zscape
