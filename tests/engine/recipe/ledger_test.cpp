#include "engine/recipe/ledger.h"

#include "engine/recipe/spec.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

LedgerLine kl() { return {"kl", "½ Σ (μ² + σ² − 1 − log σ²)", "nats per image", 100, 25, 500}; }

TEST(Ledger, EffectiveBetaIsWhatTheTermWasMultipliedBy) {
    EXPECT_EQ(effectiveBeta(kl()), 20) << "a capacity's gamma of 100 is no beta";
    EXPECT_TRUE(std::isnan(effectiveBeta({"kl", "", "", 1, 0, 0})));
    EXPECT_TRUE(std::isnan(effectiveBeta(LedgerLine())));
    EXPECT_TRUE(std::isnan(effectiveBeta({"reconstruction", "", "", 1, 90, 90})))
        << "the others are weighed against it";
}

TEST(Ledger, BetaBetweenMeansIsHiggins) {
    const ModelSpec spec = makeSpec(findRecipe("vae-dense"), {{"latent_dimensions", int64_t{10}}}, {3, 16, 0, 100});
    EXPECT_DOUBLE_EQ(normalisedBeta(kl(), spec), 20.0 * 10 / (3 * 16 * 16));
}

TEST(Ledger, JsonKeepsEveryLineAndWhatIsNotMeasured) {
    const LedgerLine unmeasured{"reconstruction", "−Σ \"log p\"", "squared error per image"};
    const auto lines = ledgerFromJson(ledgerToJson({unmeasured, kl()}));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].formula, unmeasured.formula);
    EXPECT_EQ(lines[0].unit, unmeasured.unit);
    EXPECT_TRUE(std::isnan(lines[0].weight) && std::isnan(lines[0].value) && std::isnan(lines[0].contribution));
    EXPECT_EQ(lines[1].weight, 100);
    EXPECT_EQ(lines[1].value, 25);
    EXPECT_EQ(lines[1].contribution, 500);
    EXPECT_ANY_THROW(ledgerFromJson("[{}]"));
}

}  // namespace
}  // namespace zscape
