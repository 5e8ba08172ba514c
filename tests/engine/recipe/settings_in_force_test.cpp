#include "engine/recipe/settings_in_force.h"

#include "engine/recipe/part_catalogue.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

std::set<std::string> ofDigits(const std::string& recipe, const SettingValues& overrides = {}) {
    return settingsInForce(makeSpec(findRecipe(recipe), overrides, {.channels = 1, .size = 28}));
}

TEST(SettingsInForce, AreThoseOfTheNetworkThatWasChosen) {
    const auto dense = ofDigits("vae-2d");
    EXPECT_TRUE(dense.contains("hidden"));
    EXPECT_FALSE(dense.contains("width")) << "auto is dense for 28 x 28 grey";
    const auto conv = ofDigits("vae-2d", {{"network", std::string("conv")}});
    EXPECT_TRUE(conv.contains("width"));
    EXPECT_FALSE(conv.contains("hidden"));
    for (const auto& keys : {dense, conv}) {
        EXPECT_TRUE(keys.contains("network"));
        EXPECT_TRUE(keys.contains("beta"));
        EXPECT_TRUE(keys.contains("latent_dimensions"));
        EXPECT_TRUE(keys.contains("epochs"));
    }
}

TEST(SettingsInForce, AreThoseOfTheReconstructionThatWasChosen) {
    EXPECT_FALSE(ofDigits("vae-2d").contains("gaussian_sigma"));
    EXPECT_TRUE(ofDigits("vae-2d", {{"reconstruction", std::string("gaussian")}}).contains("gaussian_sigma"));
    const auto dynamic = ofDigits("vae-2d", {{"reconstruction", std::string("bernoulli")}});
    EXPECT_TRUE(dynamic.contains("binarisation"));
    EXPECT_FALSE(dynamic.contains("binarisation_threshold"));
    EXPECT_TRUE(
        ofDigits("vae-2d", {{"reconstruction", std::string("bernoulli")}, {"binarisation", std::string("static")}})
            .contains("binarisation_threshold"));
}

TEST(SettingsInForce, LeaveOutWhatAnotherOneSwitchesOff) {
    EXPECT_FALSE(ofDigits("vae-2d").contains("corruption_strength"));
    EXPECT_TRUE(ofDigits("denoising-ae").contains("corruption_strength"));
    EXPECT_FALSE(ofDigits("sparse-ae").contains("sparsity_rho"));
    EXPECT_TRUE(ofDigits("sparse-ae", {{"sparsity", std::string("kl")}}).contains("sparsity_rho"));
}

TEST(SettingsInForce, AreAllThatANetworkMayBecomeBeforeThereAreImages) {
    const auto keys = settingsInForce(findRecipe("vae-2d"));
    EXPECT_TRUE(keys.contains("hidden"));
    EXPECT_TRUE(keys.contains("width"));
    EXPECT_FALSE(keys.contains("gaussian_sigma"));
}

/// Nothing that a recipe declares is out of reach: some choice brings each setting into force.
TEST(SettingsInForce, EachSettingOfARecipeIsInForceForSomeChoice) {
    for (const Recipe& recipe : recipes()) {
        std::set<std::string> seen;
        std::vector<SettingValues> tried{{}};
        for (const Setting& setting : recipe.settings)
            if (setting.type == Setting::Type::Choice)
                for (const std::string& choice : setting.choices) {
                    tried.push_back({{setting.key, choice}});
                    if (setting.key == "binarisation") tried.back()["reconstruction"] = std::string("bernoulli");
                }
        for (const SettingValues& overrides : tried) {
            Recipe chosen = recipe;
            for (Setting& setting : chosen.settings)
                if (const auto own = overrides.find(setting.key); own != overrides.end()) setting.value = own->second;
            SettingValues values;
            for (const Setting& setting : chosen.settings) values[setting.key] = setting.value;
            for (const Selector& selector : selectors())
                if (const auto own = values.find(selector.setting.key); own != values.end())
                    for (auto& [role, kind] : chosen.parts)
                        if (std::find(selector.roles.begin(), selector.roles.end(), role) != selector.roles.end() &&
                            std::find(selector.setting.choices.begin(), selector.setting.choices.end(), kind) !=
                                selector.setting.choices.end())
                            kind = std::get<std::string>(own->second);
            seen.merge(settingsInForce(chosen));
        }
        for (const Setting& setting : recipe.settings)
            EXPECT_TRUE(seen.contains(setting.key)) << recipe.name << " " << setting.key;
    }
}

}  // namespace
}  // namespace zscape
