#include "engine/objective/aggregate_terms.h"

#include "tests/engine/objective/golden.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

std::vector<Pass> onePass(const Gaussian& posterior, const Tensor& z, const Tensor& priorSample = {}) {
    Pass made;
    made.posterior = posterior;
    made.z = z;
    made.priorSample = priorSample;
    return {made};
}

Tensor normal(at::IntArrayRef sizes, uint64_t seed) {
    return torch::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed), at::kDouble);
}

TEST(TotalCorrelation, AgreesWithPyTorchDistributions) {
    const auto& stored = golden().at("total_correlation");
    const Gaussian posterior{goldenTensor(stored.at("mu"), {6, 3}), goldenTensor(stored.at("log_var"), {6, 3})};
    const auto passes = onePass(posterior, goldenTensor(stored.at("z"), {6, 3}));
    const auto images = stored.at("images").get<int64_t>();
    EXPECT_NEAR(TotalCorrelation(images, true).term(passes).item<double>(), stored.at("stratified").get<double>(),
                1e-10);
    EXPECT_NEAR(TotalCorrelation(images, false).term(passes).item<double>(), stored.at("weighted").get<double>(),
                1e-10);
}

TEST(TotalCorrelation, ReadsAtCollapseWhatTheNotesSay) {
    const Gaussian prior{torch::zeros({16, 5}, at::kDouble), torch::zeros({16, 5}, at::kDouble)};
    const auto passes = onePass(prior, normal({16, 5}, 1));
    EXPECT_NEAR(TotalCorrelation(1000, true).term(passes).item<double>(), 0, 1e-10);
    EXPECT_NEAR(TotalCorrelation(1000, false).term(passes).item<double>(), 4 * std::log(1000.0), 1e-10);
}

TEST(TotalCorrelation, FindsTheCorrelationOfAGaussian) {
    // mu correlated, sigma² = 0.3: q(z) is a Gaussian of variance 1 and correlation r, whose total correlation is −½
    // log(1 − r²).
    const double r = 0.6, variance = 0.3, share = 1 - variance;
    const Tensor lots = normal({3000, 2}, 2);
    const Tensor first = lots.select(1, 0) * std::sqrt(share);
    const Tensor second = first * (r / share) + lots.select(1, 1) * std::sqrt(share - r * r / share);
    const Tensor mu = at::stack({first, second}, 1);
    const Gaussian posterior{mu, torch::full_like(mu, std::log(variance))};
    const Tensor z = mu + std::sqrt(variance) * normal({3000, 2}, 3);
    EXPECT_NEAR(TotalCorrelation(1000000, true).term(onePass(posterior, z)).item<double>(), -0.5 * std::log(1 - r * r),
                0.03);
}

TEST(TotalCorrelation, GradientsByFiniteDifferences) {
    const Gaussian posterior{normal({4, 3}, 4), normal({4, 3}, 5)};
    const Tensor z = normal({4, 3}, 6);
    for (const bool stratified : {true, false}) {
        TotalCorrelation term(40, stratified);
        const auto byMu = [&](const Tensor& x) { return term.term(onePass({x, posterior.logVar}, z)).sum(); };
        const auto byLogVar = [&](const Tensor& x) { return term.term(onePass({posterior.mu, x}, z)).sum(); };
        const auto byZ = [&](const Tensor& x) { return term.term(onePass(posterior, x)).sum(); };
        EXPECT_LT(gradientError(byMu, posterior.mu), 1e-6);
        EXPECT_LT(gradientError(byLogVar, posterior.logVar), 1e-6);
        EXPECT_LT(gradientError(byZ, z), 1e-6);
    }
}

TEST(TotalCorrelation, IsNothingForOneImageAndFiniteForMoreThanTrain) {
    const Gaussian one{normal({1, 3}, 7), normal({1, 3}, 8)};
    EXPECT_NEAR(TotalCorrelation(50, true).term(onePass(one, normal({1, 3}, 9))).item<double>(), 0, 1e-12);
    const Gaussian many{normal({20, 3}, 7), normal({20, 3}, 8)};
    EXPECT_TRUE(std::isfinite(TotalCorrelation(5, true).term(onePass(many, normal({20, 3}, 9))).item<double>()));
}

TEST(MaximumMeanDiscrepancy, AgreesWithPlainLoops) {
    const auto& stored = golden().at("mmd");
    const auto passes = onePass({}, goldenTensor(stored.at("a"), {5, 2}), goldenTensor(stored.at("b"), {5, 2}));
    EXPECT_NEAR(MaximumMeanDiscrepancy(stored.at("s").get<double>()).term(passes).item<double>(),
                stored.at("value").get<double>(), 1e-10);
}

TEST(MaximumMeanDiscrepancy, IsNoneForThePriorAndMoreTheFartherOff) {
    MaximumMeanDiscrepancy term(1);
    double mean = 0;
    for (uint64_t seed = 0; seed < 40; ++seed)
        mean += term.term(onePass({}, normal({100, 4}, seed), normal({100, 4}, 1000 + seed))).item<double>() / 40;
    EXPECT_NEAR(mean, 0, 0.01);
    const Tensor codes = normal({200, 4}, 50), prior = normal({200, 4}, 51);
    const double near = term.term(onePass({}, codes + 0.5, prior)).item<double>();
    const double far = term.term(onePass({}, codes + 2, prior)).item<double>();
    EXPECT_GT(near, 0.05);
    EXPECT_GT(far, 2 * near);
}

TEST(MaximumMeanDiscrepancy, GradientByFiniteDifferencesAndNoneForOneImage) {
    MaximumMeanDiscrepancy term(0.7);
    const Tensor prior = normal({4, 3}, 11);
    EXPECT_LT(
        gradientError([&](const Tensor& x) { return term.term(onePass({}, x, prior)).sum(); }, normal({4, 3}, 10)),
        1e-6);
    EXPECT_EQ(term.term(onePass({}, normal({1, 3}, 10), normal({1, 3}, 11))).item<double>(), 0);
}

TEST(Sparsity, AgreesWithPyTorchDistributions) {
    const auto& stored = golden().at("sparsity");
    const Gaussian codes{goldenTensor(stored.at("z"), {5, 3}), {}};
    EXPECT_TRUE(at::allclose(Sparsity(true, stored.at("rho").get<double>()).term(onePass(codes, codes.mu))[0],
                             goldenTensor(stored.at("value"), {3}), 1e-10, 1e-10));
    EXPECT_TRUE(at::equal(Sparsity(false, 0.05).term(onePass({-codes.mu, {}}, codes.mu)), codes.mu));
}

TEST(Sparsity, GradientsByFiniteDifferencesAndFiniteWhereAUnitIsDead) {
    const Tensor codes = normal({4, 3}, 12).sigmoid();
    for (const bool byKl : {true, false}) {
        const auto byCode = [&](const Tensor& x) { return Sparsity(byKl, 0.1).term(onePass({x, {}}, x)).sum(); };
        EXPECT_LT(gradientError(byCode, codes), 1e-6);
    }
    const Tensor dead = torch::zeros({4, 3}, at::kDouble);
    EXPECT_TRUE(Sparsity(true, 0.1).term(onePass({dead, {}}, dead)).isfinite().all().item<bool>());
}

}  // namespace
}  // namespace zscape
