#include "engine/data/picture_writers.h"

#include "engine/core/channel_colours.h"
#include "engine/core/composite.h"
#include "engine/core/error.h"
#include "engine/data/film_writer.h"
#include "engine/data/gif_palette.h"
#include "tests/engine/data/film_reader.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <fstream>
#include <functional>
#include <gif_lib.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <sys/resource.h>

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

TEST(PictureWriters, ChannelsAreWrittenAsTheyAreShown) {
    const TemporaryFolder folder;
    Picture two{32, 32, 2, std::vector<uint8_t>(2 * 32 * 32)};
    for (size_t i = 0; i < two.pixels.size(); ++i) two.pixels[i] = i % 2 == 0 ? 40 : 200;
    writePng(folder / "two.png", two);
    const cv::Mat back = cv::imread((folder / "two.png").string(), cv::IMREAD_UNCHANGED);
    ASSERT_EQ(back.channels(), 3);
    EXPECT_EQ(back.at<cv::Vec3b>(31, 31), cv::Vec3b(200, 40, 200)) << "green 40, magenta 200";
    EXPECT_EQ(reduceTo256(two).colours, (std::vector<std::array<uint8_t, 3>>{{200, 40, 200}}));
    writePng(folder / "sheet.png", sheet({two, two, two, two}));
    EXPECT_EQ(cv::imread((folder / "sheet.png").string()).at<cv::Vec3b>(65, 65), cv::Vec3b(200, 40, 200));
    writeGif(folder / "two.gif", std::vector{two, two});
    writeMp4(folder / "two.mp4", std::vector{enlarge(two, 8), enlarge(two, 8)});
    EXPECT_TRUE(std::filesystem::exists(folder / "two.mp4"));
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
    EXPECT_THROW(writeGif(folder / "a.png", std::vector{gradient(8, 8, 3)}, {}, stopped.get_token()), Cancelled);
    EXPECT_THROW(writeMp4(folder / "a.png", std::vector{gradient(8, 8, 3), gradient(9, 8, 3)}), Error);
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

TEST(PictureWriters, PairsStandOneAboveTheOther) {
    const auto pixel = [](uint8_t value) { return Picture{1, 1, 1, {value}}; };
    // Three pairs: three columns in one pair of rows, 2 background pixels between.
    const Picture three = pairSheet({pixel(1), pixel(2), pixel(3)}, {pixel(11), pixel(12), pixel(13)});
    EXPECT_EQ(three.width, 7);
    EXPECT_EQ(three.height, 4);
    for (size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(three.pixels[3 * i], i + 1);
        EXPECT_EQ(three.pixels[3 * 7 + 3 * i], i + 11);
    }
    // Five: four columns, and the fifth pair begins at the left of the next two rows.
    const Picture five = pairSheet({pixel(1), pixel(2), pixel(3), pixel(4), pixel(5)},
                                   {pixel(11), pixel(12), pixel(13), pixel(14), pixel(15)});
    EXPECT_EQ(five.width, 10);
    EXPECT_EQ(five.height, 10);
    EXPECT_EQ(five.pixels[6 * 10], 5);
    EXPECT_EQ(five.pixels[9 * 10], 15);
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
    for (size_t i = 0; i < indexed.indices.size(); ++i)
        ASSERT_EQ(indexed.colours[indexed.indices[i]][1], picture.pixels[i]);
}

TEST(GifPalette, ManyColoursStayNear) {
    const Picture picture = gradient(128, 128, 3);
    const IndexedPicture indexed = reduceTo256(picture);
    EXPECT_LE(indexed.colours.size(), 256U);
    EXPECT_GT(indexed.colours.size(), 200U) << "the palette is used";
    double squared = 0;
    for (size_t i = 0; i < indexed.indices.size(); ++i) {
        for (size_t c = 0; c < 3; ++c) {
            const double difference =
                static_cast<double>(indexed.colours[indexed.indices[i]][c]) - picture.pixels[i * 3 + c];
            squared += difference * difference;
        }
    }
    EXPECT_LT(std::sqrt(squared / static_cast<double>(picture.pixels.size())), 12.0)
        << "root mean squared error of 255";
}

std::vector<int> delaysOf(GifFileType* gif) {
    std::vector<int> delays;
    for (int i = 0; i < gif->ImageCount; ++i) {
        GraphicsControlBlock control{};
        EXPECT_EQ(DGifSavedExtensionToGCB(gif, i, &control), GIF_OK);
        delays.push_back(control.DelayTime);
    }
    return delays;
}

TEST(PictureWriters, GifHoldsItsFramesAndLoopsForEver) {
    const TemporaryFolder folder;
    writeGif(folder / "walk.gif", std::vector{gradient(20, 10, 3), gradient(20, 10, 3, 90), gradient(20, 10, 3, 180)});
    int error = 0;
    GifFileType* gif = DGifOpenFileName((folder / "walk.gif").c_str(), &error);
    ASSERT_NE(gif, nullptr);
    ASSERT_EQ(DGifSlurp(gif), GIF_OK);
    EXPECT_EQ(gif->ImageCount, 3);
    EXPECT_EQ(gif->SWidth, 20);
    EXPECT_EQ(gif->SHeight, 10);
    EXPECT_EQ(delaysOf(gif), (std::vector<int>{3, 4, 3})) << "30 a second, in hundredths";
    DGifCloseFile(gif, &error);
    std::ifstream input(folder / "walk.gif", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(input)), {});
    EXPECT_EQ(bytes.substr(0, 6), "GIF89a");
    EXPECT_NE(bytes.find(std::string("NETSCAPE2.0\x03\x01\x00\x00\x00", 16)), std::string::npos);
}

