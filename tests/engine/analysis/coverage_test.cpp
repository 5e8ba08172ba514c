#include "engine/analysis/coverage.h"

#include "engine/core/error.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace zscape {
namespace {

at::Tensor points(int count, int a, int b, int c, int d, double shift) {
    at::Tensor rows = at::empty({count, 2}, at::kDouble);
    for (int i = 0; i < count; ++i) {
        rows[i][0] = (a * i + b) % 11 + shift;
        rows[i][1] = (c * i + d) % 13;
    }
    return rows;
}

/// Counted one by one in plain Python from Naeem et al.'s definition.
TEST(Coverage, AgreesWithACountByHand) {
    const at::Tensor real = points(12, 7, 0, 5, 3, 0), samples = points(9, 3, 1, 4, 0, 0.5);
    EXPECT_DOUBLE_EQ(coverage(real, samples, 1), 5 / 12.0);
    EXPECT_DOUBLE_EQ(coverage(real, samples, 3), 11 / 12.0);
    EXPECT_DOUBLE_EQ(coverage(real, samples, 5), 12 / 12.0);
}

TEST(Coverage, OneWithTheDataThemselvesNothingFarAway) {
    const at::Tensor real = at::randn({600, 3}, at::kFloat);  // more than a block of rows
    EXPECT_EQ(coverage(real, real), 1);
    EXPECT_EQ(coverage(real, real + 1000), 0);
}

TEST(Coverage, TooFewImagesAreRefused) {
    EXPECT_THROW(coverage(at::zeros({5, 2}), at::zeros({5, 2})), Error);
    EXPECT_THROW(coverage(at::zeros({6, 2}), at::zeros({0, 2})), Error);
}

}  // namespace
}  // namespace zscape
