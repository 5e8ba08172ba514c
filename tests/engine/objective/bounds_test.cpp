#include "engine/objective/bounds.h"

#include "engine/objective/likelihoods.h"
#include "engine/objective/regularisers.h"
#include "engine/objective/weightings.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

std::vector<Pass> pass() {
    Pass made;
    made.view.target = torch::rand({4, 1, 5, 5});
    made.output = torch::randn({4, 1, 5, 5});
    made.posterior = {torch::randn({4, 3}), torch::randn({4, 3})};
    return {made};
}

Elbo elbo(double beta) {
    std::vector<Elbo::Latent> terms;
    terms.push_back({std::make_shared<KlToPrior>(), std::make_unique<BetaWeighting>(beta)});
    return Elbo(std::move(terms));
}

TEST(Elbo, SumsOverPixelsAndDimensionsAndAveragesOverTheBatch) {
    const auto passes = pass();
    BceLikelihood likelihood;
    const std::vector<Row> rows = elbo(2.5).rows(passes, likelihood, 0);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].term, "reconstruction");
    EXPECT_EQ(rows[0].weight, 1);
    EXPECT_NEAR(rows[0].value.item<float>(), likelihood.cost(passes[0].output, passes[0].view).sum().item<float>() / 4, 1e-4);
    EXPECT_TRUE(at::equal(rows[0].value, rows[0].contribution));

    const Tensor perDimension = KlToPrior().term(passes);
    EXPECT_EQ(rows[1].term, "kl");
    EXPECT_EQ(rows[1].weight, 2.5);
    EXPECT_NEAR(rows[1].value.item<float>(), perDimension.sum().item<float>() / 4, 1e-4);
    EXPECT_NEAR(rows[1].contribution.item<float>(), 2.5 * rows[1].value.item<float>(), 1e-4);
    EXPECT_TRUE(at::allclose(rows[1].perDimension, perDimension.mean(0)));
}

TEST(Elbo, TakesANewBetaWhileRunning) {
    const auto passes = pass();
    BceLikelihood likelihood;
    Elbo bound = elbo(1);
    EXPECT_TRUE(bound.adjust("beta", 4));
    EXPECT_FALSE(bound.adjust("learning_rate", 4));
    const Row kl = bound.rows(passes, likelihood, 10)[1];
    EXPECT_EQ(kl.weight, 4);
    EXPECT_NEAR(kl.contribution.item<float>(), 4 * kl.value.item<float>(), 1e-4);
}

TEST(Elbo, LedgerFollowsTheRows) {
    const BceLikelihood likelihood;
    const auto ledger = elbo(1).ledger(likelihood);
    ASSERT_EQ(ledger.size(), 2U);
    EXPECT_EQ(ledger[0].first, "reconstruction");
    EXPECT_EQ(ledger[0].second, likelihood.formula());
    EXPECT_EQ(ledger[1].first, "kl");
    EXPECT_NE(ledger[1].second.find("nats per image"), std::string::npos);
}

TEST(ReconstructionBound, HasOneRow) {
    BceLikelihood likelihood;
    ReconstructionBound bound;
    const auto rows = bound.rows(pass(), likelihood, 0);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].term, "reconstruction");
    EXPECT_EQ(bound.ledger(likelihood).size(), 1U);
    EXPECT_FALSE(bound.adjust("beta", 1));
}

}  // namespace
}  // namespace zscape
