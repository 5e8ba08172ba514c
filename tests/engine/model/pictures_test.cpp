#include "engine/model/pictures.h"
#include "tests/engine/seeded.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

Pictures pictures(const SettingValues& values) {
    DataShape data;
    return Pictures(makeSpec(findRecipe("vae"), values, data));
}

Batch batch() {
    Batch made;
    made.pixels = torch::full({8, 1, 28, 28}, 0.25F);
    made.index = torch::arange(8);
    return made;
}

SettingValues corruption(const std::string& kind, double strength) {
    return {{"corruption", kind}, {"corruption_strength", strength}};
}

TEST(Pictures, PassCleanPixelsOn) {
    Generators generators = seededGenerators(1);
    const View view = pictures({}).make(batch(), generators, Purpose::Training).at(0);
    EXPECT_TRUE(at::equal(view.input, batch().pixels));
    EXPECT_TRUE(at::equal(view.target, batch().pixels));
    EXPECT_TRUE(at::equal(view.index, batch().index));
}

TEST(Pictures, GaussianNoiseLeavesTheTarget) {
    Generators generators = seededGenerators(1);
    const View view = pictures(corruption("gaussian", 0.1)).make(batch(), generators, Purpose::Training).at(0);
    EXPECT_TRUE(at::equal(view.target, batch().pixels));
    EXPECT_NEAR((view.input - view.target).std().item<float>(), 0.1, 0.01);
    EXPECT_GE(view.input.min().item<float>(), 0);
}

TEST(Pictures, NoiseIsClampedToPictures) {
    Generators generators = seededGenerators(1);
    const View view = pictures(corruption("gaussian", 1)).make(batch(), generators, Purpose::Training).at(0);
    EXPECT_EQ(view.input.min().item<float>(), 0);
    EXPECT_EQ(view.input.max().item<float>(), 1);
}

TEST(Pictures, SaltAndPepperSpoilTheirShare) {
    Generators generators = seededGenerators(1);
    const View view = pictures(corruption("salt_and_pepper", 0.4)).make(batch(), generators, Purpose::Training).at(0);
    EXPECT_NEAR(view.input.eq(0).to(at::kFloat).mean().item<float>(), 0.2, 0.02);
    EXPECT_NEAR(view.input.eq(1).to(at::kFloat).mean().item<float>(), 0.2, 0.02);
}

TEST(Pictures, MaskingTakesAllChannelsOfAPixel) {
    DataShape data;
    data.channels = 3;
    Pictures views(makeSpec(findRecipe("vae"), corruption("masking", 0.5), data));
    Batch colour = batch();
    colour.pixels = torch::full({8, 3, 28, 28}, 0.25F);
    Generators generators = seededGenerators(1);
    const Tensor input = views.make(colour, generators, Purpose::Training).at(0).input;
    EXPECT_NEAR(input.eq(0).to(at::kFloat).mean().item<float>(), 0.5, 0.02);
    EXPECT_TRUE(at::equal(input.select(1, 0), input.select(1, 2)));
}

TEST(Pictures, HeldOutSeesNoiseAndShowingNone) {
    Generators generators = seededGenerators(1);
    Pictures views = pictures(corruption("gaussian", 0.5));
    EXPECT_FALSE(at::equal(views.make(batch(), generators, Purpose::HeldOut).at(0).input, batch().pixels));
    EXPECT_TRUE(at::equal(views.make(batch(), generators, Purpose::Showing).at(0).input, batch().pixels));
    EXPECT_TRUE(at::equal(views.clean(batch().pixels), batch().pixels));
}

TEST(Pictures, DrawsRepeatWithTheirGenerator) {
    Pictures views = pictures(corruption("gaussian", 0.5));
    Generators first = seededGenerators(4);
    Generators again = seededGenerators(4);
    const Tensor once = views.make(batch(), first, Purpose::Training).at(0).input;
    torch::manual_seed(12);
    EXPECT_TRUE(at::equal(views.make(batch(), again, Purpose::Training).at(0).input, once));
    EXPECT_FALSE(at::equal(views.make(batch(), again, Purpose::Training).at(0).input, once));
}

TEST(Pictures, StaticBinarisationCutsAtTheThreshold) {
    Generators generators = seededGenerators(1);
    Pictures views = pictures({{"reconstruction", std::string("bernoulli")},
                               {"binarisation", std::string("static")},
                               {"binarisation_threshold", 0.3}});
    Batch grey = batch();
    grey.pixels[0].fill_(0.31F);
    const View view = views.make(grey, generators, Purpose::Training).at(0);
    EXPECT_EQ(view.target[0].min().item<float>(), 1);
    EXPECT_EQ(view.target[1].max().item<float>(), 0);
    EXPECT_TRUE(at::equal(view.input, view.target));
    EXPECT_TRUE(at::equal(views.clean(grey.pixels), view.target));
}

TEST(Pictures, DynamicBinarisationDrawsAnew) {
    Generators generators = seededGenerators(1);
    Pictures views = pictures({{"reconstruction", std::string("bernoulli")}});
    const View first = views.make(batch(), generators, Purpose::Training).at(0);
    const View second = views.make(batch(), generators, Purpose::Training).at(0);
    EXPECT_FALSE(at::equal(first.target, second.target));
    EXPECT_TRUE(at::equal(first.input, first.target));
    EXPECT_NEAR(first.target.mean().item<float>(), 0.25, 0.02);
    EXPECT_TRUE(first.target.eq(0).logical_or(first.target.eq(1)).all().item<bool>());
}

}  // namespace
}  // namespace zscape