TEST(PictureWriters, AFrameOfAGifThatStaysIsWrittenOnceAndAGifMayEnd) {
    const TemporaryFolder folder;
    const Picture a = gradient(8, 8, 3), b = gradient(8, 8, 3, 90);
    writeGif(folder / "held.gif", std::vector{a, a, a, b}, {30, false});
    int error = 0;
    GifFileType* gif = DGifOpenFileName((folder / "held.gif").c_str(), &error);
    ASSERT_NE(gif, nullptr);
    ASSERT_EQ(DGifSlurp(gif), GIF_OK);
    EXPECT_EQ(delaysOf(gif), (std::vector<int>{10, 3}));
    DGifCloseFile(gif, &error);
    std::ifstream input(folder / "held.gif", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(input)), {});
    EXPECT_EQ(bytes.find("NETSCAPE"), std::string::npos) << "played once";
}

TEST(PictureWriters, SmoothlyEnlargedKeepsFlatPartsAndRunsBetweenOthers) {
    const Picture flat{2, 2, 3, std::vector<uint8_t>(12, 77)};
    EXPECT_EQ(enlarge(flat, 3, Enlarging::Smooth), (Picture{6, 6, 3, std::vector<uint8_t>(108, 77)}));
    const Picture edge = enlarge(Picture{2, 1, 1, {0, 200}}, 8, Enlarging::Smooth);
    ASSERT_EQ(edge.width, 16);
    EXPECT_EQ(edge.height, 8);
    EXPECT_GT(edge.pixels[7], 60);
    EXPECT_LT(edge.pixels[7], edge.pixels[8]);
    EXPECT_EQ(enlarge(Picture{2, 1, 1, {0, 200}}, 8).pixels[7], 0) << "exact: a square for each";
}

TEST(PictureWriters, SmoothlyEnlargedChannelsHaveTheirColours) {
    Picture picture{2, 2, 3, {}};
    for (int pixel = 0; pixel < 4; ++pixel) picture.pixels.insert(picture.pixels.end(), {200, 0, 0});
    picture.colours = channelColoursFrom("cyan,magenta,yellow");
    const Picture large = enlarge(picture, 3, Enlarging::Smooth);
    EXPECT_EQ(large.channels, 3);
    const Picture once = composite(picture);
    for (size_t byte = 0; byte < large.pixels.size(); ++byte)
        ASSERT_EQ(large.pixels[byte], once.pixels[byte % 3]) << byte;
}

