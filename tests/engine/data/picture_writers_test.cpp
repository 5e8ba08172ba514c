#include "engine/data/picture_writers.h"

#include "engine/core/error.h"
#include "engine/data/gif_palette.h"
#include "tests/engine/data/temporary_folder.h"

#include <cmath>
#include <fstream>
#include <gif_lib.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

namespace zscape {
namespace {

/// Colours that run smoothly, shifted by `phase`, with far more than 256 of them.
Picture gradient(int width, int height, int channels, int phase = 0) {
    Picture picture{width, height, channels, {}};
    picture.pixels.resize(picture.bytes());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < channels; ++c) {
                const int values[3] = {x * 255 / width, y * 255 / height, (x + y + phase) % 256};
                picture.pixels[static_cast<size_t>((y * width + x) * channels + c)] = static_cast<uint8_t>(values[c]);
            }
        }
    }
    return picture;
}

std::vector<std::filesystem::path> filesIn(const TemporaryFolder& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files.push_back(entry.path());
    return files;
}

TEST(PictureWriters, PngGivesBackColourExactly) {
    const TemporaryFolder folder;
    const Picture picture = gradient(37, 21, 3);
    writePng(folder / "汉字 😀.png", picture);
    const cv::Mat back = cv::imread((folder / "汉字 😀.png").string(), cv::IMREAD_UNCHANGED);
    ASSERT_EQ(back.cols, 37);
    ASSERT_EQ(back.rows, 21);
    ASSERT_EQ(back.channels(), 3);
    for (int y = 0; y < 21; ++y) {
        for (int x = 0; x < 37; ++x) {
            const auto pixel = back.at<cv::Vec3b>(y, x);
            const uint8_t* expected = picture.pixels.data() + (y * 37 + x) * 3;
            ASSERT_EQ(pixel[2], expected[0]);
            ASSERT_EQ(pixel[1], expected[1]);
            ASSERT_EQ(pixel[0], expected[2]);
        }
    }
    EXPECT_EQ(filesIn(folder).size(), 1U) << "no temporary file stays behind";
}

TEST(PictureWriters, PngOfGreyHasOneChannel) {
    const TemporaryFolder folder;
    const Picture picture = gradient(8, 8, 1);
    writePng(folder / "grey.png", picture);
    const cv::Mat back = cv::imread((folder / "grey.png").string(), cv::IMREAD_UNCHANGED);
    ASSERT_EQ(back.channels(), 1);
    EXPECT_EQ(std::vector<uint8_t>(back.datastart, back.dataend), picture.pixels);
}

TEST(PictureWriters, MissingFolderAndFolderAsFileAreSentences) {
    const TemporaryFolder folder;
    const Picture picture = gradient(4, 4, 3);
    try {
        writePng(folder / "nowhere" / "a.png", picture);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "write.folder");
        EXPECT_NE(std::string(error.what()).find("a.png"), std::string::npos);
    }
    EXPECT_THROW(writePng(folder.path(), picture), Error);
    EXPECT_THROW(writePng(folder / "empty.png", Picture{}), Error);
}

TEST(PictureWriters, AFailedWriteLeavesTheOldFile) {
    const TemporaryFolder folder;
    writePng(folder / "a.png", gradient(8, 8, 3));
    const auto before = std::filesystem::file_size(folder / "a.png");
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(writeGif(folder / "a.png", {gradient(8, 8, 3)}, 5, stopped.get_token()), Cancelled);
    EXPECT_THROW(writeMp4(folder / "a.png", {gradient(8, 8, 3), gradient(9, 8, 3)}, 10), Error);
    EXPECT_EQ(std::filesystem::file_size(folder / "a.png"), before);
    EXPECT_EQ(filesIn(folder).size(), 1U);
}

TEST(PictureWriters, TileLaysOutRowsWithGaps) {
    const Picture one{2, 2, 1, {1, 1, 1, 1}}, two{2, 2, 1, {2, 2, 2, 2}}, three{2, 2, 1, {3, 3, 3, 3}};
    const Picture sheet = tile({one, two, three}, 2, 1, 9);
    ASSERT_EQ(sheet.width, 5);
    ASSERT_EQ(sheet.height, 5);
    const std::vector<uint8_t> expected{1, 1, 9, 2, 2,  //
                                        1, 1, 9, 2, 2,  //
                                        9, 9, 9, 9, 9,  //
                                        3, 3, 9, 9, 9,  //
                                        3, 3, 9, 9, 9};
    EXPECT_EQ(sheet.pixels, expected);
    EXPECT_EQ(tile({one}, 5).width, 2) << "no empty columns";
    EXPECT_TRUE(tile({}, 3).empty());
    EXPECT_THROW(tile({one, Picture{1, 1, 1, {0}}}, 2), Error);
}

