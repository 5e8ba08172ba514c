#include "engine/model/quadrants.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

Quadrants quadrants(int64_t seen, int size) {
    DataShape shape;
    shape.size = size;
    return Quadrants(makeSpec(findRecipe("cvae-quadrants"), {{"seen_quadrants", seen}}, shape));
}

/// Hidden shares of the four quarters, upper left, upper right, lower left, lower right.
std::vector<double> hiddenShares(const Tensor& lossMask) {
    const int64_t size = lossMask.size(2), half = size / 2;
    std::vector<double> shares;
    for (const int64_t top : {int64_t{0}, half})
        for (const int64_t left : {int64_t{0}, half})
            shares.push_back(lossMask.slice(2, top, top == 0 ? half : size)
                                 .slice(3, left, left == 0 ? half : size)
                                 .to(at::kDouble)
                                 .mean()
                                 .item<double>());
    return shares;
}

TEST(Quadrants, AreSeenFromTheLowerLeftOneClockwise) {
    for (const int size : {28, 21}) {
        const Tensor like = torch::zeros({1, 1, size, size});
        EXPECT_EQ(hiddenShares(quadrants(1, size).lossMask(like)), (std::vector<double>{1, 1, 0, 1})) << size;
        EXPECT_EQ(hiddenShares(quadrants(2, size).lossMask(like)), (std::vector<double>{0, 1, 0, 1})) << size;
        EXPECT_EQ(hiddenShares(quadrants(3, size).lossMask(like)), (std::vector<double>{0, 0, 0, 1})) << size;
    }
}

TEST(Quadrants, ViewsCarryTheWholePictureAndWhatCounts) {
    Batch batch;
    batch.pixels = torch::rand({5, 3, 20, 20});
    batch.index = torch::arange(5);
    DataShape shape;
    shape.size = 20;
    shape.channels = 3;
    Quadrants views(makeSpec(findRecipe("cvae-quadrants"), {}, shape));
    Generators generators{at::make_generator<at::CPUGeneratorImpl>(1), at::make_generator<at::CPUGeneratorImpl>(2)};
    const Tensor before = generators.views.get_state();
    for (const Purpose purpose : {Purpose::Training, Purpose::HeldOut, Purpose::Showing}) {
        const std::vector<View> made = views.make(batch, generators, purpose);
        ASSERT_EQ(made.size(), 1U);
        EXPECT_TRUE(at::equal(made[0].input, batch.pixels));
        EXPECT_TRUE(at::equal(made[0].target, batch.pixels));
        EXPECT_EQ(made[0].lossMask.sizes(), (std::vector<int64_t>{1, 1, 20, 20}));
    }
    EXPECT_TRUE(at::equal(views.cleanView(batch).lossMask, views.lossMask(batch.pixels)));
    EXPECT_TRUE(at::equal(generators.views.get_state(), before)) << "nothing is drawn";
}

}  // namespace
}  // namespace zscape