/// Largest difference of the mean colours of corresponding quarters, 0 to 255.
double quarterDifference(const Picture& a, const Picture& b) {
    double largest = 0;
    for (int quarter = 0; quarter < 4; ++quarter) {
        for (int c = 0; c < 3; ++c) {
            double sums[2] = {0, 0};
            const Picture* const pictures[2] = {&a, &b};
            const int width = a.width / 2, height = a.height / 2;
            for (int side = 0; side < 2; ++side)
                for (int y = 0; y < height; ++y)
                    for (int x = 0; x < width; ++x) {
                        const Picture& picture = *pictures[side];
                        const int at = ((y + (quarter / 2) * height) * picture.width + x + (quarter % 2) * width) *
                                       picture.channels;
                        sums[side] += picture.pixels[static_cast<size_t>(at + (picture.channels == 1 ? 0 : c))];
                    }
            largest = std::max(largest, std::abs(sums[0] - sums[1]) / (width * height));
        }
    }
    return largest;
}

TEST(PictureWriters, Mp4IsWhatBrowsersPlay) {
    const TemporaryFolder folder;
    std::vector<Picture> frames;
    for (int i = 0; i < 12; ++i) frames.push_back(gradient(63, 41, 3, 10 * i));
    EXPECT_FALSE(writeMp4(folder / "walk 100% \u00e4:.mp4", frames).has_value()) << "libx264 is there: no warning";
    const FilmBoxes film = readFilmBoxes(folder / "walk 100% \u00e4:.mp4");
    EXPECT_TRUE(film.isHealthy);
    ASSERT_GE(film.order.size(), 3U);
    EXPECT_EQ(film.order.front(), "ftyp");
    EXPECT_EQ(film.brand, "isom");
    const auto place = [&](const char* box) {
        return std::find(film.order.begin(), film.order.end(), box) - film.order.begin();
    };
    EXPECT_LT(place("moov"), place("mdat")) << "plays while it comes";
    EXPECT_LT(place("mdat"), static_cast<std::ptrdiff_t>(film.order.size()));
    EXPECT_EQ(film.codec, "avc1");
    EXPECT_EQ(film.chromaFormat, 1) << "yuv420p";
    EXPECT_EQ(film.width, 64);
    EXPECT_EQ(film.height, 42);
    EXPECT_EQ(film.frames, 12U);
    EXPECT_NEAR(film.seconds, 12 / 30.0, 1e-6)
        << "the same pace as a GIF's, and the last frame is seen as long as the others";
    const std::vector<Picture> played = playFilm(folder / "walk 100% \u00e4:.mp4");
    ASSERT_EQ(played.size(), 12U);
    for (size_t i = 0; i < frames.size(); ++i)
        EXPECT_LT(quarterDifference(frames[i], played[i]), 4) << "frame " << i << " in its colours";
    EXPECT_EQ(filesIn(folder).size(), 1U);
}

TEST(PictureWriters, Mp4OfGreyAndOfOneFrame) {
    const TemporaryFolder folder;
    writeMp4(folder / "one.mp4", std::vector{gradient(28, 28, 1)});
    const std::vector<Picture> played = playFilm(folder / "one.mp4");
    ASSERT_EQ(played.size(), 1U);
    EXPECT_LT(quarterDifference(gradient(28, 28, 1), played[0]), 3);
    EXPECT_NEAR(readFilmBoxes(folder / "one.mp4").seconds, 1 / 30.0, 1e-6);
    writeMp4(folder / "least.mp4", std::vector{gradient(1, 1, 3)});
    EXPECT_EQ(readFilmBoxes(folder / "least.mp4").width, 2);
}

