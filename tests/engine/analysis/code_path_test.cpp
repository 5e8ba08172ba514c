#include "engine/analysis/code_path.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

namespace zscape {
namespace {

TEST(PathBetween, LinearStepsAreEqual) {
    const auto path = pathBetween({0, 2}, {4, 0}, 5, PathKind::Linear);
    ASSERT_EQ(path.size(), 5u);
    EXPECT_EQ(path.front(), (std::vector<float>{0, 2}));
    EXPECT_EQ(path[2], (std::vector<float>{2, 1}));
    EXPECT_EQ(path.back(), (std::vector<float>{4, 0}));
}

TEST(PathBetween, SlerpKeepsTheLengthAndTheAngle) {
    const auto path = pathBetween({2, 0}, {0, 2}, 4, PathKind::Slerp);
    for (size_t i = 0; i < path.size(); ++i) {
        EXPECT_NEAR(std::hypot(path[i][0], path[i][1]), 2, 1e-5);
        EXPECT_NEAR(std::atan2(path[i][1], path[i][0]), static_cast<double>(i) * std::acos(-1.0) / 6, 1e-5);
    }
    // Lengths are interpolated where the ends differ.
    const auto longer = pathBetween({1, 0}, {0, 3}, 3, PathKind::Slerp);
    EXPECT_NEAR(std::hypot(longer[1][0], longer[1][1]), 2, 1e-5);
}

TEST(PathBetween, SlerpIsLinearWhereThereIsNoAngle) {
    for (const auto& [a, b] :
         {std::pair<std::vector<float>, std::vector<float>>{{1, 1}, {2, 2}}, {{0, 0}, {1, 0}}, {{1, 0}, {-1, 0}}}) {
        const auto path = pathBetween(a, b, 3, PathKind::Slerp);
        for (size_t d = 0; d < 2; ++d) EXPECT_NEAR(path[1][d], (a[d] + b[d]) / 2, 1e-5);
    }
}

TEST(PathBetween, RefusesEndsOfDifferentLength) {
    EXPECT_THROW(pathBetween({1}, {1, 2}, 3, PathKind::Linear), std::invalid_argument);
    EXPECT_EQ(pathBetween({1}, {2}, 0, PathKind::Linear).size(), 2u);
}

TEST(PlaceBetween, FindsEachPlaceOfAPathAgainAndNoneBesideIt) {
    const std::vector<float> a{2, 0.5F, -1}, b{-0.5F, 3, 1};
    for (const PathKind kind : {PathKind::Linear, PathKind::Slerp}) {
        for (const double t : {0.0, 0.005, 0.25, 0.37, 0.5, 0.99, 1.0}) {
            const auto place = placeBetween(a, b, codeBetween(a, b, t, kind), kind);
            ASSERT_TRUE(place) << t;
            EXPECT_NEAR(*place, t, 1e-3);
        }
        auto beside = codeBetween(a, b, 0.4, kind);
        beside[2] += 0.05F;
        EXPECT_FALSE(placeBetween(a, b, beside, kind));
    }
    EXPECT_FALSE(placeBetween(a, b, codeBetween(a, b, 0.5, PathKind::Slerp), PathKind::Linear));
    // On the line and beyond an end.
    EXPECT_FALSE(placeBetween({0, 0}, {1, 0}, {1.1F, 0}, PathKind::Linear));
    EXPECT_FALSE(placeBetween({1, 1}, {1, 1}, {1, 1}, PathKind::Linear)) << "there is no way";
    EXPECT_FALSE(placeBetween({1, 1}, {2, 1}, {1}, PathKind::Linear)) << "of another model";
}

TEST(PictureBetween, MixesBothByTheShare) {
    const Picture black{2, 1, 1, {0, 10}}, white{2, 1, 1, {200, 30}};
    EXPECT_EQ(pictureBetween(black, white, 0).pixels, black.pixels);
    EXPECT_EQ(pictureBetween(black, white, 0.5).pixels, (std::vector<uint8_t>{100, 20}));
    EXPECT_EQ(pictureBetween(black, white, 1).pixels, white.pixels);
    EXPECT_THROW(pictureBetween(black, {1, 1, 1, {0}}, 0.5), std::invalid_argument);
}

}  // namespace
}  // namespace zscape
