#include "engine/recipe/recipe.h"

#include "engine/core/error.h"
#include "engine/recipe/part_catalogue.h"
#include "engine/recipe/recipe_groups.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace zscape {
namespace {

TEST(Recipes, AreInThePickersOrder) {
    std::vector<std::string> names;
    for (const auto& recipe : recipes()) names.push_back(recipe.name);
    EXPECT_EQ(names, (std::vector<std::string>{"vae-2d",
                                               "ae",
                                               "vae",
                                               "vae-dense",
                                               "beta-vae",
                                               "denoising-ae",
                                               "vae-kl-qp",
                                               "vae-kl-pq",
                                               "vae-ce-qp",
                                               "vae-ce-pq",
                                               "vae-residual",
                                               "conv-ae-32",
                                               "annealed",
                                               "cyclical",
                                               "drawn-beta",
                                               "capacity",
                                               "free-bits",
                                               "control-vae",
                                               "skip-vae",
                                               "delta-vae",
                                               "bn-vae",
                                               "scale-vae",
                                               "lagging",
                                               "beta-tcvae",
                                               "wae-mmd",
                                               "iwae",
                                               "inverse-lipschitz",
                                               "cr-vae",
                                               "cr-vae-consistency",
                                               "cvae",
                                               "cvae-quadrants",
                                               "sparse-ae",
                                               "denoising-vae",
                                               "pca",
                                               "glo",
                                               "vad"}));
}

TEST(Recipes, SayWhatTheyAreFor) {
    for (const auto& recipe : recipes()) {
        EXPECT_FALSE(recipe.title.empty()) << recipe.name;
        EXPECT_TRUE(recipe.sentence.ends_with('.')) << recipe.name;
        EXPECT_FALSE(recipe.paper.empty()) << recipe.name;
    }
}

TEST(Recipes, EachIsOfOneGroup) {
    std::array<int, kRecipeGroups> sizes{};
    for (const auto& recipe : recipes()) ++sizes[static_cast<size_t>(groupOf(recipe.name))];
    EXPECT_EQ(sizes, (std::array<int, kRecipeGroups>{5, 4, 3, 12, 1, 2, 9}));
    EXPECT_EQ(groupOf("vae-2d"), RecipeGroup::StartHere);
    EXPECT_EQ(groupOf("free-bits"), RecipeGroup::AgainstCollapse);
    EXPECT_THROW(groupOf("transformer"), Error);
}

TEST(Recipes, SayWhatTheyAskOfImages) {
    EXPECT_EQ(needsOf(findRecipe("vae-2d")), RecipeNeeds::AnyImages);
    EXPECT_EQ(needsOf(findRecipe("vae")), RecipeNeeds::Convolvable);
    EXPECT_EQ(needsOf(findRecipe("vae-residual")), RecipeNeeds::Convolvable);
    EXPECT_EQ(needsOf(findRecipe("conv-ae-32")), RecipeNeeds::Colour32);
    EXPECT_EQ(needsOf(findRecipe("cvae")), RecipeNeeds::Labels);
}

TEST(Recipes, ShowWhatMattersFirst) {
    std::vector<std::string> primary;
    for (const auto& setting : findRecipe("vae-2d").settings)
        if (setting.primary) primary.push_back(setting.key);
    EXPECT_EQ(primary, (std::vector<std::string>{"beta", "learning_rate", "epochs", "batch_size"}));
    for (size_t i = 0; i < primary.size(); ++i) EXPECT_EQ(findRecipe("vae-2d").settings[i].key, primary[i]);
}

TEST(Recipes, AnAutoencoderHasNoBeta) {
    for (const auto& setting : findRecipe("ae").settings) EXPECT_NE(setting.key, "beta");
    EXPECT_THROW(findSetting(findRecipe("ae").settings, "beta"), Error);
}

TEST(Recipes, DeclareEverySettingOnceWithASentence) {
    for (const auto& recipe : recipes()) {
        std::set<std::string> keys;
        for (const auto& setting : recipe.settings) {
            EXPECT_TRUE(keys.insert(setting.key).second) << recipe.name << " " << setting.key;
            EXPECT_FALSE(setting.label.empty()) << setting.key;
            EXPECT_TRUE(setting.sentence.ends_with('.')) << setting.key;
            EXPECT_NO_THROW(checkSetting(setting, setting.value)) << recipe.name << " " << setting.key;
        }
    }
}

TEST(Recipes, CarryTheirOwnDefaults) {
    const auto value = [](const std::string& recipe, const std::string& key) {
        return formatSetting(findSetting(findRecipe(recipe).settings, key).value);
    };
    EXPECT_EQ(value("vae-2d", "latent_dimensions"), "2");
    EXPECT_EQ(value("vae-2d", "learning_rate"), "0.0005");
    EXPECT_EQ(value("vae-2d", "epochs"), "20");
    EXPECT_EQ(value("vae", "latent_dimensions"), "16");
    EXPECT_EQ(value("vae", "width"), "32");
    EXPECT_EQ(value("vae-dense", "hidden"), "400");
    EXPECT_EQ(value("vae-dense", "latent_dimensions"), "20");
    EXPECT_EQ(value("vae-dense", "epochs"), "10");
    EXPECT_EQ(value("beta-vae", "beta"), "4");
    EXPECT_EQ(value("denoising-ae", "corruption"), "gaussian");
}

TEST(Recipes, AnUnknownNameGetsTheNearest) {
    try {
        findRecipe("vae-dens");
        FAIL() << "an unknown recipe was found";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "recipe.unknown");
        EXPECT_NE(std::string(error.what()).find("vae-dense"), std::string::npos) << error.what();
    }
    EXPECT_THROW(findRecipe("transformer"), Error);
}

TEST(PartCatalogue, NamesTheNearKind) {
    try {
        findPart("likelihood", "bernouli");
        FAIL() << "an unknown part was found";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "model.part");
        EXPECT_NE(std::string(error.what()).find("bernoulli"), std::string::npos) << error.what();
    }
    EXPECT_THROW(findPart("wheel", "round"), Error);
}

TEST(PartCatalogue, ReadsLayerWidths) {
    EXPECT_EQ(readHiddenWidths("400"), (std::vector<int64_t>{400}));
    EXPECT_EQ(readHiddenWidths("512-256"), (std::vector<int64_t>{512, 256}));
    for (const char* bad : {"", "-", "400-", "-400", "0", "400,200", "4e2", "20000", "400--200", " 400",
                            "1-2-3-4-5-6-7-8-9", "99999999999999999999"})
        EXPECT_THROW(readHiddenWidths(bad), Error) << bad;
}

}  // namespace
}  // namespace zscape
