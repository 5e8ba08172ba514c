#include "engine/training/trainer.h"

#include "engine/core/error.h"
#include "engine/objective/build_model.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

/// Dense and conv, fp32 and bf16: what holds for a run holds for all of them.
class TrainerOf : public testing::TestWithParam<std::pair<const char*, const char*>> {
protected:
    SmallRun run() const {
        SmallRun small;
        small.recipe = GetParam().first;
        small.precision = GetParam().second;
        if (small.recipe == "vae") small.channels = 3;
        return small;
    }
};

INSTANTIATE_TEST_SUITE_P(Recipes, TrainerOf,
                         testing::Values(std::pair{"vae-dense", "fp32"}, std::pair{"vae-dense", "bf16"},
                                         std::pair{"vae", "fp32"}, std::pair{"vae", "bf16"},
                                         std::pair{"denoising-ae", "fp32"}));

TEST_P(TrainerOf, LearnsAndSaysSo) {
    auto trainer = run().make();
    const auto values = train(*trainer, 60);
    ASSERT_EQ(values.size(), 60u);
    for (const auto& row : values) ASSERT_EQ(row.size(), trainer->terms().size());
    EXPECT_EQ(trainer->terms().front(), "total");
    EXPECT_EQ(trainer->step(), 60);
    EXPECT_EQ(trainer->stepsPerEpoch(), 5);
    EXPECT_DOUBLE_EQ(trainer->epoch(), 12);
    EXPECT_LT(values.back()[0], 0.8 * values.front()[0]);
    EXPECT_EQ(trainer->failedStep(), -1);
}

TEST_P(TrainerOf, TheSameSeedGivesTheSameBits) {
    auto one = run().make();
    auto two = run().make();
    EXPECT_EQ(train(*one, 23), train(*two, 23));
    EXPECT_EQ(weightBits(*one), weightBits(*two));
    SmallRun other = run();
    other.seed = 2;
    auto three = other.make();
    train(*three, 23);
    EXPECT_NE(weightBits(*one), weightBits(*three));
}

TEST_P(TrainerOf, AskingBetweenStepsChangesNoBit) {
    auto alone = run().make();
    auto asked = run().make();
    train(*alone, 12);
    for (int i = 0; i < 12; ++i) {
        asked->advance();
        asked->encode({0, 5, 199});
        asked->evaluateHeldOut();
        asked->evaluate(MemoryImages(20, asked->spec().shape.size, asked->spec().shape.channels, 99), {0, 1, 19}, true,
                        4);
        asked->copyWeights();
        asked->checkpoint();
    }
    EXPECT_EQ(weightBits(*alone), weightBits(*asked));
}

TEST_P(TrainerOf, ResumingEqualsGoingOn) {
    auto whole = run().make();
    train(*whole, 13);  // in the middle of the third epoch
    const CheckpointBytes checkpoint = whole->checkpoint();
    EXPECT_EQ(checkpoint.step, 13);
    whole->takeEpochs();
    const auto expected = train(*whole, 14);

    SmallRun other = run();
    other.seed = 77;  // the checkpoint's seed counts
    auto resumed = other.make();
    train(*resumed, 3);
    resumed->restore(checkpoint.bytes);
    EXPECT_EQ(resumed->step(), 13);
    EXPECT_EQ(train(*resumed, 14), expected);
    EXPECT_EQ(weightBits(*resumed), weightBits(*whole));
    EXPECT_EQ(resumed->evaluateHeldOut().values, whole->evaluateHeldOut().values);
    const auto epochs = whole->takeEpochs();
    const auto epochsResumed = resumed->takeEpochs();
    ASSERT_EQ(epochs.size(), epochsResumed.size());
    for (size_t i = 0; i < epochs.size(); ++i) EXPECT_EQ(epochs[i].train.values, epochsResumed[i].train.values);
}

TEST_P(TrainerOf, ALossThatIsNotFiniteLeavesTheWeights) {
    SmallRun small = run();
    small.overrides["learning_rate"] = 1e-3;
    auto trainer = small.make();
    train(*trainer, 4);
    // A weight that is no number poisons every loss from here on; all else must stay as it is, running means included.
    auto& poisoned = trainer->model().parameters().front().second;
    {
        const at::NoGradGuard noGradients;
        poisoned.detach().fill_(std::nan(""));
    }
    const auto before = weightBits(*trainer);
    const auto rows = train(*trainer, 2);
    EXPECT_FALSE(std::isfinite(rows[0][0]));
    EXPECT_EQ(trainer->failedStep(), 5);
    EXPECT_EQ(weightBits(*trainer), before);
}

TEST(Trainer, AnOverflowFailsAndKeepsFiniteWeights) {
    auto trainer = SmallRun().make();
    train(*trainer, 3);
    {
        // Each weight is a number, the product of two layers is none.
        const at::NoGradGuard noGradients;
        for (auto& [name, parameter] : trainer->model().parameters())
            if (name.starts_with("decoder.")) parameter.fill_(1e30);
    }
    const auto before = weightBits(*trainer);
    train(*trainer, 2);
    EXPECT_EQ(trainer->failedStep(), 4);
    EXPECT_EQ(weightBits(*trainer), before);
    const auto copy = trainer->copyWeights();
    for (const Tensor& tensor : copy->tensors) EXPECT_TRUE(at::isfinite(tensor).all().item<bool>());
}

