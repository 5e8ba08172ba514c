#include "engine/model/augmentation.h"

#include "engine/core/error.h"
#include "engine/model/pictures.h"
#include "engine/model/quadrants.h"
#include "engine/model/two_views.h"

#include <gtest/gtest.h>

#include <set>

namespace zscape {
namespace {

Generators augmentationGenerators(uint64_t seed) {
    return {at::make_generator<at::CPUGeneratorImpl>(seed), at::make_generator<at::CPUGeneratorImpl>(seed + 1)};
}

ModelSpec specWith(const SettingValues& values, const std::string& recipe = "vae", int channels = 1, int size = 16) {
    DataShape shape;
    shape.channels = channels;
    shape.size = size;
    return makeSpec(findRecipe(recipe), values, shape);
}

/// Every pixel of every picture has a value of its own.
Batch countedBatch(int64_t count, int64_t channels = 1, int64_t size = 16) {
    Batch batch;
    batch.pixels = torch::arange(count * channels * size * size).to(at::kFloat).view({count, channels, size, size}) /
                   static_cast<double>(count * channels * size * size);
    batch.index = torch::arange(count);
    return batch;
}

/// The column and row from which `to` of one picture was moved; (-99, -99): it was not moved as a whole.
std::pair<int64_t, int64_t> moveOf(const Tensor& from, const Tensor& to, int64_t most) {
    for (int64_t down = -most; down <= most; ++down)
        for (int64_t across = -most; across <= most; ++across)
            if (at::equal(shifted(from.unsqueeze(0), torch::tensor({across}), torch::tensor({down}))[0], to))
                return {across, down};
    return {-99, -99};
}

TEST(Augmentation, MirrorsExactlyTheChosenPictures) {
    const Tensor pixels =
        torch::tensor({{1.F, 2.F, 3.F}, {4.F, 5.F, 6.F}, {7.F, 8.F, 9.F}}).view({1, 1, 3, 3}).repeat({2, 1, 1, 1});
    const Tensor result = mirrored(pixels, torch::tensor({true, false}));
    EXPECT_TRUE(at::equal(result[0][0], torch::tensor({{3.F, 2.F, 1.F}, {6.F, 5.F, 4.F}, {9.F, 8.F, 7.F}})));
    EXPECT_TRUE(at::equal(result[1], pixels[1]));
}

TEST(Augmentation, ShiftsExactlyAndRepeatsTheEdge) {
    const Tensor pixels =
        torch::tensor({{1.F, 2.F, 3.F}, {4.F, 5.F, 6.F}, {7.F, 8.F, 9.F}}).view({1, 1, 3, 3}).repeat({3, 1, 1, 1});
    const Tensor result = shifted(pixels, torch::tensor({int64_t{1}, int64_t{0}, int64_t{-2}}),
                                  torch::tensor({int64_t{0}, int64_t{-1}, int64_t{1}}));
    EXPECT_TRUE(at::equal(result[0][0], torch::tensor({{1.F, 1.F, 2.F}, {4.F, 4.F, 5.F}, {7.F, 7.F, 8.F}})))
        << "one to the right";
    EXPECT_TRUE(at::equal(result[1][0], torch::tensor({{4.F, 5.F, 6.F}, {7.F, 8.F, 9.F}, {7.F, 8.F, 9.F}})))
        << "one up";
    EXPECT_TRUE(at::equal(result[2][0], torch::tensor({{3.F, 3.F, 3.F}, {3.F, 3.F, 3.F}, {6.F, 6.F, 6.F}})))
        << "two to the left, one down";
}

TEST(Augmentation, ColoursAsTorchvisionDoes) {
    // One pixel of (0.2, 0.4, 0.6) and one of (0.9, 0.1, 0.5); expected by hand, as torchvision's functional adjust_*
    // in this order.
    const Tensor pixels = torch::tensor({0.2F, 0.9F, 0.4F, 0.1F, 0.6F, 0.5F}).view({1, 3, 1, 2});
    const Tensor bright = coloured(pixels, torch::tensor({1.5F, 1.F, 1.F}).view({3, 1}));
    EXPECT_TRUE(at::allclose(bright, torch::tensor({0.3F, 1.F, 0.6F, 0.15F, 0.9F, 0.75F}).view({1, 3, 1, 2}), 0, 1e-6));
    // Greys 0.36298 and 0.38471, mean 0.373845.
    const Tensor flat = coloured(pixels, torch::tensor({1.F, 0.F, 1.F}).view({3, 1}));
    EXPECT_TRUE(at::allclose(flat, torch::full({1, 3, 1, 2}, 0.373845F), 0, 1e-5));
    const Tensor grey = coloured(pixels, torch::tensor({1.F, 1.F, 0.F}).view({3, 1}));
    EXPECT_TRUE(at::allclose(grey[0].select(2, 0).flatten(), torch::full({3}, 0.36298F), 0, 1e-5));
    EXPECT_TRUE(at::allclose(grey[0].select(2, 1).flatten(), torch::full({3}, 0.38471F), 0, 1e-5));
    // A grey picture has brightness and contrast alone.
    const Tensor plain = torch::tensor({0.2F, 0.6F}).view({1, 1, 1, 2});
    EXPECT_TRUE(at::allclose(coloured(plain, torch::tensor({1.F, 0.5F, 0.F}).view({3, 1})),
                             torch::tensor({0.3F, 0.5F}).view({1, 1, 1, 2}), 0, 1e-6));
    // So have channels that are no colours, about the mean of all of them.
    const Tensor two = torch::tensor({0.2F, 0.6F, 0.F, 0.4F}).view({1, 2, 1, 2});
    EXPECT_TRUE(at::allclose(coloured(two, torch::tensor({1.F, 0.5F, 0.F}).view({3, 1})),
                             torch::tensor({0.25F, 0.45F, 0.15F, 0.35F}).view({1, 2, 1, 2}), 0, 1e-6));
}

TEST(Augmentation, OffDrawsNothingAndHandsThePixelsOn) {
    Generators generators = augmentationGenerators(3);
    const Tensor before = generators.views.get_state();
    const Batch batch = countedBatch(4);
    const View view = Pictures(specWith({})).make(batch, generators, Purpose::Training).at(0);
    EXPECT_TRUE(view.input.is_same(batch.pixels));
    EXPECT_TRUE(at::equal(generators.views.get_state(), before));
    EXPECT_FALSE(augments(specWith({})));
    for (const auto& [key, value] : SettingValues{{"mirror", true}, {"shift", int64_t{1}}, {"colour", 0.1}})
        EXPECT_TRUE(augments(specWith({{key, value}}))) << key;
}

TEST(Augmentation, EveryPictureHasLotsOfItsOwn) {
    const Batch batch = countedBatch(64);
    Generators generators = augmentationGenerators(3);
    const Tensor mirror = Pictures(specWith({{"mirror", true}})).make(batch, generators, Purpose::Training).at(0).input;
    int64_t reversed = 0;
    for (int64_t i = 0; i < 64; ++i) {
        const bool same = at::equal(mirror[i], batch.pixels[i]);
        EXPECT_TRUE(same || at::equal(mirror[i], batch.pixels[i].flip({2})));
        reversed += same ? 0 : 1;
    }
    EXPECT_GT(reversed, 20);
    EXPECT_LT(reversed, 44);

    const Tensor moved =
        Pictures(specWith({{"shift", int64_t{3}}})).make(batch, generators, Purpose::Training).at(0).input;
    std::set<int64_t> across, down;
    for (int64_t i = 0; i < 64; ++i) {
        const auto move = moveOf(batch.pixels[i], moved[i], 3);
        ASSERT_NE(move.first, -99) << i;
        across.insert(move.first);
        down.insert(move.second);
    }
    EXPECT_EQ(across, (std::set<int64_t>{-3, -2, -1, 0, 1, 2, 3}));
    EXPECT_EQ(down, across);

    Batch colours = countedBatch(64, 3);
    colours.pixels = torch::full({64, 3, 16, 16}, 0.5F);
    const Tensor jittered =
        Pictures(specWith({{"colour", 0.2}}, "vae", 3)).make(colours, generators, Purpose::Training).at(0).input;
    EXPECT_GE(jittered.min().item<float>(), 0.4F - 1e-5F);
    EXPECT_LE(jittered.max().item<float>(), 0.6F + 1e-5F);
    EXPECT_GT(jittered.flatten(1).mean(1).std().item<float>(), 0.03) << "no two alike";
}

TEST(Augmentation, TargetAndInputAreTheSamePictureAndCorruptionComesOnTop) {
    const Batch batch = countedBatch(32);
    Generators generators = augmentationGenerators(5);
    const View clean =
        Pictures(specWith({{"mirror", true}, {"shift", int64_t{2}}})).make(batch, generators, Purpose::Training).at(0);
    EXPECT_TRUE(at::equal(clean.input, clean.target));
    EXPECT_FALSE(at::equal(clean.input, batch.pixels));
    Pictures corrupting(
        specWith({{"mirror", true}, {"corruption", std::string("masking")}, {"corruption_strength", 0.5}}));
    const View spoiled = corrupting.make(batch, generators, Purpose::Training).at(0);
    for (int64_t i = 0; i < 32; ++i)
        EXPECT_TRUE(at::equal(spoiled.target[i], batch.pixels[i]) ||
                    at::equal(spoiled.target[i], batch.pixels[i].flip({2})))
            << "the target is whole";
    EXPECT_TRUE(spoiled.input.eq(spoiled.target).logical_or(spoiled.input.eq(0)).all().item<bool>());
    EXPECT_NEAR(spoiled.input.eq(0).to(at::kFloat).mean().item<float>(), 0.5, 0.03);
}

TEST(Augmentation, HeldOutAndShownPicturesAreNeverAugmented) {
    const Batch batch = countedBatch(8, 3);
    Pictures views(specWith({{"mirror", true}, {"shift", int64_t{4}}, {"colour", 0.5}}, "vae", 3));
    for (const Purpose purpose : {Purpose::HeldOut, Purpose::Showing}) {
        Generators generators = augmentationGenerators(5);
        EXPECT_TRUE(at::equal(views.make(batch, generators, purpose).at(0).input, batch.pixels));
    }
    EXPECT_TRUE(at::equal(views.cleanView(batch).input, batch.pixels));
}

TEST(Augmentation, TheSameSeedGivesTheSameBitsInEitherLayout) {
    const Batch batch = countedBatch(16, 3);
    Pictures views(specWith({{"mirror", true}, {"shift", int64_t{4}}, {"colour", 0.5}}, "vae", 3));
    Generators first = augmentationGenerators(9), again = augmentationGenerators(9), other = augmentationGenerators(10),
               laid = augmentationGenerators(9);
    const Tensor once = views.make(batch, first, Purpose::Training).at(0).input;
    torch::manual_seed(77);
    EXPECT_TRUE(at::equal(views.make(batch, again, Purpose::Training).at(0).input, once));
    EXPECT_FALSE(at::equal(views.make(batch, other, Purpose::Training).at(0).input, once));
    Batch channelsLast = batch;
    channelsLast.pixels = batch.pixels.contiguous(at::MemoryFormat::ChannelsLast);
    const Tensor result = views.make(channelsLast, laid, Purpose::Training).at(0).input;
    EXPECT_TRUE(result.is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(at::allclose(result, once, 0, 1e-6));
}

TEST(Augmentation, BothViewsOfAPictureAreOfTheSameAugmentedOne) {
    const Batch batch = countedBatch(16);
    Generators generators = augmentationGenerators(9);
    TwoViews views(specWith({{"mirror", true}, {"augmentation_strength", 0.0}}, "cr-vae"));
    const auto made = views.make(batch, generators, Purpose::Training);
    ASSERT_EQ(made.size(), 2u);
    EXPECT_FALSE(at::equal(made[0].input, batch.pixels));
    EXPECT_TRUE(at::allclose(made[1].input, made[0].input, 0, 1e-4)) << "a second view that is not moved is the first";
}

TEST(Augmentation, QuadrantsTakeItToo) {
    const Batch batch = countedBatch(32);
    Generators generators = augmentationGenerators(9);
    Quadrants views(specWith({{"mirror", true}}, "cvae-quadrants"));
    const View view = views.make(batch, generators, Purpose::Training).at(0);
    EXPECT_FALSE(at::equal(view.input, batch.pixels));
    EXPECT_TRUE(at::equal(view.lossMask, views.lossMask(batch.pixels))) << "the same quadrant is seen of every picture";
}

TEST(Augmentation, EveryRecipeOffersItAndTablesOfCodesSayWhyNot) {
    for (const Recipe& recipe : recipes())
        for (const char* key : {"mirror", "shift", "colour"})
            EXPECT_NO_THROW(findSetting(recipe.settings, key)) << recipe.name;
    for (const std::string recipe : {"glo", "vad"}) {
        try {
            specWith({{"shift", int64_t{2}}}, recipe);
            FAIL() << recipe;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "model.table");
            EXPECT_NE(std::string(error.what()).find("mirror, shift and colour"), std::string::npos) << error.what();
        }
    }
    // Moved further than the picture is wide there would be nothing of it left.
    EXPECT_NO_THROW(specWith({{"shift", int64_t{15}}}));
    EXPECT_THROW(specWith({{"shift", int64_t{16}}}), Error);
}

}  // namespace
}  // namespace zscape
