#include "engine/data/tile_overview.h"

#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"

namespace zscape {
namespace {

class TileOverviews : public ImportFixture {
protected:
    /// 160 x 96: the left half is of the one shade, the right of the other.
    void writeHalves(const std::string& name, uint8_t left, uint8_t right) {
        cv::Mat picture(96, 160, CV_8UC1, cv::Scalar(left));
        picture.colRange(80, 160).setTo(right);
        writeBytes(images() / name, encoded(picture, ".png"));
    }
    static uint8_t at(const TileOverview& overview, int x, int y) {
        return overview.picture.pixels[static_cast<size_t>(y * overview.picture.width + x)];
    }
};

TEST_F(TileOverviews, APictureIsPutTogetherOfItsOwnTiles) {
    writeHalves("a.png", 20, 220);
    writeHalves("b.png", 90, 150);
    for (const int scale : {1, 2}) {
        const auto set = open(tilesOf(16, {scale, 0, 0}));
        const int64_t each = scale == 1 ? 60 : 15;
        ASSERT_EQ(set->count(), 2 * each);
        for (const int64_t picture : {0, 1}) {
            // The last of a picture: its right lower corner.
            const std::optional<TileOverview> overview = overviewOf(*set, (picture + 1) * each - 1, 80, 0);
            ASSERT_TRUE(overview);
            ASSERT_EQ(overview->picture.width, 80);
            ASSERT_EQ(overview->picture.height, 48);
            const int left = picture == 0 ? 20 : 90, right = picture == 0 ? 220 : 150;
            for (const int y : {0, 24, 47})
                for (const auto& [x, shade] : {std::pair{0, left}, {38, left}, {41, right}, {79, right}})
                    EXPECT_NEAR(at(*overview, x, y), shade, 1) << x << " " << y << " 1/" << scale;
            EXPECT_DOUBLE_EQ(overview->width, 8.0 * scale);
            EXPECT_DOUBLE_EQ(overview->height, 8.0 * scale);
            EXPECT_DOUBLE_EQ(overview->x, 80 - 8.0 * scale);
            EXPECT_DOUBLE_EQ(overview->y, 48 - 8.0 * scale);
        }
    }
}

TEST_F(TileOverviews, WhatIsLeftOutIsGround) {
    cv::Mat picture(64, 64, CV_8UC1, cv::Scalar(255));
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x) picture.at<uint8_t>(y, x) = static_cast<uint8_t>(15 * x);
    writeBytes(images() / "drop.png", encoded(picture, ".png"));
    const auto set = open(tilesOf(16, {1, 0, 99}));
    ASSERT_EQ(set->count(), 1);
    const std::optional<TileOverview> overview = overviewOf(*set, 0, 64, 128);
    ASSERT_TRUE(overview);
    EXPECT_EQ(at(*overview, 4, 8), 60);
    EXPECT_EQ(at(*overview, 20, 8), 128);
    EXPECT_EQ(at(*overview, 63, 63), 128);
}

TEST_F(TileOverviews, APictureThatDoesNotFillItsTileIsSeenWithoutWhatIsAroundIt) {
    cv::Mat picture(10, 20, CV_8UC1, cv::Scalar(70));
    picture.at<uint8_t>(0, 0) = 71;
    writeBytes(images() / "small.png", encoded(picture, ".png"));
    const auto set = open(tilesOf(32, {1, 0, 0}));
    ASSERT_EQ(set->count(), 1);
    const std::optional<TileOverview> overview = overviewOf(*set, 0, 40, 0);
    ASSERT_TRUE(overview);
    ASSERT_EQ(overview->picture.height, 20);
    for (const auto& [x, y] : {std::pair{4, 19}, {39, 4}, {39, 19}, {20, 10}}) EXPECT_EQ(at(*overview, x, y), 70);
    EXPECT_DOUBLE_EQ(overview->width, 40);
    EXPECT_DOUBLE_EQ(overview->height, 20);
}

TEST_F(TileOverviews, WholePicturesHaveNone) {
    writeHalves("a.png", 20, 220);
    ImportSettings settings = tilesOf(16, {});
    settings.fit = Fit::Crop;
    EXPECT_FALSE(overviewOf(*open(settings), 0, 80, 0));
}

}  // namespace
}  // namespace zscape