TEST(PictureWriters, WithoutAnEncoderForH264TheFilmIsOldAndItIsSaid) {
    const TemporaryFolder folder;
    const std::vector<Picture> frames{gradient(40, 30, 3), gradient(40, 30, 3, 60)};
    const char* const old[] = {"no-such-encoder", "mpeg4"};
    const std::optional<ErrorInfo> warning = writeFilm(folder / "old.mp4", frames, 30, old, {});
    ASSERT_TRUE(warning.has_value());
    EXPECT_NE(warning->sentence().find("old.mp4"), std::string::npos);
    EXPECT_NE(warning->sentence().find("H.264"), std::string::npos);
    EXPECT_EQ(readFilmBoxes(folder / "old.mp4").codec, "mp4v");
    EXPECT_EQ(playFilm(folder / "old.mp4").size(), 2U);
    const char* const none[] = {"no-such-encoder"};
    try {
        writeFilm(folder / "none.mp4", frames, 30, none, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "write.mp4");
        EXPECT_NE(std::string(error.what()).find("Save a GIF"), std::string::npos);
    }
    EXPECT_EQ(filesIn(folder).size(), 1U);
}

/// Runs `work` where files may not grow beyond `bytes`: what a full disk is to whoever writes. \return the error's code
/// and sentence
std::pair<std::string, std::string> writingWithin(rlim_t bytes, const std::function<void()>& work) {
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::pair<std::string, std::string> said;
    try {
        work();
    } catch (const Error& error) {
        said = {error.code(), error.what()};
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    return said;
}

TEST(PictureWriters, AFilmThatDoesNotFitBlamesTheDiskAndLeavesNothing) {
    const TemporaryFolder folder;
    std::vector<Picture> frames;
    for (int i = 0; i < 40; ++i) {
        frames.push_back(gradient(128, 128, 3));
        uint32_t noise = static_cast<uint32_t>(i + 1);
        for (uint8_t& pixel : frames.back().pixels)
            pixel = static_cast<uint8_t>((noise = noise * 1664525 + 1013904223) >> 24);
    }
    writeMp4(folder / "film.mp4", frames);
    const auto whole = std::filesystem::file_size(folder / "film.mp4");
    // At the first write, among the frames, and when the index is moved to the front.
    for (const rlim_t limit : {rlim_t{16}, static_cast<rlim_t>(whole / 2), static_cast<rlim_t>(whole - 100)}) {
        const auto [code, sentence] = writingWithin(limit, [&] { writeMp4(folder / "film.mp4", frames); });
        EXPECT_EQ(code, "write.large") << limit << ": " << sentence;
        EXPECT_NE(sentence.find("film.mp4"), std::string::npos);
        EXPECT_EQ(sentence.find("FFmpeg"), std::string::npos) << sentence;
        EXPECT_EQ(std::filesystem::file_size(folder / "film.mp4"), whole) << "the old film stays";
        EXPECT_EQ(filesIn(folder).size(), 1U) << "and no part of the new one";
    }
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(writeMp4(folder / "film.mp4", frames, {}, stopped.get_token()), Cancelled);
    EXPECT_EQ(std::filesystem::file_size(folder / "film.mp4"), whole);
    EXPECT_EQ(filesIn(folder).size(), 1U);
}

TEST(PictureWriters, FFmpegSaysNothingOnTheTerminal) {
    const TemporaryFolder folder;
    ::testing::internal::CaptureStderr();
    writeMp4(folder / "film.mp4", std::vector{gradient(33, 33, 3), gradient(33, 33, 3, 9)});
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(PictureWriters, EnlargedAreAsWideAsAskedForAtLeast) {
    const std::vector<Picture> frames = enlarged({gradient(33, 20, 1), gradient(300, 300, 3)}, 256);
    EXPECT_EQ(frames[0].width, 8 * 33);
    EXPECT_EQ(frames[0].height, 8 * 20);
    EXPECT_EQ(frames[1].width, 300);
}

}  // namespace
}  // namespace zscape
