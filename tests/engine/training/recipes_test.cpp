#include "engine/core/error.h"
#include "engine/objective/build_model.h"
#include "engine/training/checkpoint.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

bool hasSetting(const Recipe& recipe, const std::string& key) {
    return std::any_of(recipe.settings.begin(), recipe.settings.end(),
                       [&](const Setting& setting) { return setting.key == key; });
}

/// Small layers, so that a step takes milliseconds.
SmallRun smallRun(const Recipe& recipe, int channels, int size) {
    SmallRun run;
    run.recipe = recipe.name;
    run.channels = channels;
    run.size = size;
    run.threads = 1;  // steps this small only wait for a second thread
    if (hasSetting(recipe, "width")) run.overrides.try_emplace("width", int64_t{4});
    if (hasSetting(recipe, "hidden")) run.overrides.try_emplace("hidden", std::string("32"));
    return run;
}

/// Grey, colour, an odd size; conv-ae-32 reads one shape alone.
std::vector<std::pair<int, int>> shapesFor(const Recipe& recipe) {
    if (recipe.name == "conv-ae-32") return {{3, 32}};
    return {{1, 16}, {3, 16}, {1, 21}};
}

class EveryRecipe : public testing::TestWithParam<std::string> {};

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& recipe : recipes()) all.push_back(recipe.name);
    return all;
}

