#include "engine/model/two_views.h"
#include "engine/objective/build_model.h"
#include "engine/objective/gaussians.h"
#include "engine/objective/view_terms.h"
#include "tests/engine/objective/golden.h"
#include "tests/engine/seeded.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

std::vector<Pass> twoPasses(const Tensor& z, const Tensor& other) {
    std::vector<Pass> passes(2);
    passes[0].z = z;
    passes[1].z = other;
    return passes;
}

// LibTorch's cross-entropy with each picture's own second view as its class is the independent source.
TEST(Contrast, IsTheCrossEntropyOfFindingTheOwnSecondView) {
    const Tensor z = torch::randn({7, 4}, seeded(1), at::kDouble), other = torch::randn({7, 4}, seeded(2), at::kDouble);
    const Tensor similar = at::cosine_similarity(z.unsqueeze(1), other.unsqueeze(0), 2) / 0.3;
    const Tensor expected = at::cross_entropy_loss(similar, torch::arange(7));
    EXPECT_NEAR(Contrast(0.3).term(twoPasses(z, other)).item<double>(), expected.item<double>(), 1e-12);
}

TEST(Contrast, IsTheLogarithmOfTheBatchWhenCodesSayNothing) {
    const Tensor same = torch::ones({9, 3}, at::kDouble);
    EXPECT_NEAR(Contrast(0.1).term(twoPasses(same, same)).item<double>(), std::log(9.0), 1e-12);
}

TEST(Contrast, GradientByFiniteDifferences) {
    const Tensor other = torch::randn({5, 3}, seeded(4), at::kDouble);
    EXPECT_LT(gradientError([&](const Tensor& z) { return Contrast(0.5).term(twoPasses(z, other)).sum(); },
                            torch::randn({5, 3}, seeded(3), at::kDouble)),
              1e-7);
}

TEST(Consistency, AgreesWithMonteCarlo) {
    const Gaussian q{torch::tensor({{0.8, -1.5}}, at::kDouble), torch::tensor({{-0.4, 0.3}}, at::kDouble)};
    const Gaussian p{torch::tensor({{0.1, -1.0}}, at::kDouble), torch::tensor({{0.2, -0.6}}, at::kDouble)};
    std::vector<Pass> passes(2);
    passes[0].posterior = p;
    passes[1].posterior = q;
    const Tensor z = q.mu + (q.logVar * 0.5).exp() * torch::randn({400000, 2}, seeded(17), at::kDouble);
    const Tensor estimate = (logDensity(z, q) - logDensity(z, p)).mean(0);
    EXPECT_TRUE(at::allclose(Consistency().term(passes)[0], estimate, 0, 0.02));
}

TEST(TwoViews, TheSecondIsTheSamePictureMovedALittle) {
    DataShape shape;
    shape.size = 32;
    const ModelSpec spec = makeSpec(findRecipe("cr-vae"), {}, shape);
    TwoViews views(spec);
    Batch batch;
    batch.pixels = torch::zeros({16, 1, 32, 32});
    batch.pixels.slice(2, 12, 20).slice(3, 12, 20).fill_(1);
    Generators generators{seeded(5), seeded(6)};
    const auto made = views.make(batch, generators, Purpose::Training);
    ASSERT_EQ(made.size(), 2u);
    EXPECT_TRUE(at::equal(made[0].input, batch.pixels));
    // The square is still there (its area), no picture is where it was, and no two moved alike.
    const Tensor areas = made[1].input.flatten(1).sum(1);
    EXPECT_TRUE(areas.gt(64 * 0.75).logical_and(areas.lt(64 * 1.3)).all().item<bool>());
    EXPECT_TRUE((made[1].input - batch.pixels).abs().flatten(1).amax(1).gt(0.1).all().item<bool>());
    EXPECT_GT((made[1].input[0] - made[1].input[1]).abs().max().item<float>(), 0.1);
    EXPECT_TRUE(at::equal(views.make(batch, generators, Purpose::Showing).at(1).input, batch.pixels));
}

TEST(CrVae, DecodesTheFirstViewAloneAndTheConsistencyFormBoth) {
    DataShape shape;
    shape.size = 16;
    for (const std::string recipe : {"cr-vae", "cr-vae-consistency"}) {
        Model model = buildModel(makeSpec(findRecipe(recipe), {{"hidden", std::string("8")}}, shape), 1);
        Batch batch;
        batch.pixels = torch::rand({4, 1, 16, 16});
        Generators generators{seeded(5), seeded(6)};
        const auto passes = model.run(batch, generators, SampleMode::Sampled, true);
        ASSERT_EQ(passes.size(), 2u);
        EXPECT_EQ(passes[1].output.defined(), recipe == "cr-vae-consistency");
        const auto rows = model.objective->terms(passes, *model.likelihood, 0);
        ASSERT_EQ(rows.size(), 3u);
        double expected = model.likelihood->cost(passes[0].output, passes[0].view).mean().item<double>();
        if (passes[1].output.defined())
            expected = (expected + model.likelihood->cost(passes[1].output, passes[1].view).mean().item<double>()) / 2;
        EXPECT_NEAR(rows[0].value.item<double>(), expected, 1e-3);
    }
}

}  // namespace
}  // namespace zscape
