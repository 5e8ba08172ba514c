#include "engine/objective/regularisers.h"

#include "tests/engine/objective/golden.h"

#include <gtest/gtest.h>

#include <numbers>

namespace zscape {
namespace {

Tensor logDensity(const Tensor& z, const Tensor& mu, const Tensor& logVar) {
    return ((z - mu).square() / logVar.exp() + logVar + std::log(2 * std::numbers::pi)) * -0.5;
}

TEST(KlToPrior, AgreesWithPyTorchDistributions) {
    const auto& stored = golden().at("kl");
    const Tensor mu = goldenTensor(stored.at("mu"), {5, 3}).requires_grad_();
    const Tensor logVar = goldenTensor(stored.at("log_var"), {5, 3}).requires_grad_();
    const Gaussian prior{goldenTensor(stored.at("prior_mu"), {1, 3}), goldenTensor(stored.at("prior_log_var"), {1, 3})};
    KlToPrior kl;
    const Tensor toStandard = kl.term(pass({mu, logVar}));
    EXPECT_TRUE(at::allclose(toStandard, goldenTensor(stored.at("to_standard"), {5, 3}), 1e-12, 1e-12));
    EXPECT_TRUE(
        at::allclose(kl.term(pass({mu, logVar}, prior)), goldenTensor(stored.at("to_other"), {5, 3}), 1e-12, 1e-12));
    toStandard.sum().backward();
    EXPECT_TRUE(at::allclose(mu.grad(), goldenTensor(stored.at("gradient_mu"), {5, 3}), 1e-12, 1e-12));
    EXPECT_TRUE(at::allclose(logVar.grad(), goldenTensor(stored.at("gradient_log_var"), {5, 3}), 1e-12, 1e-12));
}

TEST(KlToPrior, IsNoneAtThePrior) {
    EXPECT_EQ(KlToPrior().term(pass({torch::zeros({2, 3}), torch::zeros({2, 3})})).abs().max().item<float>(), 0);
    const Gaussian other{torch::full({1, 3}, 0.5), torch::full({1, 3}, -1.0)};
    EXPECT_NEAR(
        KlToPrior().term(pass({torch::full({2, 3}, 0.5), torch::full({2, 3}, -1.0)}, other)).abs().max().item<float>(),
        0, 1e-6);
}

TEST(KlToPrior, AgreesWithMonteCarlo) {
    const Tensor mu = torch::tensor({{0.8, -1.5, 0.0}}, at::kDouble);
    const Tensor logVar = torch::tensor({{-0.7, 0.4, 1.1}}, at::kDouble);
    auto generator = at::make_generator<at::CPUGeneratorImpl>(17);
    const Tensor z = mu + (logVar * 0.5).exp() * torch::randn({400000, 3}, generator, at::kDouble);
    const Tensor zero = torch::zeros({1, 3}, at::kDouble);
    const Tensor estimate = (logDensity(z, mu, logVar) - logDensity(z, zero, zero)).mean(0);
    EXPECT_TRUE(at::allclose(KlToPrior().term(pass({mu, logVar}))[0], estimate, 0, 0.015)) << estimate;

    const Gaussian prior{torch::tensor({{0.3, 0.3, -0.5}}, at::kDouble),
                         torch::tensor({{0.5, -0.2, 0.9}}, at::kDouble)};
    const Tensor toPrior = (logDensity(z, mu, logVar) - logDensity(z, prior.mu, prior.logVar)).mean(0);
    EXPECT_TRUE(at::allclose(KlToPrior().term(pass({mu, logVar}, prior))[0], toPrior, 0, 0.02)) << toPrior;
}

TEST(KlToPrior, GradientsByFiniteDifferences) {
    const Tensor mu = torch::randn({2, 3}, at::kDouble);
    const Tensor logVar = torch::randn({2, 3}, at::kDouble);
    const Gaussian prior{torch::randn({1, 3}, at::kDouble), torch::randn({1, 3}, at::kDouble)};
    for (const Gaussian& to : {Gaussian{}, prior}) {
        const auto byMu = [&](const Tensor& x) { return KlToPrior().term(pass({x, logVar}, to)).sum(); };
        const auto byLogVar = [&](const Tensor& x) { return KlToPrior().term(pass({mu, x}, to)).sum(); };
        EXPECT_LT(gradientError(byMu, mu), 1e-6);
        EXPECT_LT(gradientError(byLogVar, logVar), 1e-6);
    }
}

}  // namespace
}  // namespace zscape
