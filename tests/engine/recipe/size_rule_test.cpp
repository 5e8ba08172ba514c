#include "engine/recipe/size_rule.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <set>

namespace zscape {
namespace {

/// What a recipe makes of so many training images; labels and a size that every recipe but one can read.
ModelSpec specFor(const Recipe& recipe, int64_t images, const SettingValues& overrides = {}) {
    DataShape shape;
    shape.channels = recipe.name == "conv-ae-32" ? 3 : 1;
    shape.size = 32;
    shape.labels = 3;
    shape.labelNames = {"one", "two", "three"};
    shape.images = images;
    return makeSpec(recipe, overrides, shape);
}

/// They compare the images of a batch, and need at least 64.
const std::set<std::string> kComparing = {"beta-tcvae", "wae-mmd", "cr-vae", "bn-vae", "scale-vae"};

TEST(SizeRule, ManyImagesGetWhatTheRecipePublishes) {
    // Written down once more, apart from the recipes: whoever changes one says so in the other.
    for (const int64_t images : {54000, 60000, 182339}) {
        for (const Recipe& recipe : recipes()) {
            const ModelSpec spec = specFor(recipe, images);
            EXPECT_EQ(spec.integer("batch_size"), 128) << recipe.name << " " << images;
            EXPECT_EQ(spec.integer("epochs"), recipe.name == "vae-dense" ? 10 : 20) << recipe.name << " " << images;
            // And every other value is the declaration's.
            for (const Setting& setting : recipe.settings)
                EXPECT_EQ(spec.values.at(setting.key), setting.value) << recipe.name << " " << setting.key;
        }
    }
}

TEST(SizeRule, AFewImagesGetSmallBatchesAndAsManyStepsAsPicturesNeed) {
    struct Case {
        int64_t images, batch, epochs;
    };
    // 800, 2,000 and 500 pictures less the tenth that is held out.
    for (const Case& few : {Case{720, 32, 109}, {1800, 32, 44}, {450, 32, 167}}) {
        for (const Recipe& recipe : recipes()) {
            const bool compares = kComparing.contains(recipe.name);
            const ModelSpec spec = specFor(recipe, few.images);
            EXPECT_EQ(spec.integer("batch_size"), compares ? 64 : few.batch) << recipe.name;
            if (compares) continue;
            EXPECT_EQ(spec.integer("epochs"), few.epochs) << recipe.name << " " << few.images;
            EXPECT_EQ(spec.automatic, (std::set<std::string>{"batch_size", "epochs"}));
        }
    }
}

TEST(SizeRule, NeitherFallsAsImagesBecomeMore) {
    int64_t batch = 0, steps = 0;
    for (int64_t images = 1; images < 100000; images += 97) {
        const int64_t now = batchForImages(images, 128, 1);
        EXPECT_GE(now, batch) << images;
        batch = now;
        const int64_t perEpoch = (images + now - 1) / now;
        steps = epochsForSteps(perEpoch, 20) * perEpoch;
        EXPECT_GE(steps, 2500) << images;
    }
    EXPECT_EQ(batch, 128);
    EXPECT_EQ(batchForImages(0, 128, 1), 128) << "nobody knows yet how many there are";
    EXPECT_EQ(epochsForSteps(0, 20), 20);
    EXPECT_EQ(batchForImages(100, 16, 1), 16) << "a recipe's own small batch is never made larger";
}

TEST(SizeRule, ANumberThatAPersonGaveStands) {
    const Recipe recipe = findRecipe("vae-2d");
    const ModelSpec given = specFor(recipe, 720, {{"batch_size", int64_t{128}}, {"epochs", int64_t{3}}});
    EXPECT_EQ(given.integer("batch_size"), 128);
    EXPECT_EQ(given.integer("epochs"), 3);
    EXPECT_TRUE(given.automatic.empty());
    // Epochs go by the steps of the batch that was given.
    const ModelSpec half = specFor(recipe, 720, {{"batch_size", int64_t{128}}});
    EXPECT_EQ(half.integer("epochs"), 417);
    EXPECT_EQ(half.automatic, std::set<std::string>{"epochs"});
    // 0 asks for the choice.
    const ModelSpec asked = specFor(recipe, 720, {{"batch_size", int64_t{0}}, {"epochs", int64_t{0}}});
    EXPECT_EQ(asked.values, specFor(recipe, 720).values);
    EXPECT_EQ(asked.automatic.size(), 2u);
    EXPECT_THROW(specFor(recipe, 720, {{"batch_size", int64_t{-1}}}), Error);
    EXPECT_EQ(specFor(findRecipe("wae-mmd"), 720, {{"batch_size", int64_t{8}}}).integer("batch_size"), 8)
        << "the person's number stands there too";
}

TEST(SizeRule, ARunKeepsWhatWasChosenForIt) {
    const ModelSpec spec = specFor(findRecipe("vae-2d"), 720);
    ModelSpec read = specFromJson(specToJson(spec));
    EXPECT_EQ(read.values, spec.values);
    EXPECT_EQ(read.automatic, spec.automatic);
    EXPECT_EQ(chosenBySize(read, "batch_size"), 32);
    EXPECT_EQ(chosenBySize(read, "epochs"), 109);
    // A run of before there was a choice says nothing of it, and keeps its numbers.
    std::string old =
        specToJson(specFor(findRecipe("vae-2d"), 720, {{"batch_size", int64_t{128}}, {"epochs", int64_t{20}}}));
    const size_t place = old.find("\"automatic\":[],");
    ASSERT_NE(place, std::string::npos) << old;
    old.erase(place, std::string("\"automatic\":[],").size());
    read = specFromJson(old);
    EXPECT_EQ(read.integer("batch_size"), 128);
    EXPECT_EQ(read.integer("epochs"), 20);
    EXPECT_TRUE(read.automatic.empty());
}

}  // namespace
}  // namespace zscape
