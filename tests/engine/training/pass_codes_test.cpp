#include "engine/training/pass_codes.h"

#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

SmallRun passRunOf(const std::string& recipe, SettingValues overrides = {}) {
    SmallRun run;
    run.recipe = recipe;
    run.overrides = std::move(overrides);
    run.overrides.try_emplace("network", std::string("dense"));
    run.overrides.try_emplace("hidden", std::string("40"));
    const auto& settings = findRecipe(recipe).settings;
    std::erase_if(run.overrides, [&](const auto& value) {
        return std::none_of(settings.begin(), settings.end(),
                            [&](const Setting& setting) { return setting.key == value.first; });
    });
    return run;
}

/// The codes of the next step's pass, and what encode() says of the same images just before it.
struct Compared {
    std::vector<float> pass, encoded;
    int64_t images = 0;
};
Compared compareNext(Trainer& trainer) {
    // Whose turn it is, is known only afterwards: all are encoded.
    std::vector<int64_t> all(200);
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int64_t>(i);
    std::vector<int64_t> unsearched;
    std::copy_if(all.begin(), all.end(), std::back_inserter(unsearched),
                 [&](int64_t image) { return !trainer.searchesFor(image); });
    const std::vector<float> encoded = trainer.encode(unsearched);
    const auto dimensions = static_cast<size_t>(trainer.latentDimensions());
    const int64_t step = trainer.step();
    trainer.keepPassCodes(true);
    trainer.takePassCodes(true);
    trainer.advance();
    Compared compared;
    for (const Trainer::PassCodes& pass : trainer.takePassCodes(true)) {
        EXPECT_EQ(pass.step, step) << "of the weights before the step";
        EXPECT_EQ(pass.codes.size(), pass.images.size() * dimensions);
        compared.images += static_cast<int64_t>(pass.images.size());
        compared.pass.insert(compared.pass.end(), pass.codes.begin(), pass.codes.end());
        for (const int64_t image : pass.images) {
            const auto at = std::find(unsearched.begin(), unsearched.end(), image) - unsearched.begin();
            compared.encoded.insert(compared.encoded.end(),
                                    encoded.begin() + at * static_cast<std::ptrdiff_t>(dimensions),
                                    encoded.begin() + (at + 1) * static_cast<std::ptrdiff_t>(dimensions));
        }
    }
    return compared;
}

class PassCodesOf : public testing::TestWithParam<const char*> {};

