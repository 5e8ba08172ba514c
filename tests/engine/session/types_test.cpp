#include "engine/session/session.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

TEST(PlaneBasis, AxesProjectAndFillTheRest) {
    const PlaneBasis basis = PlaneBasis::ofAxes(4, 2, 0);
    const float z[] = {1, 2, 3, 4};
    float x = 0, y = 0;
    basis.project(z, x, y);
    EXPECT_EQ(x, 3);
    EXPECT_EQ(y, 1);
    EXPECT_EQ(basis.unproject(-1, 5, {1, 2, 3, 4}), (std::vector<float>{5, 2, -1, 4}));
}

TEST(PlaneBasis, OneDimensionLiesOnTheFirstAxis) {
    const PlaneBasis basis = PlaneBasis::ofAxes(1, 0, 1);
    const float z[] = {2.5f};
    float x = 0, y = 1;
    basis.project(z, x, y);
    EXPECT_EQ(x, 2.5f);
    EXPECT_EQ(y, 0);
    EXPECT_EQ(basis.unproject(1, 9, {0}), std::vector<float>{1});
}

TEST(PlaneBasis, UnprojectIsTheInverseOnTheplane) {
    PlaneBasis basis;
    basis.kind = PlaneBasis::Kind::Pca;
    basis.mean = {1, -1, 0.5f};
    const float r = std::sqrt(0.5f);
    basis.axes[0] = {r, r, 0};
    basis.axes[1] = {0, 0, 1};
    const std::vector<float> rest{3, 1, 2};
    const auto z = basis.unproject(0.25, -2, rest);
    float x = 0, y = 0;
    basis.project(z.data(), x, y);
    EXPECT_NEAR(x, 0.25, 1e-5);
    EXPECT_NEAR(y, -2, 1e-5);
    EXPECT_NEAR(z[0] - z[1], rest[0] - rest[1], 1e-5) << "the direction that is not shown stays";
}

TEST(CodesSnapshot, FindsCodesInTheirChunks) {
    CodesSnapshot snapshot;
    snapshot.dimensions = 2;
    snapshot.count = CodesSnapshot::kCodesPerChunk + 3;
    snapshot.chunks.resize(2);
    CodeStamp early, late;
    early.step = 5;
    late.step = 9;
    late.fromTraining = 1;
    snapshot.chunks[1] = std::make_shared<CodeChunk>(
        CodeChunk{CodesSnapshot::kCodesPerChunk, 3, {0.5f, -0.5f, 0, 0, 3, 4}, {early, {}, late}});
    EXPECT_EQ(snapshot.codeOf(0), nullptr);
    EXPECT_EQ(snapshot.codeOf(-1), nullptr);
    EXPECT_EQ(snapshot.codeOf(snapshot.count), nullptr);
    const int64_t first = CodesSnapshot::kCodesPerChunk;
    ASSERT_NE(snapshot.codeOf(first), nullptr);
    EXPECT_EQ(snapshot.codeOf(first)[1], -0.5f);
    EXPECT_EQ(snapshot.stampOf(first).step, 5);
    EXPECT_EQ(snapshot.codeOf(first + 1), nullptr) << "in a chunk, but never made";
    EXPECT_TRUE(snapshot.stampOf(first + 2).fromTraining);
    EXPECT_EQ(snapshot.codeOf(first + 2)[0], 3);
    snapshot.shownFrom = 6;
    EXPECT_EQ(snapshot.codeOf(first), nullptr) << "let go";
    EXPECT_EQ(snapshot.stampOf(first).step, -1);
    EXPECT_NE(snapshot.codeOf(first + 2), nullptr);
    snapshot.youngFrom = 10;
    EXPECT_FALSE(snapshot.isYoung(snapshot.stampOf(first + 2)));
    EXPECT_TRUE(snapshot.isShown(snapshot.stampOf(first + 2)));
}

}  // namespace
}  // namespace zscape
