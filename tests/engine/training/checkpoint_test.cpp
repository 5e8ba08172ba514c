#include "engine/training/checkpoint.h"

#include "engine/core/error.h"
#include "engine/objective/build_model.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

std::string codeOf(Trainer& trainer, const std::vector<uint8_t>& bytes) {
    try {
        trainer.restore(bytes);
        return "";
    } catch (const Error& error) {
        return error.code();
    }
}

TEST(Checkpoint, SaysWhatItIsWithoutItsTensors) {
    auto trainer = SmallRun().make();
    train(*trainer, 7);
    trainer->adjust("beta", 3);
    const CheckpointInfo info = readCheckpointInfo(trainer->checkpoint().bytes);
    EXPECT_EQ(info.step, 7);
    EXPECT_EQ(info.epoch, 1);
    EXPECT_EQ(info.position, 64);
    EXPECT_EQ(info.trainImages, 150);
    EXPECT_EQ(info.seed, 1u);
    EXPECT_EQ(info.spec.recipe.name, "vae-dense");
    EXPECT_EQ(info.spec.number("beta"), 3);
}

TEST(Checkpoint, LiveSettingsComeBack) {
    auto trainer = SmallRun().make();
    trainer->adjust("beta", 3);
    trainer->adjust("learning_rate", 0.02);
    train(*trainer, 2);
    auto other = SmallRun().make();
    other->restore(trainer->checkpoint().bytes);
    EXPECT_EQ(other->spec().number("beta"), 3);
    EXPECT_EQ(train(*other, 3), train(*trainer, 3));
}

TEST(Checkpoint, AugmentationGoesOnBitForBitInTheMiddleOfAnEpoch) {
    SmallRun run{.recipe = "denoising-vae", .channels = 3};
    run.overrides = {{"hidden", std::string("40")}, {"mirror", true}, {"shift", int64_t{3}}, {"colour", 0.2}};
    auto whole = run.make();
    train(*whole, 7);  // 2 batches into the second epoch
    const auto bytes = whole->checkpoint().bytes;
    const auto rest = train(*whole, 9);
    auto other = run.make();
    other->restore(bytes);
    other->evaluateHeldOut();  // draws from nothing that training draws from
    EXPECT_EQ(train(*other, 9), rest);
    EXPECT_EQ(weightBits(*other), weightBits(*whole));
    // The settings are the run's, and it is another run without them.
    EXPECT_TRUE(readCheckpointInfo(bytes).spec.flag("mirror"));
    EXPECT_EQ(readCheckpointInfo(bytes).spec.integer("shift"), 3);
    run.overrides["mirror"] = false;
    auto plain = run.make();
    plain->restore(bytes);
    EXPECT_NE(train(*plain, 9), rest);
}

TEST(Checkpoint, ADamagedFileLeavesTheTrainerAsItWas) {
    auto trainer = SmallRun().make();
    train(*trainer, 3);
    const auto good = trainer->checkpoint().bytes;
    auto other = SmallRun().make();
    train(*other, 2);
    const auto before = weightBits(*other);
    for (const size_t length : {size_t{0}, size_t{7}, size_t{100}, good.size() / 2, good.size() - 1})
        EXPECT_EQ(codeOf(*other, {good.begin(), good.begin() + static_cast<ptrdiff_t>(length)}), "checkpoint.corrupt");
    auto scribbled = good;
    for (size_t i = 8; i < 60; ++i) scribbled[i] ^= 0x55;
    EXPECT_EQ(codeOf(*other, scribbled), "checkpoint.corrupt");
    EXPECT_EQ(weightBits(*other), before);
    EXPECT_EQ(other->step(), 2);
}

TEST(Checkpoint, WeightsOfAnotherModelAreRefusedByName) {
    SmallRun wide;
    wide.overrides["hidden"] = std::string("48");
    auto trainer = SmallRun().make();
    EXPECT_EQ(codeOf(*trainer, wide.make()->checkpoint().bytes), "checkpoint.model");
    SmallRun conv{.recipe = "vae"};
    EXPECT_EQ(codeOf(*trainer, conv.make()->checkpoint().bytes), "checkpoint.model");
}

TEST(Checkpoint, ANewerFormatAndOtherFilesAreNamed) {
    auto trainer = SmallRun().make();
    EXPECT_EQ(codeOf(*trainer, writeSafetensors({}, {{"format", "zscape.checkpoint"}, {"version", "2"}})), "checkpoint.newer");
    EXPECT_EQ(codeOf(*trainer, writeSafetensors({}, {{"format", "pt"}})), "checkpoint.model");
    EXPECT_EQ(codeOf(*trainer, writeSafetensors({}, {{"format", "zscape.checkpoint"}, {"version", "1"}})), "checkpoint.corrupt");
}

TEST(Checkpoint, ADamagedGeneratorIsRefused) {
    auto trainer = SmallRun().make();
    const auto bytes = trainer->checkpoint().bytes;
    auto view = SafetensorsView::parse(bytes);
    std::vector<StoredTensor> tensors;
    for (auto& [name, tensor] : view.tensors) {
        if (name == "generator.codes") {
            tensor.bytes = tensor.bytes.first(16);
            tensor.shape = {16};
        }
        tensors.push_back(tensor);
    }
    EXPECT_EQ(codeOf(*trainer, writeSafetensors(tensors, view.metadata)), "checkpoint.corrupt");
}

TEST(Checkpoint, WithOtherImagesTheEpochBeginsAgain) {
    auto trainer = SmallRun().make();
    train(*trainer, 7);
    const ModelSpec spec = SmallRun().spec();
    Split fewer;
    for (int64_t i = 0; i < 100; ++i) fewer.train.push_back(i);
    Trainer other(spec, planFor(spec, "cpu", "fp32", 2), std::make_shared<MemoryImages>(100, 16, 1), fewer, 1);
    other.restore(trainer->checkpoint().bytes);
    EXPECT_DOUBLE_EQ(other.epoch(), 1);
    train(other, 4);
    EXPECT_DOUBLE_EQ(other.epoch(), 2);
    EXPECT_EQ(other.takeEpochs().front().train.images, 100);
}

TEST(Checkpoint, WeightsAloneLoadIntoAModel) {
    SmallRun small{.recipe = "vae", .channels = 3};
    auto trainer = small.make();
    train(*trainer, 3);
    Model model = buildModel(small.spec(), 99);
    loadCheckpointWeights(model, trainer->checkpoint().bytes);
    const auto expected = trainer->copyWeights();
    size_t i = 0;
    for (const auto& [name, tensor] : model.parameters()) EXPECT_TRUE(tensor.equal(expected->tensors[i++])) << name;
    for (const auto& [name, tensor] : model.buffers()) EXPECT_TRUE(tensor.equal(expected->tensors[i++])) << name;
}

}  // namespace
}  // namespace zscape