// Every latent, bound, table, condition and view whose encoder sees the pictures as they are.
INSTANTIATE_TEST_SUITE_P(Recipes, PassCodesOf,
                         testing::Values("ae", "vae-dense", "sparse-ae", "iwae", "beta-tcvae", "cr-vae", "cvae",
                                         "cvae-quadrants", "delta-vae", "scale-vae", "glo", "vad", "pca", "drawn-beta"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST_P(PassCodesOf, AreWhatEncodeGives) {
    auto trainer = passRunOf(GetParam()).make();
    train(*trainer, 7);
    for (const int64_t expected : {32, 32, 22, 32}) {  // the last batch of an epoch is smaller
        const Compared compared = compareNext(*trainer);
        EXPECT_TRUE(trainer->passesShowCodes());
        ASSERT_EQ(compared.images, expected);
        double scale = 1e-3, most = 0;
        for (size_t i = 0; i < compared.pass.size(); ++i) {
            scale = std::max(scale, std::abs(static_cast<double>(compared.encoded[i])));
            most = std::max(most, std::abs(static_cast<double>(compared.pass[i] - compared.encoded[i])));
        }
        // Scale-VAE's factor is a running one, which the pass itself moves: by a tenth of what is new.
        EXPECT_LT(most, (std::string(GetParam()) == "scale-vae" ? 0.2 : 1e-4) * scale);
    }
}

TEST(PassCodes, ACorruptedOrDrawnPictureGivesNone) {
    const SettingValues drawn{{"reconstruction", std::string("bernoulli")}, {"binarisation", std::string("dynamic")}};
    const std::vector<std::pair<std::string, SettingValues>> runs{
        {"denoising-ae", {}}, {"denoising-vae", {}}, {"ae", drawn}};
    for (const auto& [recipe, overrides] : runs) {
        auto trainer = passRunOf(recipe, overrides).make();
        trainer->keepPassCodes(true);
        train(*trainer, 3);
        EXPECT_FALSE(trainer->passesShowCodes()) << recipe;
        EXPECT_TRUE(trainer->takePassCodes(true).empty()) << recipe;
    }
}

TEST(PassCodes, AnEncoderWithBatchNormIsNearItsCodesAndGivesNoneOfTinyBatches) {
    SmallRun run;
    run.recipe = "vae";
    run.channels = 3;
    run.overrides["batch_size"] = int64_t{50};
    run.overrides["latent_dimensions"] = int64_t{2};
    auto trainer = run.make();
    EXPECT_FALSE(trainer->encoderIsSettled());
    train(*trainer, 60);
    EXPECT_TRUE(trainer->encoderIsSettled());
    EXPECT_TRUE(SmallRun().make()->encoderIsSettled()) << "without BatchNorm there is nothing to settle";
    const Compared compared = compareNext(*trainer);
    ASSERT_EQ(compared.images, 50);
    double apart = 0, spread = 0, mean = 0;
    for (const float value : compared.encoded) mean += value / static_cast<double>(compared.encoded.size());
    for (size_t i = 0; i < compared.pass.size(); ++i) {
        apart += std::pow(compared.pass[i] - compared.encoded[i], 2);
        spread += std::pow(compared.encoded[i] - mean, 2);
    }
    EXPECT_LT(std::sqrt(apart / spread), 0.5);
    EXPECT_GT(apart, 0) << "it measures its batch";
    // 150 = 3 x 49 + 3
    run.overrides["batch_size"] = int64_t{49};
    auto uneven = run.make();
    uneven->keepPassCodes(true);
    train(*uneven, static_cast<int>(uneven->stepsPerEpoch()));
    const auto passes = uneven->takePassCodes(true);
    ASSERT_EQ(passes.size(), 3U);
    EXPECT_EQ(passes.back().images.size(), 49U);
    EXPECT_TRUE(uneven->passesShowCodes());
}

TEST(PassCodes, KeptOrNotTrainingIsTheSameBits) {
    for (const char* recipe : {"vae-dense", "vae", "glo", "lagging", "scale-vae"}) {
        SmallRun run = passRunOf(recipe);
        if (run.recipe == "vae") run.overrides = {{"width", int64_t{4}}};  // convolutional, with BatchNorm
        auto without = run.make(), with = run.make();
        with->keepPassCodes(true);
        std::vector<std::vector<double>> rows;
        for (int i = 0; i < 12; ++i) {
            with->keepPassCodes(i % 3 != 2);
            for (auto& row : train(*with, 1)) rows.push_back(std::move(row));
            with->takePassCodes();
        }
        EXPECT_EQ(rows, train(*without, 12)) << recipe;
        EXPECT_EQ(weightBits(*with), weightBits(*without)) << recipe;
        EXPECT_EQ(with->checkpoint().bytes, without->checkpoint().bytes) << recipe;
    }
}

TEST(PassCodes, CodesThatAreNotFiniteAreLeftOut) {
    PassCodeLog log(at::kCPU);
    const Tensor codes = at::arange(6, at::kFloat).reshape({3, 2});
    codes[1][1] = std::numeric_limits<float>::quiet_NaN();
    log.push(9, {4, 5, 6}, codes);
    const auto passes = log.collect(false);
    ASSERT_EQ(passes.size(), 1U);
    EXPECT_EQ(passes[0].step, 9);
    EXPECT_EQ(passes[0].images, (std::vector<int64_t>{4, 6}));
    EXPECT_EQ(passes[0].codes, (std::vector<float>{0, 1, 4, 5}));
    EXPECT_TRUE(log.collect(true).empty());
}

TEST(PassCodes, NoMoreAreKeptThanAnyoneSees) {
    PassCodeLog log(at::kCPU);
    const Tensor codes = at::zeros({1000, 2});
    const std::vector<int64_t> images(1000, 0);
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 5000; ++i) log.push(i, images, codes);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const double most = PassCodeLog::kNumbersPerSecond * (1 + took.count()) / (1000.0 * PassCodeLog::kLeastNumbers) + 1;
    const auto kept = log.collect(true).size();
    EXPECT_LE(static_cast<double>(kept), most);
    EXPECT_GE(kept, 199U);
}

}  // namespace
}  // namespace zscape