INSTANTIATE_TEST_SUITE_P(Recipes, EveryRecipe, testing::ValuesIn(names()), [](const auto& tested) {
    std::string name = tested.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST_P(EveryRecipe, TrainsAndIsTheSameAfterSavingAndLoading) {
    for (const auto& [channels, size] : shapesFor(findRecipe(GetParam()))) {
        const SmallRun run = smallRun(findRecipe(GetParam()), channels, size);
        auto trainer = run.make();
        const auto rows = train(*trainer, 30);
        ASSERT_EQ(rows.size(), 30u);
        EXPECT_EQ(trainer->failedStep(), -1);
        ASSERT_EQ(trainer->terms().size(), trainer->ledger().size() + 1);
        for (const auto& row : rows)
            for (const double value : row) ASSERT_TRUE(std::isfinite(value));
        // The picture is what every recipe learns; other terms may rise while it does.
        double early = 0, late = 0;
        for (int i = 0; i < 5; ++i) {
            early += rows[static_cast<size_t>(i)][1];
            late += rows[static_cast<size_t>(29 - i)][1];
        }
        EXPECT_LT(late, early) << channels << " x " << size;

        SmallRun other = run;
        other.seed = 99;
        auto loaded = other.make();
        loaded->restore(trainer->checkpoint().bytes);
        EXPECT_EQ(weightBits(*loaded), weightBits(*trainer));
        EXPECT_EQ(loaded->encode({0, 7, 199}), trainer->encode({0, 7, 199}));
        EXPECT_EQ(loaded->evaluateHeldOut().values, trainer->evaluateHeldOut().values);
        // And goes on as if it had never stopped.
        EXPECT_EQ(train(*loaded, 6), train(*trainer, 6));
        EXPECT_EQ(weightBits(*loaded), weightBits(*trainer));
    }
}

TEST_P(EveryRecipe, AWeightsCopyShowsTheSame) {
    const auto [channels, size] = shapesFor(findRecipe(GetParam())).front();
    auto trainer = smallRun(findRecipe(GetParam()), channels, size).make();
    train(*trainer, 3);
    Model copy = buildModel(trainer->spec(), 5);
    useWeights(copy, *trainer->copyWeights());
    copy.setTraining(false);
    trainer->model().setTraining(false);
    const Tensor pixels = torch::full({2, channels, size, size}, 0.5F), labels = torch::tensor({0, 2});
    const Tensor z = trainer->model().encode(pixels, labels);
    // The copy's weights lie otherwise in memory than those of a convolutional trainer: other sums, other last bits.
    EXPECT_TRUE(at::allclose(copy.encode(pixels, labels), z, 1e-4, 1e-5));
    EXPECT_TRUE(at::allclose(copy.decode(z, labels), trainer->model().decode(z, labels), 1e-4, 1e-5));
}

TEST(ControlVae, ItsControllerIsInTheCheckpointAndHeldOutImagesDoNotMoveIt) {
    auto trainer = smallRun(findRecipe("control-vae"), 1, 16).make();
    const auto beta = [&] { return trainer->model().objective->state().at(1).second.item<double>(); };
    trainer->adjust("kl_target", 0.01);
    train(*trainer, 20);
    const double then = beta();
    EXPECT_GT(then, 0);
    trainer->evaluateHeldOut();
    EXPECT_EQ(beta(), then);
    auto loaded = smallRun(findRecipe("control-vae"), 1, 16).make();
    loaded->restore(trainer->checkpoint().bytes);
    EXPECT_EQ(loaded->model().objective->state().at(1).second.item<double>(), then);
    EXPECT_EQ(loaded->spec().number("kl_target"), 0.01);
}

TEST(ControlVae, AStepWithoutAFiniteLossLeavesItAlone) {
    auto trainer = smallRun(findRecipe("control-vae"), 1, 16).make();
    train(*trainer, 5);
    const double then = trainer->model().objective->state().at(0).second.item<double>();
    const at::NoGradGuard noGradients;
    trainer->model().parameters().front().second.fill_(std::numeric_limits<float>::quiet_NaN());
    trainer->advance();
    EXPECT_EQ(trainer->failedStep(), 6);
    EXPECT_EQ(trainer->model().objective->state().at(0).second.item<double>(), then);
}

/// The step's change of the weights whose names begin so.
double changeOf(const NamedState& before, const NamedState& after, const std::string& prefix) {
    double change = 0;
    for (size_t i = 0; i < before.size(); ++i)
        if (before[i].first.starts_with(prefix))
            change += (after[i].second - before[i].second).abs().sum().item<double>();
    return change;
}

NamedState copied(const Trainer& trainer) {
    NamedState copy = const_cast<Trainer&>(trainer).model().parameters();
    for (auto& [name, tensor] : copy) tensor = tensor.detach().clone();
    return copy;
}

SmallRun laggingRun(int64_t encoderSteps) {
    SmallRun run = smallRun(findRecipe("lagging"), 1, 16);
    run.overrides["network"] = std::string("dense");
    run.overrides["encoder_steps"] = encoderSteps;
    return run;
}

TEST(Lagging, TheEncoderGoesAheadOfTheDecoder) {
    // With the same seed a run of more steps of the encoder has moved it further when the decoder has made one step.
    const auto once = laggingRun(1).make(), often = laggingRun(10).make();
    const NamedState before = copied(*once);
    once->advance();
    often->advance();
    EXPECT_GT(changeOf(before, copied(*often), "codes."), 3 * changeOf(before, copied(*once), "codes."));
    const double moved = changeOf(before, copied(*once), "decoder.");
    EXPECT_GT(moved, 0);
    // Adam's first step is as long whatever the gradient: one step, not ten.
    EXPECT_NEAR(changeOf(before, copied(*often), "decoder."), moved, 0.2 * moved);
}

TEST(Lagging, StopsWhenTheCodesComeToSayNoMore) {
    const auto trainer = laggingRun(10).make();
    const auto leads = [](Trainer& run) {
        const std::vector<uint8_t> bytes = run.checkpoint().bytes;
        return storedTensor(SafetensorsView::parse(bytes), "lead", at::kDouble, {2});
    };
    train(*trainer, static_cast<int>(trainer->stepsPerEpoch()));
    ASSERT_EQ(leads(*trainer)[0].item<double>(), 1) << "a first epoch always says more than none";
    EXPECT_TRUE(trainer->encoderLeads());
    EXPECT_GT(leads(*trainer)[1].item<double>(), 0);
    int epochs = 1;
    for (; epochs < 200 && leads(*trainer)[0].item<double>() != 0; ++epochs)
        train(*trainer, static_cast<int>(trainer->stepsPerEpoch()));
    ASSERT_LT(epochs, 200);
    EXPECT_FALSE(trainer->encoderLeads());
    // From now on encoder and decoder move together, and the run goes on after a restart as if it had not stopped.
    const NamedState before = copied(*trainer);
    const auto resumed = laggingRun(10).make();
    resumed->restore(trainer->checkpoint().bytes);
    EXPECT_EQ(train(*resumed, 3), train(*trainer, 3));
    EXPECT_EQ(weightBits(*resumed), weightBits(*trainer));
    EXPECT_GT(changeOf(before, copied(*trainer), "codes."), 0);
    EXPECT_GT(changeOf(before, copied(*trainer), "decoder."), 0);
}

TEST(LatentTerms, ThoseThatDifferByAConstantTrainTheSame) {
    const auto reconstructions = [](const std::string& recipe) {
        std::vector<double> values;
        auto trainer = smallRun(findRecipe(recipe), 1, 16).make();
        for (const auto& row : train(*trainer, 20)) values.push_back(row[1]);
        return values;
    };
    const auto kl = reconstructions("vae-kl-pq"), crossEntropy = reconstructions("vae-ce-pq"),
               other = reconstructions("vae-ce-qp");
    for (size_t i = 0; i < kl.size(); ++i) EXPECT_NEAR(kl[i], crossEntropy[i], 1e-3 * kl[i]) << i;
    EXPECT_GT(std::abs(kl.back() - other.back()), 1e-3 * kl.back());
}

TEST(PriorSigma, PullsCodesToItsSpread) {
    const auto spread = [](double sigma) {
        SmallRun run = smallRun(findRecipe("vae-kl-qp"), 1, 16);
        run.overrides["prior_sigma"] = sigma;
        run.overrides["beta"] = 100.0;
        run.overrides["learning_rate"] = 0.003;
        auto trainer = run.make();
        train(*trainer, 250);
        Batch batch;
        const MemoryImages images(200, 16, 1);
        batch.pixels = torch::from_blob(const_cast<uint8_t*>(images.pixels()), {200, 1, 16, 16}, at::kByte)
                           .to(at::kFloat)
                           .div(255);
        Generators generators{at::make_generator<at::CPUGeneratorImpl>(1), at::make_generator<at::CPUGeneratorImpl>(2)};
        return (trainer->model().run(batch, generators, SampleMode::Mean, false)[0].posterior.logVar * 0.5)
            .exp()
            .mean()
            .item<double>();
    };
    EXPECT_NEAR(spread(1), 1, 0.15);
    EXPECT_NEAR(spread(0.3), 0.3, 0.06);
}

TEST(Pca, ComesToTheErrorOfPrincipalComponents) {
    SmallRun run = smallRun(findRecipe("pca"), 1, 16);
    run.overrides["latent_dimensions"] = int64_t{4};
    run.overrides["learning_rate"] = 0.003;
    auto trainer = run.make();
    train(*trainer, 1500);
    std::vector<int64_t> trained;
    for (int64_t i = 0; i < 200; ++i)
        if (i % 4) trained.push_back(i);
    const MemoryImages images(200, 16, 1);
    const double ours = trainer->evaluate(images, trained, false, 1).values.at(1);

    const Tensor pixels =
        torch::from_blob(const_cast<uint8_t*>(images.pixels()), {200, 256}, at::kByte).to(at::kDouble).div(255);
    const Tensor rows = pixels.index_select(0, torch::tensor(trained));
    const Tensor spectrum = at::linalg_svdvals(rows - rows.mean(0));
    const double best = spectrum.narrow(0, 4, spectrum.size(0) - 4).square().sum().item<double>() / 150;
    EXPECT_GT(ours, 0.999 * best);  // no linear code is better
    EXPECT_LT(ours, 1.02 * best);
}

}  // namespace
}  // namespace zscape
