#include "engine/core/error.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// A run that is told one of three labels, and other images with the same pixels under labels of another set.
struct ToldLabels : testing::Test {
    std::unique_ptr<Trainer> trainer = [] {
        SmallRun small;
        small.recipe = "cvae";
        small.overrides["hidden"] = std::string("40");
        auto made = small.make();
        train(*made, 30);
        return made;
    }();

    static MemoryImages others(std::vector<std::string> names, std::vector<int> ofTurn) {
        MemoryImages images(12, 16, 1, 99);
        images.setLabels(std::move(names), std::move(ofTurn));
        return images;
    }
    TermValues measured(const MemoryImages& images, const std::vector<int64_t>& indices) {
        return trainer->evaluate(images, indices, /*sampled=*/false, 1);
    }
};

TEST_F(ToldLabels, HeldOutImagesOfFewerClassesKeepTheirLabels) {
    const std::vector<int64_t> some{1, 2, 4, 5, 7, 8};
    const TermValues ofAll = measured(others({"one", "two", "three"}, {0, 1, 2}), some);
    // The same labels by name: without the first class, in another order, and among others.
    EXPECT_EQ(measured(others({"two", "three"}, {0, 0, 1}), some).values, ofAll.values);
    EXPECT_EQ(measured(others({"three", "two"}, {1, 1, 0}), some).values, ofAll.values);
    EXPECT_EQ(measured(others({"ape", "one", "two", "three"}, {1, 2, 3}), some).values, ofAll.values);
    EXPECT_NE(measured(others({"one", "two", "three"}, {0, 0, 1}), some).values, ofAll.values)
        << "a label costs something";
}

TEST_F(ToldLabels, ImagesWhoseLabelIsUnknownAreNotMeasured) {
    const TermValues some = measured(others({"two"}, {0}), {0, 2, 4});
    EXPECT_EQ(some.images, 3);
    const TermValues among = measured(others({"two", "zebra"}, {0, 1, 0, -1}), {0, 1, 2, 3, 4});
    EXPECT_EQ(among.images, 3);
    EXPECT_EQ(among.values, some.values);
    const TermValues none = measured(others({"zebra"}, {0, -1}), {0, 1, 2});
    EXPECT_EQ(none.images, 0);
    EXPECT_TRUE(none.values.empty());
}

TEST_F(ToldLabels, ABatchOfWhatTheRunDoesNotKnowIsRefused) {
    const MemoryImages images = others({"two", "zebra"}, {0, 1});
    const BatchAssembler assembler(borrowed(images), at::kCPU, false, nullptr, labelsFor(trainer->spec(), images));
    EXPECT_EQ(assembler.make({0, 2}).label.data_ptr<int64_t>()[1], 1);
    try {
        (void)assembler.make({0, 1});
        FAIL() << "a label that is none was taken for one";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "label.unknown");
        EXPECT_NE(std::string(error.what()).find("zebra"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace zscape
