#include "engine/objective/gaussians.h"
#include "engine/objective/regularisers.h"
#include "tests/engine/objective/golden.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace zscape {
namespace {

std::vector<std::unique_ptr<Regulariser>> allTerms() {
    std::vector<std::unique_ptr<Regulariser>> all;
    all.push_back(std::make_unique<KlToPrior>());
    all.push_back(std::make_unique<KlFromPrior>());
    all.push_back(std::make_unique<CrossEntropyToPrior>());
    all.push_back(std::make_unique<CrossEntropyFromPrior>());
    return all;
}

Gaussian priorOf(double sigma) {
    if (sigma == 1) return {};
    return {torch::zeros({1, 1}, at::kDouble), torch::full({1, 1}, 2 * std::log(sigma), at::kDouble)};
}

TEST(LatentTerms, AgreeWithPyTorchDistributions) {
    const auto& stored = golden().at("latent_terms");
    for (const auto& prior : stored.at("priors")) {
        for (const auto& term : allTerms()) {
            const auto& expected = prior.at(term->termName());
            const Tensor mu = goldenTensor(stored.at("mu"), {5, 3}).requires_grad_();
            const Tensor logVar = goldenTensor(stored.at("log_var"), {5, 3}).requires_grad_();
            const Tensor value = term->term(pass({mu, logVar}, priorOf(prior.at("s").get<double>())));
            EXPECT_TRUE(at::allclose(value, goldenTensor(expected.at("value"), {5, 3}), 1e-10, 1e-10))
                << term->termName() << " s " << prior.at("s");
            value.sum().backward();
            EXPECT_TRUE(at::allclose(mu.grad(), goldenTensor(expected.at("gradient_mu"), {5, 3}), 1e-10, 1e-10))
                << term->termName() << " s " << prior.at("s");
            EXPECT_TRUE(
                at::allclose(logVar.grad(), goldenTensor(expected.at("gradient_log_var"), {5, 3}), 1e-10, 1e-10))
                << term->termName() << " s " << prior.at("s");
        }
    }
}

TEST(LatentTerms, AgreeWithMonteCarlo) {
    const Gaussian q{torch::tensor({{0.8, -1.5, 0.1}}, at::kDouble), torch::tensor({{-0.4, 0.3, 0.6}}, at::kDouble)};
    auto generator = at::make_generator<at::CPUGeneratorImpl>(17);
    const Tensor eps = torch::randn({400000, 3}, generator, at::kDouble);
    for (const double sigma : {1.0, 1.5}) {
        const Gaussian p = priorOf(sigma);
        const Tensor fromQ = q.mu + (q.logVar * 0.5).exp() * eps;
        const Tensor fromP = eps * sigma;
        const std::vector<Tensor> estimates = {(logDensity(fromQ, q) - logDensity(fromQ, p)).mean(0),
                                               (logDensity(fromP, p) - logDensity(fromP, q)).mean(0),
                                               -logDensity(fromQ, p).mean(0), -logDensity(fromP, q).mean(0)};
        const auto terms = allTerms();
        for (size_t i = 0; i < terms.size(); ++i)
            EXPECT_TRUE(at::allclose(terms[i]->term(pass(q, p))[0], estimates[i], 0, 0.03))
                << terms[i]->termName() << estimates[i];
    }
}

TEST(LatentTerms, GradientsByFiniteDifferences) {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(3);
    const Tensor mu = torch::randn({2, 3}, generator, at::kDouble);
    const Tensor logVar = torch::randn({2, 3}, generator, at::kDouble);
    for (const double sigma : {1.0, 0.5})
        for (const auto& term : allTerms()) {
            const auto byMu = [&](const Tensor& x) { return term->term(pass({x, logVar}, priorOf(sigma))).sum(); };
            const auto byLogVar = [&](const Tensor& x) { return term->term(pass({mu, x}, priorOf(sigma))).sum(); };
            EXPECT_LT(gradientError(byMu, mu), 1e-6) << term->termName();
            EXPECT_LT(gradientError(byLogVar, logVar), 1e-6) << term->termName();
        }
}

TEST(LatentTerms, CrossEntropiesAreDivergencesAndEntropies) {
    const Gaussian q{torch::tensor({{0.3, -2.0}}, at::kDouble), torch::tensor({{-1.0, 0.5}}, at::kDouble)};
    const double twoPiE = std::log(2 * std::numbers::pi) + 1;
    EXPECT_TRUE(
        at::allclose(CrossEntropyToPrior().term(pass(q)), KlToPrior().term(pass(q)) + (q.logVar + twoPiE) * 0.5));
    EXPECT_TRUE(at::allclose(CrossEntropyFromPrior().term(pass(q)), KlFromPrior().term(pass(q)) + 0.5 * twoPiE));
}

TEST(LatentTerms, NarrowPriorIsTheNotesFormula) {
    // 5000 (mu² + sigma²) − log sigma − 5.105 for s = 0.01
    const Gaussian q{torch::tensor({{0.02}}, at::kDouble), torch::tensor({{2 * std::log(0.03)}}, at::kDouble)};
    EXPECT_NEAR(KlToPrior().term(pass(q, priorOf(0.01))).item<double>(),
                5000 * (0.0004 + 0.0009) - std::log(0.03) - 5.105, 1e-3);
}

TEST(LatentTerms, SayTheirPriorInTheLedger) {
    EXPECT_EQ(KlToPrior().formula().find("s ="), std::string::npos);
    EXPECT_NE(KlToPrior(0.25).formula().find("s = 0.25"), std::string::npos);
    for (const auto& term : allTerms())
        EXPECT_NE(term->formula().find("mean over the batch; nats per image"), std::string::npos) << term->termName();
}

}  // namespace
}  // namespace zscape
