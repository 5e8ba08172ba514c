#include "engine/model/learned_prior.h"
#include "engine/core/error.h"
#include "engine/kernels/bce_from_logits.h"
#include "engine/objective/build_model.h"
#include "engine/objective/gaussians.h"
#include "engine/objective/guess_cost.h"
#include "engine/objective/likelihoods.h"
#include "engine/objective/regularisers.h"
#include "tests/engine/objective/golden.h"
#include "tests/engine/seeded.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

Model completing(int64_t seen = 1, int channels = 1) {
    DataShape shape;
    shape.size = 16;
    shape.channels = channels;
    shape.images = 100;
    return buildModel(
        makeSpec(findRecipe("cvae-quadrants"),
                 {{"seen_quadrants", seen}, {"hidden", std::string("24-20")}, {"latent_dimensions", int64_t{6}}},
                 shape),
        1);
}

Batch pictures(int64_t count, int channels = 1) {
    Batch batch;
    batch.pixels = torch::rand({count, channels, 16, 16}, seeded(3));
    batch.index = torch::arange(count);
    return batch;
}

/// The parameters that a loss moves, by the first part of their names up to the network.
std::vector<std::string> moved(Model& model, const Tensor& loss) {
    for (auto& [name, parameter] : model.parameters()) parameter.mutable_grad() = Tensor();
    loss.backward();
    std::vector<std::string> names;
    for (const auto& [name, parameter] : model.parameters()) {
        if (!parameter.grad().defined() || parameter.grad().abs().max().item<float>() == 0) continue;
        const std::string network = name.starts_with("prior.guess") ? "prior.guess"
                                    : name.starts_with("prior.")    ? "prior.encoder"
                                                                    : name.substr(0, name.find('.'));
        if (names.empty() || names.back() != network) names.push_back(network);
    }
    return names;
}

TEST(BceFromLogits, CountsOnlyWhatCounts) {
    const Tensor logits = torch::randn({3, 2, 4, 4}, seeded(1), at::kDouble),
                 target = torch::rand({3, 2, 4, 4}, seeded(2), at::kDouble);
    const Tensor lossMask = torch::rand({1, 1, 4, 4}, seeded(4), at::kDouble).gt(0.5);
    const Tensor each = at::binary_cross_entropy_with_logits(logits, target, {}, {}, at::Reduction::None) * lossMask;
    EXPECT_TRUE(at::allclose(bceFromLogits(logits, target, lossMask), each.flatten(1).sum(1), 1e-12, 1e-12));
    const Tensor single = bceFromLogits(logits.to(at::kFloat), target.to(at::kFloat), lossMask);
    EXPECT_TRUE(at::allclose(single.to(at::kDouble), each.flatten(1).sum(1), 1e-5, 1e-5));
    const Tensor leaf = logits.clone().requires_grad_();
    bceFromLogits(leaf, target, lossMask).sum().backward();
    EXPECT_TRUE(at::allclose(leaf.grad(), (logits.sigmoid() - target) * lossMask, 1e-12, 1e-12));
    EXPECT_LT(gradientError([&](const Tensor& x) { return bceFromLogits(x, target, lossMask).sum(); }, logits), 1e-5);
}

TEST(Likelihoods, ThatCannotLeavePixelsOutSaySo) {
    View view;
    view.target = torch::rand({2, 1, 4, 4});
    view.lossMask = torch::ones({1, 1, 4, 4}, at::kBool);
    EXPECT_THROW(SquaredError().cost(torch::zeros({2, 1, 4, 4}), view), std::logic_error);
}