TEST(Trainer, RowsTellBatchesAndEpochs) {
    auto trainer = SmallRun().make();
    for (int i = 0; i < 7; ++i) trainer->advance();
    const auto rows = trainer->takeSteps(true);
    ASSERT_EQ(rows.size(), 7u);
    EXPECT_EQ(rows[0].step, 1);
    EXPECT_EQ(rows[3].images, 32);
    EXPECT_EQ(rows[4].images, 22);
    EXPECT_DOUBLE_EQ(rows[4].epoch, 1);
    EXPECT_TRUE(trainer->takeSteps(true).empty());
    const auto epochs = trainer->takeEpochs();
    ASSERT_EQ(epochs.size(), 1u);
    EXPECT_EQ(epochs[0].epoch, 1);
    EXPECT_EQ(epochs[0].step, 5);
    EXPECT_EQ(epochs[0].train.images, 150);
    double mean = 0;
    for (size_t i = 0; i < 5; ++i) mean += rows[i].values[0] * static_cast<double>(rows[i].images) / 150;
    EXPECT_NEAR(epochs[0].train.values[0], mean, 1e-9 * std::abs(mean));
}

TEST(Trainer, TotalIsTheSumOfWeightedTerms) {
    SmallRun small;
    small.overrides["beta"] = 4.0;
    auto trainer = small.make();
    const auto row = train(*trainer, 1).front();
    ASSERT_EQ(trainer->terms(), (std::vector<std::string>{"total", "reconstruction", "kl"}));
    EXPECT_NEAR(row[0], row[1] + 4 * row[2], 1e-4 * row[0]);
    trainer->adjust("beta", 9);
    const auto later = train(*trainer, 1).front();
    EXPECT_NEAR(later[0], later[1] + 9 * later[2], 1e-4 * later[0]);
}

TEST(Trainer, RowsTellHowTermsCounted) {
    for (const char* recipe : {"annealed", "capacity", "control-vae", "free-bits", "iwae", "ae"}) {
        const auto trainer = SmallRun{.recipe = recipe, .threads = 1}.make();
        for (int i = 0; i < 4; ++i) trainer->advance();
        const auto rows = trainer->takeSteps(true);
        ASSERT_EQ(rows.size(), 4U);
        for (const Trainer::StepRow& row : rows) {
            ASSERT_EQ(row.weights.size(), trainer->ledger().size()) << recipe;
            ASSERT_EQ(row.contributions.size(), row.weights.size()) << recipe;
            double sum = 0;
            for (const double contribution : row.contributions) sum += contribution;
            EXPECT_NEAR(sum, row.values[0], 1e-4 * std::abs(row.values[0])) << recipe;
            EXPECT_EQ(row.weights[0], 1) << recipe;
        }
        if (recipe == std::string("annealed")) {
            EXPECT_EQ(rows[0].weights[1], 0);
            EXPECT_NEAR(rows[3].weights[1], 3 * rows[1].weights[1], 1e-9) << "a straight line";
        }
        if (recipe == std::string("control-vae")) {
            EXPECT_NEAR(rows[3].contributions[1], rows[3].weights[1] * rows[3].values[1], 1e-4);
        }
    }
}

TEST(Trainer, HeldOutDrawsFromAGeneratorOfItsOwn) {
    auto trainer = SmallRun().make();
    train(*trainer, 5);
    const TermValues one = trainer->evaluateHeldOut();
    EXPECT_EQ(one.images, 50);
    EXPECT_EQ(one.values, trainer->evaluateHeldOut().values);
    const MemoryImages images(200, 16, 1);
    std::vector<int64_t> all(200);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_NE(trainer->evaluate(images, all, true, 1).values, trainer->evaluate(images, all, true, 2).values);
    EXPECT_EQ(trainer->evaluate(images, all, false, 1).values, trainer->evaluate(images, all, false, 2).values);
}

TEST(Trainer, EvaluationCanBeCancelled) {
    auto trainer = SmallRun().make();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(trainer->evaluateHeldOut(stop.get_token()), Cancelled);
    train(*trainer, 1);
}

TEST(Trainer, EncodeGivesMuOfTheCleanImage) {
    auto trainer = SmallRun().make();
    train(*trainer, 2);
    EXPECT_EQ(trainer->latentDimensions(), 20);
    const auto codes = trainer->encode({3, 4, 3});
    ASSERT_EQ(codes.size(), 60u);
    EXPECT_TRUE(std::equal(codes.begin(), codes.begin() + 20, codes.begin() + 40));
    EXPECT_FALSE(std::equal(codes.begin(), codes.begin() + 20, codes.begin() + 20));
}

