#include "engine/objective/bounds.h"

#include "engine/objective/likelihoods.h"
#include "engine/objective/regularisers.h"
#include "engine/objective/weightings.h"
#include "tests/engine/objective/golden.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace zscape {
namespace {

std::vector<Pass> elboPasses() {
    Pass made;
    made.view.target = torch::rand({4, 1, 5, 5});
    made.output = torch::randn({4, 1, 5, 5});
    made.posterior = {torch::randn({4, 3}), torch::randn({4, 3})};
    return {made};
}

WeightedSum elbo(double beta) {
    std::vector<WeightedTerm> terms;
    terms.push_back({std::make_shared<KlToPrior>(), std::make_unique<BetaWeighting>(beta)});
    return WeightedSum(std::move(terms));
}

TEST(WeightedSum, SumsOverPixelsAndDimensionsAndAveragesOverTheBatch) {
    const auto passes = elboPasses();
    BceLikelihood likelihood;
    const std::vector<LossTerm> rows = elbo(2.5).terms(passes, likelihood, 0);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].term, "reconstruction");
    EXPECT_EQ(rows[0].weight, 1);
    EXPECT_NEAR(rows[0].value.item<float>(), likelihood.cost(passes[0].output, passes[0].view).sum().item<float>() / 4,
                1e-4);
    EXPECT_TRUE(at::equal(rows[0].value, rows[0].contribution));

    const Tensor perDimension = KlToPrior().term(passes);
    EXPECT_EQ(rows[1].term, "kl");
    EXPECT_EQ(rows[1].weight, 2.5);
    EXPECT_NEAR(rows[1].value.item<float>(), perDimension.sum().item<float>() / 4, 1e-4);
    EXPECT_NEAR(rows[1].contribution.item<float>(), 2.5 * rows[1].value.item<float>(), 1e-4);
    EXPECT_TRUE(at::allclose(rows[1].perDimension, perDimension.mean(0)));
}

TEST(WeightedSum, TakesANewBetaWhileRunning) {
    const auto passes = elboPasses();
    BceLikelihood likelihood;
    WeightedSum bound = elbo(1);
    EXPECT_TRUE(bound.adjust("beta", 4));
    EXPECT_FALSE(bound.adjust("learning_rate", 4));
    const LossTerm kl = bound.terms(passes, likelihood, 10)[1];
    EXPECT_EQ(kl.weight, 4);
    EXPECT_NEAR(kl.contribution.item<float>(), 4 * kl.value.item<float>(), 1e-4);
}

TEST(WeightedSum, LedgerFollowsTheRows) {
    const BceLikelihood likelihood;
    const auto ledger = elbo(1).ledger(likelihood);
    ASSERT_EQ(ledger.size(), 2U);
    EXPECT_EQ(ledger[0].term, "reconstruction");
    EXPECT_EQ(ledger[0].formula, likelihood.formula());
    EXPECT_EQ(ledger[0].unit, likelihood.unit());
    EXPECT_TRUE(std::isnan(ledger[0].value)) << "nothing is measured yet";
    EXPECT_EQ(ledger[1].term, "kl");
    EXPECT_NE(ledger[1].formula.find("nats per image"), std::string::npos);
}

TEST(WeightedSum, WithoutTermsIsTheReconstruction) {
    BceLikelihood likelihood;
    WeightedSum bound({});
    const auto rows = bound.terms(elboPasses(), likelihood, 0);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].term, "reconstruction");
    EXPECT_EQ(bound.ledger(likelihood).size(), 1U);
    EXPECT_FALSE(bound.adjust("beta", 1));
}

TEST(WeightedSum, SavesWhatItsControllersRemember) {
    std::vector<WeightedTerm> terms;
    terms.push_back({std::make_shared<KlToPrior>(), std::make_unique<ControlWeighting>(0.1, 0.01, 0.1, 10)});
    WeightedSum bound(std::move(terms));
    BceLikelihood likelihood;
    const auto rows = bound.terms(elboPasses(), likelihood, 0);
    ASSERT_EQ(bound.state().size(), 2U);
    EXPECT_EQ(bound.state()[0].first, "kl.integral");
    EXPECT_EQ(bound.state()[0].second.item<double>(), 0);
    bound.afterStep(rows);
    EXPECT_NEAR(bound.state()[0].second.item<double>(), 0.1 * (rows[1].value.item<double>() - 0.1), 1e-6);
    EXPECT_TRUE(elbo(1).state().empty());
}

