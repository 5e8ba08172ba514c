#include "engine/data/import.h"
#include "engine/training/trainer.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// pytorch/examples vae: 784-400-20, BCE, Adam 1e-3, batch 128, 10 epochs; three seeds of a reference gave 105.73,
/// 105.54 and 105.58 on the 10,000 test images with one sampled z each (with mu it would be 97).
TEST(MnistSlow, DenseVaeMeetsThePublishedLoss) {
    ImportRequest request;
    request.sources = {"sample:digits"};
    const auto images = importImages(request, {}, {});
    ASSERT_EQ(images->count(), 70000);
    const Split split = makeSplit(*images, 0.1, 1);
    ASSERT_EQ(split.train.size(), 60000u);
    ASSERT_EQ(split.heldOut.size(), 10000u);
    const ModelSpec spec = makeSpec(findRecipe("vae-dense"), {}, {images->channels(), images->size(), 10, 60000});
    Trainer trainer(spec, planFor(spec, "cpu", "fp32", 0), images, split, 1);
    while (trainer.epoch() < 10) trainer.advance();
    ASSERT_EQ(trainer.failedStep(), -1);
    const TermValues heldOut = trainer.evaluateHeldOut();
    EXPECT_EQ(heldOut.images, 10000);
    EXPECT_NEAR(heldOut.values[0], 105.6, 0.5);
    trainer.takeSteps(true);
    const auto epochs = trainer.takeEpochs();
    ASSERT_EQ(epochs.size(), 10u);
    EXPECT_NEAR(epochs.back().train.values[0], 106.3, 0.5);
    std::cout << "[ INFO     ] train " << epochs.back().train.values[0] << ", held out " << heldOut.values[0] << "\n";
}

}  // namespace
}  // namespace zscape