TEST(Trainer, ACopyOfTheWeightsMakesTheSameModel) {
    SmallRun small;
    small.recipe = "vae";
    small.channels = 3;
    auto trainer = small.make();
    train(*trainer, 6);
    Model copy = buildModel(small.spec(), 1234);
    useWeights(copy, *trainer->copyWeights());
    copy.setTraining(false);
    const auto codes = trainer->encode({17});
    const Tensor pixels = at::empty({1, 3, 16, 16});
    const MemoryImages images(200, 16, 3);
    for (int c = 0; c < 3; ++c)
        for (int i = 0; i < 256; ++i)
            pixels.data_ptr<float>()[c * 256 + i] =
                static_cast<float>(images.picture(17).pixels[static_cast<size_t>(3 * i + c)]) / 255.0f;
    const Tensor mu = copy.encode(pixels);
    for (int i = 0; i < trainer->latentDimensions(); ++i)
        EXPECT_NEAR(mu.data_ptr<float>()[i], codes[static_cast<size_t>(i)], 1e-4);

    Model other = buildModel(SmallRun().spec(), 1);
    EXPECT_THROW(useWeights(other, *trainer->copyWeights()), Error);
}

TEST(Trainer, ADenseModelReadsTheCopyItselfAndTrainingDoesNotReachIt) {
    SmallRun small;
    small.recipe = "vae-dense";
    auto trainer = small.make();
    Model model = buildModel(small.spec(), 1234);
    const auto copy = trainer->copyWeights();
    useWeights(model, *copy);
    const auto parameters = model.parameters();
    ASSERT_LE(parameters.size(), copy->tensors.size());
    for (size_t i = 0; i < parameters.size(); ++i)
        EXPECT_EQ(parameters[i].second.const_data_ptr<float>(), copy->tensors[i].const_data_ptr<float>())
            << parameters[i].first;
    const Tensor then = parameters.front().second.detach().clone();
    train(*trainer, 2);
    EXPECT_TRUE(at::equal(parameters.front().second, then));
}

TEST(Trainer, WeightsAreCarriedWithTheNetworksOfALearnedPrior) {
    SmallRun small;
    small.recipe = "cvae-quadrants";
    small.overrides = {{"hidden", std::string("24")}, {"latent_dimensions", int64_t{4}}};
    auto from = small.make();
    train(*from, 5);
    small.seed = 2;
    auto into = small.make();
    ASSERT_NE(weightBits(*into), weightBits(*from));
    EXPECT_GT(into->carryWeightsFrom(*from), 0);
    EXPECT_EQ(weightBits(*into), weightBits(*from));
}

TEST(Trainer, OnlyLiveSettingsChange) {
    auto trainer = SmallRun().make();
    trainer->adjust("learning_rate", 0.01);
    EXPECT_EQ(trainer->spec().number("learning_rate"), 0.01);
    trainer->adjust("epochs", 40);
    EXPECT_EQ(trainer->spec().integer("epochs"), 40);
    EXPECT_TRUE(trainer->spec().automatic.empty());
    trainer->adjust("epochs", 0);
    EXPECT_EQ(trainer->spec().integer("epochs"), 500) << "2,500 steps of 5 an epoch";
    EXPECT_TRUE(trainer->spec().automatic.contains("epochs"));
    EXPECT_THROW(trainer->adjust("batch_size", 64), Error);
    EXPECT_THROW(trainer->adjust("beta", -1), Error);
    EXPECT_THROW(trainer->adjust("nothing", 1), Error);
    EXPECT_EQ(trainer->spec().number("beta"), 1);
}

TEST(Trainer, NoImagesOrOtherPicturesAreRefused) {
    const ModelSpec spec = SmallRun().spec();
    const ComputePlan plan = planFor(spec, "cpu", "fp32", 1);
    EXPECT_THROW(Trainer(spec, plan, std::make_shared<MemoryImages>(4, 16, 1), Split{{}, {0, 1}}, 1), Error);
    EXPECT_THROW(Trainer(spec, plan, std::make_shared<MemoryImages>(4, 16, 3), Split{{0, 1}, {}}, 1), Error);
}

TEST(Trainer, OneImageAloneTrains) {
    const ModelSpec spec = SmallRun{.recipe = "vae", .channels = 3}.spec();
    Trainer trainer(spec, planFor(spec, "cpu", "fp32", 1), std::make_shared<MemoryImages>(1, 16, 3), Split{{0}, {}}, 1);
    train(trainer, 3);
    EXPECT_EQ(trainer.failedStep(), -1);
    EXPECT_EQ(trainer.evaluateHeldOut().images, 0);
}

TEST(Trainer, Bf16AgreesWithFp32) {
    SmallRun small{.recipe = "vae", .channels = 3};
    auto full = small.make();
    small.precision = "bf16";
    auto half = small.make();
    const double expected = train(*full, 30).back()[0];
    EXPECT_NEAR(train(*half, 30).back()[0], expected, 0.01 * expected);
}

}  // namespace
}  // namespace zscape
