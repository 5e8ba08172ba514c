#include "engine/data/tile_cutting.h"

#include "engine/core/error.h"
#include "engine/data/tile_grid.h"
#include "tests/engine/data/picture_files.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <random>

namespace zscape {
namespace {

/// Noise that is always the same.
cv::Mat noise(int width, int height, int type) {
    cv::Mat picture(height, width, type);
    std::mt19937 generator(3);
    for (int y = 0; y < height; ++y)
        for (size_t i = 0; i < static_cast<size_t>(width) * picture.elemSize(); ++i)
            picture.ptr<uint8_t>(y)[i] = static_cast<uint8_t>(generator());
    return picture;
}

std::vector<cv::Rect> partsOf(const cv::Size& picture, int size, const Tiling& tiling) {
    const TileGrid grid(picture, size, tiling);
    std::vector<cv::Rect> parts;
    for (int64_t i = 0; i < grid.count(); ++i) parts.push_back(grid.part(i));
    return parts;
}

TEST(TileGrid, TheLastOfARowAndOfAColumnIsMovedInwards) {
    EXPECT_EQ(partsOf({40, 23}, 16, {}),
              (std::vector<cv::Rect>{
                  {0, 0, 16, 16}, {16, 0, 16, 16}, {24, 0, 16, 16}, {0, 7, 16, 16}, {16, 7, 16, 16}, {24, 7, 16, 16}}));
    EXPECT_EQ(partsOf({32, 16}, 16, {}), (std::vector<cv::Rect>{{0, 0, 16, 16}, {16, 0, 16, 16}}));
    EXPECT_EQ(partsOf({33, 16}, 16, {1, 4, 0}),
              (std::vector<cv::Rect>{{0, 0, 16, 16}, {12, 0, 16, 16}, {17, 0, 16, 16}}));
    EXPECT_EQ(partsOf({18, 16}, 16, {1, 15, 0}),
              (std::vector<cv::Rect>{{0, 0, 16, 16}, {1, 0, 16, 16}, {2, 0, 16, 16}}));
}

TEST(TileGrid, AShortSideIsNotFilled) {
    EXPECT_EQ(partsOf({5, 40}, 16, {}), (std::vector<cv::Rect>{{0, 0, 5, 16}, {0, 16, 5, 16}, {0, 24, 5, 16}}));
    EXPECT_EQ(partsOf({5, 7}, 16, {1, 15, 0}), (std::vector<cv::Rect>{{0, 0, 5, 7}}));
    EXPECT_EQ(TileGrid({5, 40}, 16, {}).middle(), cv::Rect(0, 12, 5, 16));
}

TEST(TileGrid, PlacesAreInThePictureItself) {
    const TileGrid grid({161, 95}, 16, {4, 0, 0});  // 40 x 23
    EXPECT_EQ(grid.count(), 6);
    EXPECT_EQ(grid.place(0), (ImagePlace{0, 0, 64, 64, 161, 95}));
    EXPECT_EQ(grid.place(5), (ImagePlace{96, 28, 64, 64, 161, 95}));
    EXPECT_EQ(TileGrid({3, 200}, 16, {4, 0, 0}).place(1), (ImagePlace{0, 64, 3, 64, 3, 200})) << "thinner than a pixel";
}

TEST(TileGrid, EveryPixelLiesInATileAndNoneBeyond) {
    std::mt19937 generator(5);
    for (int round = 0; round < 300; ++round) {
        const int size = 16 + static_cast<int>(generator() % 20);
        const cv::Size picture(1 + static_cast<int>(generator() % 90), 1 + static_cast<int>(generator() % 90));
        const Tiling tiling{1, static_cast<int>(generator() % static_cast<unsigned>(size)), 0};
        cv::Mat covered(picture, CV_8UC1, cv::Scalar(0));
        for (const cv::Rect& part : partsOf(picture, size, tiling)) {
            ASSERT_EQ(part & cv::Rect({}, picture), part);
            covered(part) = 255;
        }
        ASSERT_EQ(cv::countNonZero(covered), picture.area()) << picture << " by " << size << " and " << tiling.overlap;
    }
}

TEST(TileGrid, TheLargestPictureIsOnlyCounted) {
    EXPECT_EQ(TileGrid({65'535, 65'535}, 16, {}).count(), int64_t{4096} * 4096);
    EXPECT_EQ(TileGrid({INT32_MAX, INT32_MAX}, 16, {1, 15, 0}).count(),
              int64_t{INT32_MAX - 15} * int64_t{INT32_MAX - 15});
}

/// Each pixel of `shrunk` is the mean of factor x factor of `picture`, rounded (twice, where it was of 16 bits).
template <class Value>
void expectMeans(const cv::Mat& shrunk, const cv::Mat& picture, int factor, double perShade, bool reversed) {
    const int channels = picture.channels();
    for (int y = 0; y < shrunk.rows; ++y)
        for (int x = 0; x < shrunk.cols; ++x)
            for (int k = 0; k < channels; ++k) {
                double sum = 0;
                for (int j = 0; j < factor; ++j)
                    for (int i = 0; i < factor; ++i)
                        sum += picture.ptr<Value>(y * factor + j)[(x * factor + i) * channels + k];
                const int shown = reversed ? channels - 1 - k : k;
                ASSERT_NEAR(shrunk.ptr<uint8_t>(y)[x * channels + shown], sum / (factor * factor) / perShade, 0.503)
                    << x << ", " << y;
            }
}

TEST(ShrunkWhole, PixelsAreTheMeansOfWholeBlocks) {
    for (const int factor : {1, 2, 3, 8}) {
        const cv::Mat colours = noise(101, 67, CV_8UC3), deep = noise(101, 67, CV_16UC1);
        const cv::Size size(101 / factor, 67 / factor);
        const cv::Mat shrunk = shrunkWhole(colours, {size, factor, 3, ColourOrder::BlueFirst}, {}, nullptr, {});
        ASSERT_EQ(shrunk.size(), size);
        expectMeans<uint8_t>(shrunk, colours, factor, 1, true);
        expectMeans<uint8_t>(shrunkWhole(colours, {size, factor, 3, ColourOrder::RedFirst}, {}, nullptr, {}), colours,
                             factor, 1, false);
        expectMeans<uint16_t>(shrunkWhole(deep, {size, factor, 1}, {0, 65535}, nullptr, {}), deep, factor, 257, false);
    }
}

TEST(ShrunkWhole, StripsMakeNoDifference) {
    const cv::Mat large = noise(1500, 1211, CV_8UC3);  // several strips
    const cv::Mat shrunk = shrunkWhole(large, {{500, 403}, 3, 3, ColourOrder::RedFirst}, {}, nullptr, {});
    expectMeans<uint8_t>(shrunk, large, 3, 1, false);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(shrunkWhole(large, {{500, 403}, 3, 3}, {}, nullptr, stop.get_token()), Cancelled);
}

TEST(ShrunkWhole, ASideShorterThanAPixelIsTheMeanOfWhatThereIs) {
    cv::Mat thin(8, 3, CV_8UC1, cv::Scalar(10));
    thin.col(1) = 40;
    const cv::Mat shrunk = shrunkWhole(thin, {{1, 2}, 4, 1}, {}, nullptr, {});
    EXPECT_EQ(shrunk.at<uint8_t>(0, 0), 20);
    EXPECT_EQ(shrunk.at<uint8_t>(1, 0), 20);
}

TEST(ShrunkWhole, GreyAndColourBecomeEachOther) {
    const cv::Mat red(4, 4, CV_8UC3, cv::Scalar(0, 0, 200));  // blue first
    EXPECT_EQ(shrunkWhole(red, {{4, 4}, 1, 1, ColourOrder::BlueFirst}, {}, nullptr, {}).at<uint8_t>(0, 0), 60);
    EXPECT_EQ(shrunkWhole(red, {{4, 4}, 1, 3, ColourOrder::BlueFirst}, {}, nullptr, {}).at<cv::Vec3b>(0, 0),
              cv::Vec3b(200, 0, 0));
    const cv::Mat grey(4, 4, CV_8UC1, cv::Scalar(7));
    EXPECT_EQ(shrunkWhole(grey, {{2, 2}, 2, 3}, {}, nullptr, {}).at<cv::Vec3b>(1, 1), cv::Vec3b(7, 7, 7));
}

TEST(PictureBackground, IsTheColourAtTheEdgeAndTheOneThatIsLaid) {
    cv::Mat picture(40, 40, CV_8UC3, cv::Scalar(200, 180, 220));  // as a slide's glass
    cv::randu(picture(cv::Rect(4, 4, 16, 16)), 0, 120);
    for (int x = 0; x < 40; ++x) picture.at<cv::Vec3b>(0, x) = cv::Vec3b(193, 187, 228);  // noise within 8
    const PictureBackground background(picture, {255, 255, 255});
    EXPECT_TRUE(background.fills(picture(cv::Rect(22, 0, 16, 16)), 100));
    EXPECT_FALSE(background.fills(picture(cv::Rect(4, 4, 16, 16)), 1));
    EXPECT_TRUE(background.fills(cv::Mat(16, 16, CV_8UC3, cv::Scalar(247, 255, 250)), 100)) << "what is laid";
    EXPECT_FALSE(background.fills(cv::Mat(16, 16, CV_8UC3, cv::Scalar(246, 255, 250)), 1)) << "nearly that";
    EXPECT_FALSE(background.fills(cv::Mat(16, 16, CV_8UC3, cv::Scalar(200, 180, 211)), 1)) << "nearly the edge's";
}

TEST(PictureBackground, AnEdgeOfManyColoursIsNone) {
    cv::Mat picture(20, 20, CV_8UC1, cv::Scalar(90));
    for (int i = 0; i < 20; ++i) {
        picture.at<uint8_t>(0, i) = picture.at<uint8_t>(i, 0) = static_cast<uint8_t>(12 * i);
        picture.at<uint8_t>(19, i) = picture.at<uint8_t>(i, 19) = static_cast<uint8_t>(255 - 12 * i);
    }
    EXPECT_FALSE(PictureBackground(picture, {0}).fills(picture(cv::Rect(2, 2, 16, 16)), 1));
}

TEST(PictureBackground, ASharePutsTheBound) {
    cv::Mat picture(40, 40, CV_8UC1, cv::Scalar(0));
    picture(cv::Rect(8, 8, 10, 1)) = 200;  // 10 of the first 16 x 16, 3.9 %
    const PictureBackground background(picture, {255});
    const cv::Mat part = picture(cv::Rect(0, 0, 16, 16));
    EXPECT_TRUE(background.fills(part, 96));
    EXPECT_FALSE(background.fills(part, 97));
}

TEST(TileOf, WhatIsSmallerLiesInTheMiddle) {
    const cv::Mat picture(5, 7, CV_8UC3, cv::Scalar(1, 2, 3));
    const cv::Mat tile = tileOf(picture, {0, 0, 7, 5}, 16, {9, 8, 7});
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x)
            ASSERT_EQ(tile.at<cv::Vec3b>(y, x),
                      x >= 4 && x < 11 && y >= 5 && y < 10 ? cv::Vec3b(1, 2, 3) : cv::Vec3b(9, 8, 7));
    const cv::Mat whole = noise(40, 40, CV_8UC1), part = tileOf(whole, {3, 20, 16, 16}, 16, {0});
    EXPECT_TRUE(part.isContinuous());
    EXPECT_EQ(cv::norm(part, whole(cv::Rect(3, 20, 16, 16)), cv::NORM_INF), 0);
}

}  // namespace
}  // namespace zscape
