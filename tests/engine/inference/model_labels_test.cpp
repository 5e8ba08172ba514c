#include "engine/inference/model_labels.h"

#include "tests/engine/code_of.h"
#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

ModelLabels labelsOf(const std::string& recipe, std::vector<std::string> names = {"one", "two", "three"}) {
    return ModelLabels(makeSpec(findRecipe(recipe), {}, {1, 16, 3, 150, std::move(names)}));
}

MemoryImages imagesOf(std::vector<std::string> names, std::vector<int> ofTurn) {
    MemoryImages images(12, 16, 1);
    images.setLabels(std::move(names), std::move(ofTurn));
    return images;
}

TEST(ModelLabels, AnImageHasItsLabelByName) {
    const ModelLabels labels = labelsOf("cvae");
    const MemoryImages images = imagesOf({"three", "ape", "one"}, {0, 2, 1, -1});
    EXPECT_EQ(labels.of(images, {0, 1, 4}), (std::vector<int64_t>{2, 0, 2}));
    EXPECT_EQ(labels.known(images, {0, 1, 2, 3, 4}), (std::vector<int64_t>{0, 1, 4}));
    const auto reader = labels.reader(images, {0, 1});
    EXPECT_EQ(reader(1), 0);
    std::string sentence;
    EXPECT_EQ(codeOf([&] { (void)labels.of(images, {0, 2, 3}); }, &sentence), "label.unknown");
    EXPECT_NE(sentence.find("ape (1 image); 1 image without a label"), std::string::npos) << sentence;
    EXPECT_EQ(labels.notMeasured(images, {0, 2})->code, "label.unmeasured");
    EXPECT_FALSE(labels.notMeasured(images, {0, 1}));
}

TEST(ModelLabels, AGivenLabelIsThatOfEveryImage) {
    ModelLabels labels = labelsOf("cvae");
    const MemoryImages images = imagesOf({"ape"}, {0, -1});
    labels.use("two");
    EXPECT_EQ(labels.of(images, {0, 1}), (std::vector<int64_t>{1, 1}));
    EXPECT_EQ(labels.known(images, {0, 1}), (std::vector<int64_t>{0, 1}));
    EXPECT_FALSE(labels.notMeasured(images, {0, 1}));
    EXPECT_EQ(labels.inTurn(3), (std::vector<int64_t>{1, 1, 1}));
    EXPECT_EQ(labels.each({}, 2), (std::vector<int64_t>{1, 1}));
    EXPECT_EQ(codeOf([&] { labels.use("ape"); }), "label.unknown");
}

TEST(ModelLabels, NumbersAreThoseOfTheModelAndNoOthers) {
    const ModelLabels labels = labelsOf("cvae");
    const std::vector<int64_t> given{2, 0};
    EXPECT_EQ(labels.each(given, 2), given);
    EXPECT_EQ(codeOf([&] { (void)labels.each({}, 2); }), "label.missing");
    for (const int64_t none : {-1, 3}) {
        const std::vector<int64_t> wrong{0, none};
        EXPECT_EQ(codeOf([&] { (void)labels.each(wrong, 2); }), "label.unknown") << none;
    }
    EXPECT_EQ(labels.inTurn(5), (std::vector<int64_t>{0, 1, 2, 0, 1}));
}

TEST(ModelLabels, ARunOfAnOlderVersionHasNumbersAlone) {
    const ModelLabels labels = labelsOf("cvae", {});
    EXPECT_EQ(labels.inTurn(4), (std::vector<int64_t>{0, 1, 2, 0}));
    EXPECT_EQ(labels.of(imagesOf({"a", "b", "c"}, {2, 0}), {0, 1}), (std::vector<int64_t>{2, 0}));
}

TEST(ModelLabels, AModelThatReadsNoneHasNone) {
    ModelLabels labels = labelsOf("vae-dense");
    const MemoryImages images = imagesOf({"ape"}, {0, -1});
    EXPECT_TRUE(labels.of(images, {0, 1}).empty());
    EXPECT_EQ(labels.known(images, {0, 1}), (std::vector<int64_t>{0, 1}));
    EXPECT_FALSE(labels.reader(images, {0, 1}));
    EXPECT_TRUE(labels.each({}, 2).empty());
    EXPECT_TRUE(labels.inTurn(2).empty());
    EXPECT_EQ(codeOf([&] { labels.use("one"); }), "label.unread");
}

}  // namespace
}  // namespace zscape
