#include "engine/analysis/layout/placement.h"

#include "engine/core/error.h"
#include "tests/engine/analysis/layout/clouds.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace zscape {
namespace {

/// A place for each image that says which it is.
std::vector<float> numberedPlaces(int64_t count) {
    std::vector<float> xy;
    for (int64_t i = 0; i < count; ++i)
        xy.insert(xy.end(), {static_cast<float>(i), static_cast<float>(2 * i * i % 97)});
    return xy;
}

/// By the formula of the header, over all images, in doubles.
std::vector<float> placedByHand(const CodeRows& codes, const CodeRows& images, const std::vector<float>& xy) {
    std::vector<float> places;
    for (int64_t i = 0; i < codes.rows; ++i) {
        std::vector<std::pair<double, size_t>> far;
        for (int64_t j = 0; j < images.rows; ++j) {
            double square = 0;
            for (int64_t d = 0; d < images.dimensions; ++d)
                square += std::pow(double{codes.row(i)[d]} - double{images.row(j)[d]}, 2);
            far.emplace_back(square, static_cast<size_t>(j));
        }
        std::sort(far.begin(), far.end());
        far.resize(std::min<size_t>(far.size(), 5));
        double x = 0, y = 0, sum = 0;
        for (const auto& [square, j] : far) {
            x += xy[2 * j] / square;
            y += xy[2 * j + 1] / square;
            sum += 1 / square;
        }
        places.insert(places.end(), {static_cast<float>(x / sum), static_cast<float>(y / sum)});
    }
    return places;
}

TEST(Placement, IsTheWeightedMeanOfTheFiveNearest) {
    for (const int64_t dimensions : {1, 2, 8, 13, 32}) {
        const Cloud images = randomCloud(700, dimensions, 1), codes = randomCloud(20, dimensions, 2);
        const std::vector<float> xy = numberedPlaces(700);
        ThreadTeam team(2);
        const std::vector<float> places = placed(codes.rows(), images.rows(), xy, team);
        const std::vector<float> expected = placedByHand(codes.rows(), images.rows(), xy);
        ASSERT_EQ(places.size(), 40u);
        for (size_t i = 0; i < places.size(); ++i) EXPECT_NEAR(places[i], expected[i], 0.05) << dimensions << " " << i;
    }
}

TEST(Placement, AnImagesOwnCodeLiesAtItsOwnPlace) {
    Cloud images = randomCloud(300, 5);
    std::copy_n(images.values.begin(), 5, images.values.begin() + 5 * 7);  // image 7 has the code of image 0
    const std::vector<float> xy = numberedPlaces(300);
    ThreadTeam team(1);
    const std::vector<float> places = placed(images.rows(), images.rows(), xy, team);
    for (size_t i = 0; i < 300; ++i) {
        if (i == 0 || i == 7) continue;
        EXPECT_EQ(places[2 * i], xy[2 * i]);
        EXPECT_EQ(places[2 * i + 1], xy[2 * i + 1]);
    }
    for (const size_t i : {0, 7}) EXPECT_FLOAT_EQ(places[2 * i], 3.5f) << "between the two";
}

TEST(Placement, FewImagesFarCodesAndBrokenOnesGiveFinitePlaces) {
    const Cloud images = randomCloud(3, 2);
    const std::vector<float> xy = numberedPlaces(3);
    const float kNot = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> codes{1e15f, -1e15f, 3e19f, 0, kNot, 0, 1e-20f, 1e-20f};
    ThreadTeam team(1);
    const std::vector<float> places = placed({codes, 4, 2}, images.rows(), xy, team);
    for (const float value : places) EXPECT_TRUE(std::isfinite(value));
    EXPECT_NEAR(places[0], 1, 1e-3) << "as far from all: in their middle";
    EXPECT_FLOAT_EQ(places[4], 1);
    EXPECT_TRUE(placed({codes, 0, 2}, images.rows(), xy, team).empty());
    EXPECT_FLOAT_EQ(placed({codes, 1, 2}, {images.values, 1, 2}, {5, 6}, team)[1], 6);
}

TEST(Placement, ItIsStopped) {
    const Cloud images = randomCloud(100, 2);
    std::stop_source source;
    source.request_stop();
    ThreadTeam team(2);
    EXPECT_THROW(placed(images.rows(), images.rows(), numberedPlaces(100), team, source.get_token()), Cancelled);
}

TEST(Placement, ImagesThatStayKeepTheirPlacesAndOthersComeNearTheirLike) {
    const Cloud cloud = patches(400);  // ten patches; image i is of patch i % 10
    std::vector<int64_t> before(300), now;
    std::iota(before.begin(), before.end(), 0);
    for (int64_t image = 100; image < 400; ++image) now.push_back(image);
    Layout earlier;
    earlier.iteration = 7;
    for (int64_t i = 0; i < 300; ++i)
        earlier.xy.insert(earlier.xy.end(), {static_cast<float>(100 * (i % 10)), static_cast<float>(i % 7)});
    ThreadTeam team(2);
    const CodeRows codes{std::span(cloud.values).subspan(100 * 20), 300, 20};
    const auto carried = carriedOver(earlier, before, codes, now, team);
    ASSERT_TRUE(carried);
    ASSERT_EQ(carried->images(), 300);
    for (size_t row = 0; row < 200; ++row) {
        EXPECT_EQ(carried->xy[2 * row], earlier.xy[2 * (row + 100)]);
        EXPECT_EQ(carried->xy[2 * row + 1], earlier.xy[2 * (row + 100) + 1]);
    }
    int near = 0;
    for (size_t row = 200; row < 300; ++row)
        near += std::abs(carried->xy[2 * row] - static_cast<float>(100 * (row % 10))) < 50;
    EXPECT_GT(near, 90);
    EXPECT_EQ(carriedOver(earlier, before, {cloud.values, 300, 20}, before, team)->xy, earlier.xy);
    const std::vector<int64_t> others{1000, 1001, 1002};
    EXPECT_FALSE(carriedOver(earlier, before, {cloud.values, 3, 20}, others, team)) << "nothing to go on from";
}

TEST(PlacementSlow, SixtyThousandImagesTakeLessThanFiveMillisecondsACode) {
    const Cloud images = randomCloud(60'000, 32, 1), codes = randomCloud(50, 32, 2);
    const std::vector<float> xy = numberedPlaces(60'000);
    ThreadTeam team(1);
    const auto begin = std::chrono::steady_clock::now();
    placed(codes.rows(), images.rows(), xy, team);
    const double each = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / 50;
    RecordProperty("milliseconds_a_code", std::to_string(1000 * each));
    EXPECT_LT(each, 0.005);
}

}  // namespace
}  // namespace zscape
