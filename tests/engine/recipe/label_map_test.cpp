#include "engine/recipe/label_map.h"

#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <numeric>

namespace zscape {
namespace {

DataShape runOf(std::vector<std::string> names) {
    DataShape shape;
    shape.labels = static_cast<int64_t>(names.size());
    shape.labelNames = std::move(names);
    return shape;
}

std::vector<int64_t> firstImages(int64_t count) {
    std::vector<int64_t> indices(static_cast<size_t>(count));
    std::iota(indices.begin(), indices.end(), int64_t{0});
    return indices;
}

TEST(LabelMap, GoesByNameWhateverTheNumber) {
    MemoryImages images(8, 4, 1);
    images.setLabels({"bee", "cow", "zebra"}, {0, 1, 2, -1});
    const LabelMap map(runOf({"ape", "bee", "cow"}), images);
    EXPECT_EQ(map.of(0), 1);
    EXPECT_EQ(map.of(1), 2);
    EXPECT_EQ(map.of(2), -1) << "the run does not know it";
    EXPECT_EQ(map.of(3), -1) << "it has none";
    EXPECT_EQ(map.known(firstImages(8)), (std::vector<int64_t>{0, 1, 4, 5}));
}

TEST(LabelMap, SaysWhichLabelsAreUnknownAndHowManyImagesHaveThem) {
    MemoryImages images(14, 4, 1);
    images.setLabels({"ape", "yak", "zebra"}, {1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, -1});
    const LabelMap map(runOf({"ape"}), images);
    EXPECT_EQ(map.unknown(firstImages(13)), "2 labels that the run does not know: yak (1 image), zebra (12 images)");
    EXPECT_EQ(map.unknown(firstImages(14)),
              "2 labels that the run does not know: yak (1 image), zebra (12 images); 1 image without a label");
    EXPECT_EQ(map.unknown({13}), "1 image without a label");
    EXPECT_EQ(map.unknown({}), "");
    EXPECT_EQ(map.notMeasured(firstImages(2))->sentence(),
              "2 of 2 images are not measured, for this model is told each picture's label: 2 labels that the run does "
              "not know: yak (1 image), zebra (1 image).");
    images.setLabels({"ape"}, {0});
    EXPECT_FALSE(LabelMap(runOf({"ape"}), images).notMeasured(firstImages(14)));
}

TEST(LabelMap, NamesTwelveAndCountsTheRest) {
    MemoryImages images(20, 4, 1);
    std::vector<std::string> names;
    std::vector<int> turn;
    for (int i = 0; i < 20; ++i) {
        names.push_back("n" + std::to_string(i));
        turn.push_back(i);
    }
    images.setLabels(names, turn);
    const std::string text = LabelMap(runOf({"ape", "bee"}), images).unknown(firstImages(20));
    EXPECT_TRUE(text.starts_with("20 labels that the run does not know: n0 (1 image), n1 (1 image)")) << text;
    EXPECT_TRUE(text.ends_with("n11 (1 image) and 8 more")) << text;
}

TEST(LabelMap, WithoutNamesThoseOfTheImagesStandIn) {
    MemoryImages images(6, 4, 1);
    DataShape old;
    old.labels = 2;
    const LabelMap map(old, images);
    EXPECT_EQ(map.of(1), 1);
    EXPECT_EQ(map.of(2), -1) << "the run has two labels, and this is the third";
}

TEST(LabelMap, OnlyRunsThatAreToldLabelsLeaveImagesOut) {
    MemoryImages images(6, 4, 1);
    images.setLabels({"zebra"}, {0, -1});
    ModelSpec spec;
    spec.shape = runOf({"ape", "bee"});
    EXPECT_EQ(knownTo(spec, images, {0, 1, 2}), (std::vector<int64_t>{0, 1, 2}));
    spec.recipe.parts.emplace_back("condition", "label");
    EXPECT_TRUE(knownTo(spec, images, {0, 1, 2}).empty());
}

}  // namespace
}  // namespace zscape