std::vector<Pass> importancePass(const Gaussian& prior) {
    const auto& stored = golden().at("importance");
    Pass made;
    made.draws = 4;
    made.view.target = goldenTensor(stored.at("target"), {3, 1, 4, 4});
    made.output = goldenTensor(stored.at("logits"), {12, 1, 4, 4});
    made.posterior = {goldenTensor(stored.at("mu"), {3, 2}), goldenTensor(stored.at("log_var"), {3, 2})};
    made.prior = prior;
    made.z = goldenTensor(stored.at("z"), {12, 2});
    return {made};
}

TEST(ImportanceBound, AgreesWithPyTorchDistributions) {
    BceLikelihood likelihood;
    for (const auto& stored : golden().at("importance").at("bounds")) {
        const double sigma = stored.at("s").get<double>();
        const Gaussian prior = sigma == 1 ? Gaussian{}
                                          : Gaussian{torch::zeros({1, 1}, at::kDouble),
                                                     torch::full({1, 1}, 2 * std::log(sigma), at::kDouble)};
        const auto rows = ImportanceBound(4).terms(importancePass(prior), likelihood, 0);
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_NEAR(rows[0].value.item<double>(), stored.at("reconstruction").get<double>(), 1e-8);
        EXPECT_NEAR((rows[0].contribution + rows[1].contribution).item<double>(), stored.at("value").get<double>(),
                    1e-8);
    }
}

TEST(ImportanceBound, IsTheEvidenceWhereThePosteriorIsExact) {
    // x = z + noise of variance v: q(z|x) = N(x/(1+v), v/(1+v)) is exact, and every weight is p(x) = N(x; 0, 1 + v).
    struct Linear : BceLikelihood {
        Tensor cost(const Tensor& output, const View& view) override {
            const Tensor target = view.target.flatten(1).repeat({output.size(0) / view.target.size(0), 1});
            return ((output.flatten(1) - target).square() / 0.5 + std::log(2 * std::numbers::pi * 0.5)).sum(1) * 0.5;
        }
    } likelihood;
    Pass made;
    made.draws = 3;
    made.view.target = torch::tensor({0.7, -1.2}, at::kDouble).view({2, 1, 1, 1});
    made.posterior = {made.view.target.flatten(1) / 1.5, torch::full({2, 1}, std::log(0.5 / 1.5), at::kDouble)};
    made.z = torch::randn({6, 1}, at::kDouble);
    made.output = made.z.view({6, 1, 1, 1});
    const auto rows = ImportanceBound(3).terms({made}, likelihood, 0);
    const double expected = 0.5 * (std::log(2 * std::numbers::pi * 1.5) + (0.49 + 1.44) / 2 / 1.5);
    EXPECT_NEAR((rows[0].contribution + rows[1].contribution).item<double>(), expected, 1e-10);
}

TEST(ImportanceBound, GradientByFiniteDifferences) {
    BceLikelihood likelihood;
    const auto value = [&](const Tensor& mu, const Tensor& logits) {
        auto passes = importancePass({});
        passes[0].posterior.mu = mu;
        passes[0].output = logits.view({12, 1, 4, 4});
        const auto rows = ImportanceBound(4).terms(passes, likelihood, 0);
        return rows[0].contribution + rows[1].contribution;
    };
    const Pass stored = importancePass({})[0];
    EXPECT_LT(gradientError([&](const Tensor& x) { return value(x, stored.output); }, stored.posterior.mu), 1e-6);
    EXPECT_LT(gradientError([&](const Tensor& x) { return value(stored.posterior.mu, x); }, stored.output), 1e-6);
}

}  // namespace
}  // namespace zscape
