#include "engine/model/collapse_latents.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

Tensor normal(at::IntArrayRef sizes, uint64_t seed) {
    return torch::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat);
}

ModelSpec spec(const std::string& recipe, const SettingValues& values) {
    return makeSpec(findRecipe(recipe), values, DataShape());
}

/// KL(Q‖P) of each dimension, batch mean.
Tensor kl(const Gaussian& posterior) {
    return ((posterior.mu.square() + posterior.logVar.exp() - posterior.logVar - 1) * 0.5).mean(0);
}

TEST(DeltaLatent, KeepsEveryDimensionAtItsRate) {
    for (const double delta : {0.001, 0.1, 0.5, 3.0}) {
        DeltaLatent latent(spec("delta-vae", {{"delta", delta}}));
        // The encoder may say what it will: the codes of the prior are out of its reach, and the bound itself is not.
        for (const float raw : {-30.0F, -3.0F, 0.0F, 3.0F, 20.0F})
            EXPECT_GE(kl(latent.shape({torch::zeros({4, 3}), torch::full({4, 3}, raw)})).min().item<double>(),
                      delta * (1 - 1e-3) - 1e-6)
                << delta << " " << raw;
        EXPECT_NEAR(kl(latent.shape({torch::zeros({4, 3}), torch::full({4, 3}, 30.0F)})).min().item<double>(), delta,
                    1e-3 * delta + 1e-5);
    }
}

TEST(BatchNormLatent, HoldsTheSpreadOfTheMeansHoweverSmallTheyGet) {
    BatchNormLatent latent(spec("bn-vae", {{"bn_gamma", 0.7}, {"latent_dimensions", int64_t{3}}}));
    for (const double scale : {1.0, 1e-4}) {
        const Gaussian shaped = latent.shape({normal({64, 3}, 1) * scale + 0.3, torch::zeros({64, 3})});
        EXPECT_TRUE(at::allclose(shaped.mu.std(0, false), torch::full({3}, 0.7F), 1e-3, 1e-3)) << scale;
        EXPECT_TRUE(at::allclose(shaped.mu.mean(0), torch::zeros({3}), 0, 1e-3));
        EXPECT_NEAR(kl(shaped).sum().item<double>(), 3 * 0.49 / 2, 1e-2)
            << scale;  // D gamma² / 2 at the prior's spread
    }
    EXPECT_EQ(latent.named_parameters().size(), 1U);  // the shift; gamma stays
}

TEST(BatchNormLatent, ShowsByRunningNumbersAndTakesABatchOfOne) {
    BatchNormLatent latent(spec("bn-vae", {{"latent_dimensions", int64_t{3}}}));
    for (uint64_t i = 0; i < 60; ++i) latent.shape({normal({64, 3}, i) * 2 + 1, torch::zeros({64, 3})});
    const Tensor one = normal({1, 3}, 100) * 2 + 1;
    const Tensor trained = latent.shape({one, torch::zeros({1, 3})}).mu;
    latent.eval();
    const Tensor shown = latent.shape({one, torch::zeros({1, 3})}).mu;
    EXPECT_TRUE(at::allclose(trained, shown));
    EXPECT_TRUE(at::allclose(shown, (one - 1) / 2 * 0.7, 0.15, 0.15)) << shown;
}

TEST(ScaleLatent, StretchesWhatTheDecoderSeesAndNotThePosterior) {
    ScaleLatent latent(spec("scale-vae", {{"scale_spread", 1.5}, {"latent_dimensions", int64_t{3}}}));
    const Tensor widths = torch::tensor({1.0F, 1e-3F, 20.0F});
    const Tensor before = normal({8, 3}, 7);
    EXPECT_TRUE(at::allclose(latent.draw({before, before}, 0, {}), before * 1.5));  // nothing seen yet
    Gaussian raw;
    for (uint64_t i = 0; i < 30; ++i) {
        raw = {normal({256, 3}, i) * widths, torch::full({256, 3}, -4.0F)};
        EXPECT_TRUE(at::equal(latent.shape(raw).mu, raw.mu));
    }
    EXPECT_TRUE(at::allclose(latent.draw(raw, 0, {}).std(0), torch::full({3}, 1.5F), 0.1, 0))
        << latent.draw(raw, 0, {}).std(0);
    // The noise is not stretched: z − f mu has the posterior's deviation.
    const Tensor noise = latent.draw(raw, 1, at::make_generator<at::CPUGeneratorImpl>(3)) - latent.draw(raw, 0, {});
    EXPECT_TRUE(at::allclose(noise.std(0), torch::full({3}, std::exp(-2.0F)), 0.15, 0));
}

TEST(ScaleLatent, ShowingMovesNothing) {
    ScaleLatent latent(spec("scale-vae", {{"latent_dimensions", int64_t{3}}}));
    latent.shape({normal({64, 3}, 1), torch::zeros({64, 3})});
    const Tensor codes = normal({4, 3}, 2);
    const Tensor then = latent.draw({codes, codes}, 0, {});
    latent.eval();
    latent.shape({normal({64, 3}, 3) * 50, torch::zeros({64, 3})});
    EXPECT_TRUE(at::equal(latent.draw({codes, codes}, 0, {}), then));
}

}  // namespace
}  // namespace zscape
