#include "engine/training/checkpoint.h"

#include "engine/core/error.h"
#include "engine/objective/build_model.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

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
    EXPECT_EQ(codeOf(*trainer, writeSafetensors({}, {{"format", "zscape.checkpoint"}, {"version", "2"}})),
              "checkpoint.newer");
    EXPECT_EQ(codeOf(*trainer, writeSafetensors({}, {{"format", "pt"}})), "checkpoint.model");
    EXPECT_EQ(codeOf(*trainer, writeSafetensors({}, {{"format", "zscape.checkpoint"}, {"version", "1"}})),
              "checkpoint.corrupt");
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

std::span<const uint8_t> beginningOf(const std::vector<uint8_t>& file) {
    uint64_t header = 0;
    std::memcpy(&header, file.data(), sizeof header);
    return std::span(file).first(8 + header);
}

std::string judged(const std::vector<uint8_t>& beginning, int64_t bytes, int64_t step) {
    try {
        requireCheckpoint(beginningOf(beginning), bytes, step);
        return "";
    } catch (const Error& error) {
        return error.code();
    }
}

/// The same file with other metadata, or with other bytes of one tensor.
std::vector<uint8_t> changed(const std::vector<uint8_t>& file, const std::function<void(SafetensorsView&)>& change) {
    SafetensorsView view = SafetensorsView::parse(file);
    change(view);
    std::vector<StoredTensor> tensors;
    for (const auto& [name, tensor] : view.tensors) tensors.push_back(tensor);
    return writeSafetensors(tensors, view.metadata);
}

TEST(Checkpoint, OfEveryRecipeOneIsTakenByItsHeader) {
    for (const Recipe& recipe : recipes()) {
        for (const auto& [channels, size] : std::vector<std::pair<int, int>>{{1, 16}, {1, 28}, {3, 64}}) {
            if (recipe.name == "conv-ae-32" && size != 64) continue;
            SmallRun run{.recipe = recipe.name, .size = recipe.name == "conv-ae-32" ? 32 : size, .channels = channels};
            auto trainer = run.make();
            const auto bytes = trainer->checkpoint().bytes;
            EXPECT_EQ(judged(bytes, std::ssize(bytes), 0), "") << recipe.name << " " << size;
            EXPECT_NO_THROW(requireFiniteWeights(bytes)) << recipe.name;
        }
    }
    SmallRun deep{.recipe = "vae-residual", .size = 64, .channels = 3};
    deep.overrides = {{"width", int64_t{64}}};
    const auto bytes = deep.make()->checkpoint().bytes;
    EXPECT_EQ(judged(bytes, std::ssize(bytes), 0), "") << bytes.size();
}

TEST(Checkpoint, AFileIsJudgedByItsHeaderBeforeItIsRead) {
    auto trainer = SmallRun().make();
    train(*trainer, 3);
    const auto good = trainer->checkpoint().bytes;
    EXPECT_EQ(judged(good, std::ssize(good), 3), "");
    EXPECT_EQ(judged(good, std::ssize(good), 1'000'000'000'000'000), "checkpoint.step");
    EXPECT_EQ(judged(good, std::ssize(good) + 1, 3), "checkpoint.corrupt");
    // Its description is the small model's; its one tensor would be twelve gigabytes.
    const auto metadata = SafetensorsView::parse(good).metadata;
    std::vector<uint8_t> large = writeSafetensors({{"weight", "F32", {1}, std::span(good).first(4)}}, metadata);
    std::string text(large.begin() + 8, large.end() - 4);
    const auto put = [&](const std::string& before, const std::string& after) {
        text.replace(text.find(before), before.size(), after);
    };
    put("\"shape\":[1]", "\"shape\":[3000000000]");
    put("\"data_offsets\":[0,4]", "\"data_offsets\":[0,12000000000]");
    large.assign(8 + text.size(), 0);
    const uint64_t length = text.size();
    std::memcpy(large.data(), &length, 8);
    std::memcpy(large.data() + 8, text.data(), text.size());
    EXPECT_EQ(judged(large, 8 + static_cast<int64_t>(text.size()) + 12'000'000'000, 3), "checkpoint.size");
    // And the other way round: a small file that describes gigabytes.
    const auto huge = changed(good, [](SafetensorsView& view) {
        std::string& spec = view.metadata.at("spec");
        for (size_t at = spec.find("\"hidden\":\"40\""); at != std::string::npos; at = spec.find("\"hidden\":\"40\""))
            spec.replace(at, 13, "\"hidden\":\"16384-16384-16384-16384\"");
    });
    EXPECT_EQ(judged(huge, std::ssize(huge), 3), "checkpoint.size");
    for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"position", "151"},
                                                                                     {"epoch_images", "151"},
                                                                                     {"train_images", "2000000000"},
                                                                                     {"step", "2000000000000000"},
                                                                                     {"epoch", "4611686018427387904"},
                                                                                     {"step", "-1"},
                                                                                     {"spec", "{}"}}) {
        const auto wrong =
            changed(good, [&, &name = key, &text_ = value](SafetensorsView& view) { view.metadata.at(name) = text_; });
        EXPECT_EQ(judged(wrong, std::ssize(wrong), 3), key == "spec" ? "model.spec" : "checkpoint.corrupt") << key;
    }
}

TEST(Checkpoint, WeightsThatAreNoNumbersAreRefusedByName) {
    auto trainer = SmallRun().make();
    train(*trainer, 2);
    const auto good = trainer->checkpoint().bytes;
    EXPECT_NO_THROW(requireFiniteWeights(good));
    std::string weight;
    for (const auto& [name, tensor] : SafetensorsView::parse(good).tensors)
        if (name.starts_with("adam.m.")) weight = name.substr(7);
    const auto with = [&](const std::string& name, float value) {
        auto bytes = good;
        const SafetensorsView view = SafetensorsView::parse(bytes);
        const auto& tensor = view.tensors.at(name);
        std::memcpy(bytes.data() + (tensor.bytes.data() - bytes.data()) + tensor.size - 4, &value, 4);
        return bytes;
    };
    for (const float value :
         {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), std::nanf("")}) {
        try {
            requireFiniteWeights(with(weight, value));
            ADD_FAILURE() << value;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "checkpoint.not-finite");
            EXPECT_NE(std::string(error.what()).find(weight), std::string::npos) << error.what();
        }
    }
    EXPECT_NO_THROW(requireFiniteWeights(with("adam.v." + weight, std::numeric_limits<float>::infinity())));
}

}  // namespace
}  // namespace zscape