TEST(PictureWriters, EnlargeRepeatsPixels) {
    const Picture picture{2, 1, 3, {1, 2, 3, 4, 5, 6}};
    const Picture large = enlarge(picture, 2);
    EXPECT_EQ(large.width, 4);
    EXPECT_EQ(large.height, 2);
    const std::vector<uint8_t> row{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6};
    std::vector<uint8_t> expected = row;
    expected.insert(expected.end(), row.begin(), row.end());
    EXPECT_EQ(large.pixels, expected);
    EXPECT_EQ(enlarge(picture, 1), picture);
}

TEST(GifPalette, FewColoursAreExact) {
    const Picture picture{3, 1, 3, {255, 0, 0, 0, 255, 0, 255, 0, 0}};
    const IndexedPicture indexed = reduceTo256(picture);
    ASSERT_EQ(indexed.colours.size(), 2U);
    EXPECT_EQ(indexed.indices, (std::vector<uint8_t>{0, 1, 0}));
}

TEST(GifPalette, EveryGreyPictureIsExact) {
    const Picture picture = gradient(256, 3, 1);
    const IndexedPicture indexed = reduceTo256(picture);
    for (size_t i = 0; i < indexed.indices.size(); ++i) ASSERT_EQ(indexed.colours[indexed.indices[i]][1], picture.pixels[i]);
}

TEST(GifPalette, ManyColoursStayNear) {
    const Picture picture = gradient(128, 128, 3);
    const IndexedPicture indexed = reduceTo256(picture);
    EXPECT_LE(indexed.colours.size(), 256U);
    EXPECT_GT(indexed.colours.size(), 200U) << "the palette is used";
    double squared = 0;
    for (size_t i = 0; i < indexed.indices.size(); ++i) {
        for (size_t c = 0; c < 3; ++c) {
            const double difference = static_cast<double>(indexed.colours[indexed.indices[i]][c]) - picture.pixels[i * 3 + c];
            squared += difference * difference;
        }
    }
    EXPECT_LT(std::sqrt(squared / static_cast<double>(picture.pixels.size())), 12.0) << "root mean squared error of 255";
}

TEST(PictureWriters, GifHoldsItsFramesAndLoopsForEver) {
    const TemporaryFolder folder;
    writeGif(folder / "walk.gif", {gradient(20, 10, 3), gradient(20, 10, 3, 90), gradient(20, 10, 3, 180)}, 7);
    int error = 0;
    GifFileType* gif = DGifOpenFileName((folder / "walk.gif").c_str(), &error);
    ASSERT_NE(gif, nullptr);
    ASSERT_EQ(DGifSlurp(gif), GIF_OK);
    EXPECT_EQ(gif->ImageCount, 3);
    EXPECT_EQ(gif->SWidth, 20);
    EXPECT_EQ(gif->SHeight, 10);
    GraphicsControlBlock control{};
    ASSERT_EQ(DGifSavedExtensionToGCB(gif, 2, &control), GIF_OK);
    EXPECT_EQ(control.DelayTime, 7);
    DGifCloseFile(gif, &error);
    std::ifstream input(folder / "walk.gif", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(input)), {});
    EXPECT_EQ(bytes.substr(0, 6), "GIF89a");
    EXPECT_NE(bytes.find(std::string("NETSCAPE2.0\x03\x01\x00\x00\x00", 16)), std::string::npos);
}

TEST(PictureWriters, Mp4HoldsItsFramesAtAnEvenSize) {
    const TemporaryFolder folder;
    std::vector<Picture> frames;
    for (int i = 0; i < 12; ++i) frames.push_back(gradient(63, 41, 3, 10 * i));
    writeMp4(folder / "walk.mp4", frames, 12);
    cv::VideoCapture video((folder / "walk.mp4").string(), cv::CAP_FFMPEG);
    ASSERT_TRUE(video.isOpened());
    EXPECT_EQ(video.get(cv::CAP_PROP_FRAME_WIDTH), 64);
    EXPECT_EQ(video.get(cv::CAP_PROP_FRAME_HEIGHT), 42);
    int count = 0;
    for (cv::Mat frame; video.read(frame); ++count) {}
    EXPECT_EQ(count, 12);
    EXPECT_EQ(filesIn(folder).size(), 1U);
}

TEST(PictureWriters, Mp4OfGreyAndOfOneFrame) {
    const TemporaryFolder folder;
    writeMp4(folder / "one.mp4", {gradient(28, 28, 1)}, 10);
    cv::VideoCapture video((folder / "one.mp4").string(), cv::CAP_FFMPEG);
    cv::Mat frame;
    EXPECT_TRUE(video.read(frame));
}

}  // namespace
}  // namespace zscape