TEST(LearnedPrior, KnowsNothingOfWhatIsHidden) {
    for (const int64_t seen : {1, 2, 3}) {
        Model model = completing(seen, 3);
        const Batch batch = pictures(4, 3);
        const View view = model.views->cleanView(batch);
        View other = view;
        other.target = at::where(view.lossMask, at::rand_like(view.target), view.target);
        const Gaussian prior = model.prior->of(view), same = model.prior->of(other);
        EXPECT_TRUE(at::equal(prior.mu, same.mu) && at::equal(prior.logVar, same.logVar)) << seen;
        View moved = view;
        moved.target = at::where(view.lossMask, view.target, 1 - view.target);
        EXPECT_GT((model.prior->of(moved).mu - prior.mu).abs().max().item<float>(), 1e-3) << "but of what is seen";
        EXPECT_EQ(prior.mu.sizes(), (std::vector<int64_t>{4, 6}));
    }
}

TEST(LearnedPrior, TellsThePassWhatItGuesses) {
    Model model = completing();
    Pass pass;
    pass.view = model.views->cleanView(pictures(3));
    model.prior->tell(pass);
    EXPECT_EQ(pass.guess.sizes(), pass.view.target.sizes());
    EXPECT_TRUE(at::equal(pass.prior.mu, model.prior->of(pass.view).mu));
    View whole = pass.view;
    whole.lossMask = Tensor();
    EXPECT_THROW(model.prior->of(whole), std::logic_error);
}

// The guess learns by its own error and by nothing else, and its error moves nothing else.
TEST(LearnedPrior, GuessAndCodesDoNotPullAtEachOther) {
    Model model = completing();
    Generators generators{seeded(1), seeded(2)};
    const auto rows = [&] {
        return model.objective->terms(model.run(pictures(8), generators, SampleMode::Sampled, /*training=*/true),
                                      *model.likelihood, 0);
    };
    ASSERT_EQ(rows().size(), 3U);
    EXPECT_EQ(rows()[2].term, "guess");
    EXPECT_EQ(moved(model, rows()[2].contribution), (std::vector<std::string>{"prior.guess"}));
    EXPECT_EQ(moved(model, rows()[1].contribution), (std::vector<std::string>{"codes", "prior.encoder"}));
    EXPECT_EQ(moved(model, rows()[0].contribution), (std::vector<std::string>{"codes", "decoder"}));
}

TEST(LearnedPrior, TheKlTermIsThatBetweenBothGaussians) {
    Pass pass;
    pass.posterior = {torch::tensor({{0.8, -1.5}}, at::kDouble), torch::tensor({{-0.4, 0.3}}, at::kDouble)};
    pass.prior = {torch::tensor({{0.1, -1.0}}, at::kDouble), torch::tensor({{0.2, -0.6}}, at::kDouble)};
    const Gaussian& q = pass.posterior;
    const Tensor z = q.mu + (q.logVar * 0.5).exp() * torch::randn({400000, 2}, seeded(17), at::kDouble);
    const Tensor estimate = (logDensity(z, q) - logDensity(z, pass.prior)).mean(0);
    EXPECT_TRUE(at::allclose(KlToPrior(1, true).term({pass})[0], estimate, 0, 0.02));
    EXPECT_NE(KlToPrior(1, true).formula().find("(μ − m)²"), std::string::npos) << KlToPrior(1, true).formula();
}

TEST(LearnedPrior, PicturesOfCodesAreBlackWhereNothingWasLearned) {
    Model model = completing(2);
    const Tensor decoded = model.decode(torch::zeros({2, 6}));
    const Tensor lossMask = model.views->lossMask(decoded).expand_as(decoded);
    EXPECT_EQ(decoded.masked_select(lossMask.logical_not()).abs().max().item<float>(), 0);
    EXPECT_GT(decoded.masked_select(lossMask).min().item<float>(), 0);
    const Tensor originals = pictures(2).pixels, completed = model.withGiven(decoded, originals);
    EXPECT_TRUE(
        at::equal(completed.masked_select(lossMask.logical_not()), originals.masked_select(lossMask.logical_not())));
    EXPECT_TRUE(at::equal(completed.masked_select(lossMask), decoded.masked_select(lossMask)));
}

}  // namespace
}  // namespace zscape
