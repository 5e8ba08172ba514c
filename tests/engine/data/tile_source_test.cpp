#include "engine/data/tile_source.h"

#include "engine/data/build_cache.h"
#include "engine/data/image_header.h"
#include "engine/data/import_settings.h"
#include "engine/data/source_failed.h"
#include "engine/data/tile_grid.h"
#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"
#include "tests/engine/data/peak_memory.h"

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <opencv2/imgproc.hpp>
#include <set>
#include <thread>

namespace zscape {
namespace {

namespace fs = std::filesystem;

uint8_t shadeAt(int x, int y, int picture = 0) { return static_cast<uint8_t>((7 * x + 13 * y + 29 * picture) % 251); }

/// No two neighbours are alike, so that nothing of it is background.
cv::Mat pattern(int width, int height, int picture = 0) {
    cv::Mat result(height, width, CV_8UC1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) result.at<uint8_t>(y, x) = shadeAt(x, y, picture);
    return result;
}

class TileImport : public ImportFixture {
protected:
    void write(const std::string& name, const cv::Mat& picture) {
        writeBytes(images() / name, encoded(picture, fs::path(name).extension().c_str()));
    }
    static uint8_t at(const ImageSet& set, int64_t image, int x, int y) {
        return set.picture(image).pixels[static_cast<size_t>(y * set.size() + x)];
    }
    /// Each tile holds what lies at its place.
    static void expectPattern(const ImageSet& set, int picture = 0) {
        for (int64_t i = 0; i < set.count(); ++i) {
            const ImagePlace place = set.placeOf(i);
            for (int y = 0; y < set.size(); ++y)
                for (int x = 0; x < set.size(); ++x)
                    ASSERT_EQ(at(set, i, x, y),
                              shadeAt(static_cast<int>(place.x) + x, static_cast<int>(place.y) + y, picture))
                        << set.nameOf(i);
        }
    }
    static std::vector<std::string> remark(const ImageSet& set, const std::string& code) {
        for (const ErrorInfo& info : set.importReport().remarks)
            if (info.code == code) return info.arguments;
        return {};
    }
    static void expectFilesWhole(const ImageSet& set) {
        for (const double fraction : {0.1, 0.3, 0.5})
            for (uint64_t seed = 0; seed < 20; ++seed) {
                const Split split = makeSplit(set, fraction, seed);
                std::set<std::string> train, held;
                for (const int64_t i : split.train) train.insert(set.fileOf(i));
                for (const int64_t i : split.heldOut) held.insert(set.fileOf(i));
                ASSERT_FALSE(split.heldOut.empty());
                for (const std::string& file : held) ASSERT_FALSE(train.contains(file)) << file;
            }
    }
};

TEST_F(TileImport, EachTileIsAnImageWithItsPlace) {
    write("slide.png", pattern(40, 23));
    for (int round = 0; round < 2; ++round) {  // the second time out of the cache
        const auto set = open(tilesOf(16));
        ASSERT_EQ(set->count(), 6);
        EXPECT_EQ(set->found(), 6);
        EXPECT_TRUE(set->unreadable().empty());
        expectPattern(*set);
        const std::vector<std::pair<int, int>> places{{0, 0}, {16, 0}, {24, 0}, {0, 7}, {16, 7}, {24, 7}};
        for (size_t i = 0; i < places.size(); ++i) {
            const auto& [x, y] = places[i];
            EXPECT_EQ(set->placeOf(static_cast<int64_t>(i)), (ImagePlace{x, y, 16, 16, 40, 23}));
            EXPECT_EQ(set->nameOf(static_cast<int64_t>(i)),
                      "slide.png (x " + std::to_string(x) + ", y " + std::to_string(y) + ")");
            EXPECT_EQ(set->fileOf(static_cast<int64_t>(i)), images() / "slide.png");
        }
    }
    EXPECT_EQ(inspectSources({images().string()}, 100, {}).images, 1) << "a quick look counts files";
    EXPECT_FALSE(open()->placeOf(0).isTile());
}

TEST_F(TileImport, NeighboursOverlap) {
    write("slide.png", pattern(40, 20));
    const auto set = open(tilesOf(16, {1, 6, 0}));
    std::vector<int64_t> columns;
    for (int64_t i = 0; i < set->count(); ++i)
        if (set->placeOf(i).y == 0) columns.push_back(set->placeOf(i).x);
    EXPECT_EQ(columns, (std::vector<int64_t>{0, 10, 20, 24}));
    EXPECT_EQ(set->count(), 8);
    expectPattern(*set);
}

TEST_F(TileImport, AtHalfTheScaleEachPixelIsTheMeanOfFour) {
    const cv::Mat picture = pattern(81, 47);
    write("slide.png", picture);
    const auto set = open(tilesOf(16, {2, 0, 0}));
    ASSERT_EQ(set->count(), 6) << "40 x 23";
    for (int64_t i = 0; i < 6; ++i) {
        const ImagePlace place = set->placeOf(i);
        EXPECT_EQ(place.width, 32);
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) {
                const int left = static_cast<int>(place.x) + 2 * x, top = static_cast<int>(place.y) + 2 * y;
                const double mean = cv::mean(picture(cv::Rect(left, top, 2, 2)))[0];
                ASSERT_NEAR(at(*set, i, x, y), mean, 0.5) << i << ": " << x << ", " << y;
            }
    }
    EXPECT_EQ(set->placeOf(5), (ImagePlace{48, 14, 32, 32, 81, 47}));
}

TEST_F(TileImport, AJpegIsDecodedAtItsScaleWhereThatDividesIt) {
    cv::Mat smooth(131, 197, CV_8UC3);
    for (int y = 0; y < smooth.rows; ++y)
        for (int x = 0; x < smooth.cols; ++x)
            smooth.at<cv::Vec3b>(y, x) =
                cv::Vec3b(static_cast<uint8_t>(x), static_cast<uint8_t>(y), static_cast<uint8_t>(255 - x));
    writeBytes(images() / "a.jpg", encoded(smooth, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 98}));
    for (const int scale : {1, 2, 3, 4, 6, 8}) {
        const auto set = open(tilesOf(16, {scale, 0, 0}));
        ASSERT_TRUE(set->unreadable().empty()) << scale;
        ASSERT_EQ(set->count(), TileGrid({197, 131}, 16, {scale, 0, 0}).count());
        for (int64_t i = 0; i < set->count(); ++i) {
            const ImagePlace place = set->placeOf(i);
            const std::vector<uint8_t> pixels = set->picture(i).pixels;
            for (const int k : {0, 5, 15}) {
                const double x = static_cast<double>(place.x) + (k + 0.5) * scale - 0.5,
                             y = static_cast<double>(place.y) + (k + 0.5) * scale - 0.5;
                const uint8_t* pixel = pixels.data() + static_cast<ptrdiff_t>(k) * 17 * 3;
                EXPECT_NEAR(pixel[0], 255 - x, 4) << scale;
                EXPECT_NEAR(pixel[1], y, 4) << scale;
                EXPECT_NEAR(pixel[2], x, 4) << scale;
            }
        }
    }
}

/// The same JPEG, said to be turned (EXIF 1 to 8).
Bytes turnedJpeg(const Bytes& jpeg, int orientation) {
    Bytes bytes{0xFF, 0xD8, 0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1};
    append(bytes, {0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, static_cast<uint8_t>(orientation), 0, 0, 0, 0, 0, 0});
    bytes.insert(bytes.end(), jpeg.begin() + 2, jpeg.end());
    return bytes;
}

TEST_F(TileImport, ATurnedJpegIsCutAsItIsSeen) {
    cv::Mat stored(77, 101, CV_8UC1);
    for (int y = 0; y < stored.rows; ++y)
        for (int x = 0; x < stored.cols; ++x) stored.at<uint8_t>(y, x) = static_cast<uint8_t>(x + 2 * y);
    const Bytes jpeg = encoded(stored, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 98});
    for (const auto& [orientation, turn] :
         {std::pair(6, int{cv::ROTATE_90_CLOCKWISE}), std::pair(3, int{cv::ROTATE_180}),
          std::pair(8, int{cv::ROTATE_90_COUNTERCLOCKWISE})}) {
        writeBytes(images() / "a.jpg", turnedJpeg(jpeg, orientation));
        cv::Mat seen;
        cv::rotate(stored, seen, turn);
        for (const int scale : {1, 2}) {
            const auto set = open(tilesOf(16, {scale, 0, 0}));
            ASSERT_TRUE(set->unreadable().empty());
            ASSERT_EQ(set->count(), TileGrid(seen.size(), 16, {scale, 0, 0}).count());
            for (int64_t i = 0; i < set->count(); ++i) {
                const ImagePlace place = set->placeOf(i);
                ASSERT_EQ(place.pictureWidth, seen.cols);
                for (const auto& [x, y] : {std::pair(0, 0), std::pair(15, 3), std::pair(7, 15)}) {
                    const cv::Rect block(static_cast<int>(place.x) + x * scale, static_cast<int>(place.y) + y * scale,
                                         scale, scale);
                    // What is left beyond whole pixels may lie on the other side: one pixel, of two shades.
                    EXPECT_NEAR(at(*set, i, x, y), cv::mean(seen(block))[0], scale == 1 ? 2 : 5)
                        << orientation << ", " << scale << ": " << place.x + x << ", " << place.y + y;
                }
            }
        }
    }
}

TEST_F(TileImport, WhateverCanBeReadCanBeCut) {
    for (const auto& entry : fs::directory_iterator(goldenFile("")))
        if (kindOfName(entry.path().filename().string()) == NameKind::Readable)
            fs::copy_file(entry.path(), images() / entry.path().filename());
    const auto reasons = [](const ImageSet& set) {
        std::multiset<std::string> sentences;
        for (const UnreadableFile& file : set.unreadable())
            sentences.insert(file.file.filename().string() + ": " + file.reason.sentence());
        return sentences;
    };
    const auto cropped = open();
    ASSERT_GT(cropped->count(), 50);
    for (const int scale : {1, 2, 3}) {
        const auto cut = open(tilesOf(16, {scale, 0, 0}));
        EXPECT_EQ(reasons(*cut), reasons(*cropped)) << scale;
        std::set<std::string> files, all;
        for (int64_t i = 0; i < cut->count(); ++i) files.insert(cut->fileOf(i));
        for (int64_t i = 0; i < cropped->count(); ++i) all.insert(cropped->fileOf(i));
        EXPECT_EQ(files, all);
    }
}

TEST_F(TileImport, ASmallPictureIsPadded) {
    write("small.png", pattern(10, 20));
    ImportSettings settings = tilesOf(16);
    settings.background = {0, 0, 0};
    const auto set = open(settings);
    ASSERT_EQ(set->count(), 2);
    EXPECT_EQ(set->placeOf(1), (ImagePlace{0, 4, 10, 16, 10, 20}));
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x) ASSERT_EQ(at(*set, 1, x, y), x < 3 || x >= 13 ? 0 : shadeAt(x - 3, y + 4));
}

TEST_F(TileImport, WhatIsBackgroundIsLeftOutAndCounted) {
    cv::Mat glass(64, 96, CV_8UC1, cv::Scalar(150));
    pattern(30, 30).copyTo(glass(cv::Rect(33, 1, 30, 30)));  // fills nearly the four tiles around it
    write("slide.png", glass);
    for (int round = 0; round < 2; ++round) {
        const auto set = open(tilesOf(16));
        EXPECT_EQ(set->count(), 4);
        EXPECT_EQ(set->found(), 4);
        EXPECT_TRUE(set->unreadable().empty()) << "that is no fault of a file";
        EXPECT_EQ(remark(*set, "tiles.left-out"), (std::vector<std::string>{"20", "24", "99"}));
    }
    EXPECT_EQ(open(tilesOf(16, {1, 0, 0}))->count(), 24);
    EXPECT_TRUE(remark(*open(tilesOf(16, {1, 0, 0})), "tiles.left-out").empty());
    glass.setTo(150);
    glass.at<uint8_t>(40, 40) = 0;  // of 256 pixels 0.4 %
    write("slide.png", glass);
    EXPECT_EQ(errorCode([&] { open(tilesOf(16)); }), "tiles.empty");
    EXPECT_EQ(open(tilesOf(16, {1, 0, 100}))->count(), 1);
}

TEST_F(TileImport, WhatIsTransparentIsBackground) {
    cv::Mat picture(32, 32, CV_8UC4);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) {
            const uint8_t shade = shadeAt(x, y);
            picture.at<cv::Vec4b>(y, x) = cv::Vec4b(shade, static_cast<uint8_t>(255 - shade), shade, x < 16 ? 0 : 255);
        }
    write("a.png", picture);
    ImportSettings settings = tilesOf(16);
    settings.background = {10, 200, 90};
    const auto set = open(settings);
    ASSERT_EQ(set->count(), 2);
    EXPECT_EQ(set->placeOf(0).x, 16);
    EXPECT_EQ(set->placeOf(1).x, 16);
}

TEST_F(TileImport, NoFileIsOnBothSidesOfASplit) {
    for (int i = 0; i < 6; ++i)
        write((i % 2 ? "b/" : "a/") + std::string("p") + std::to_string(i / 2) + "_" + std::to_string(i) + ".png",
              pattern(40, 40, i));
    const auto set = open(tilesOf(16));
    ASSERT_EQ(set->count(), 54);
    EXPECT_EQ(labels(*set), (Counts{{"a", 27}, {"b", 27}}));
    EXPECT_EQ(remark(*set, "tiles.cut"), (std::vector<std::string>{"16", "6", "1"}));
    expectFilesWhole(*set);
    for (const char* group : {"none", "pattern:p(\\d)", "level:1"}) {
        ImportSettings settings = tilesOf(16);
        settings.group = group;
        const auto grouped = open(settings);
        expectFilesWhole(*grouped);
        EXPECT_EQ(settingsOf(*grouped).group, group);
        for (int64_t i = 0; i < grouped->count(); ++i)
            for (int64_t k = 0; k < i; ++k) {
                const std::string mine = grouped->fileOf(i), other = grouped->fileOf(k);
                const bool joined =
                    std::string(group) == "none" ? mine == other
                    : std::string(group) == "level:1"
                        ? fs::path(mine).parent_path() == fs::path(other).parent_path()
                        : fs::path(mine).filename().string()[1] == fs::path(other).filename().string()[1];
                ASSERT_EQ(grouped->groupOf(i) == grouped->groupOf(k), joined) << group << ": " << mine << " " << other;
            }
    }
    // A table speaks of files.
    text("about.csv",
         "file,fold\na/p0_0.png,x\nb/p0_1.png,x\na/p1_2.png,x\nb/p1_3.png,y\na/p2_4.png,y\nb/p2_5.png,y\n");
    ImportSettings settings = tilesOf(16);
    settings.group = "column:fold";
    EXPECT_EQ(remark(*open(settings), "tiles.cut"), (std::vector<std::string>{"16", "2", "1"}));
}

TEST_F(TileImport, OnePictureHoldsNothingOut) {
    write("slide.png", pattern(64, 64));
    const auto set = open(tilesOf(16));
    EXPECT_TRUE(remarks(*set, "group.one"));
    EXPECT_EQ(sides(*set), (Sides{16, 0, 0}));
}

TEST_F(TileImport, TwoFoldersMayHoldFilesOfOneName) {
    write("a/1.png", pattern(32, 32));
    write("b/1.png", pattern(32, 32, 5));
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto set =
        importImages({{(images() / "a/1.png").string(), (images() / "b/1.png").string()}, tilesOf(16)}, options, {});
    ASSERT_EQ(set->count(), 8);
    expectFilesWhole(*set);
}

TEST_F(TileImport, TheirOwnSplitIsKept) {
    for (int i = 0; i < 4; ++i) write((i < 3 ? "train/" : "val/") + std::to_string(i) + ".png", pattern(32, 32, i));
    const auto set = open(tilesOf(16));
    EXPECT_TRUE(set->hasOwnSplit());
    EXPECT_EQ(sides(*set), (Sides{12, 4, 0}));
}

TEST_F(TileImport, WhatIsTrainedOnThemRemembersTheScale) {
    write("a/slide.png", pattern(80, 64));
    write("b/other.png", pattern(64, 64, 3));
    const Tiling tiling{2, 4, 30};
    const auto set = openAt(images() / "a", tilesOf(16, tiling));
    const ImportSettings stored = importSettingsFromJson(importSettingsToJson(settingsOf(*set)));
    EXPECT_EQ(stored.fit, Fit::Tiles);
    EXPECT_FALSE(stored.guessFit);
    EXPECT_EQ(stored.tiling, tiling);
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto others = importOthers({{(images() / "b").string()}, stored}, options, {});
    ASSERT_EQ(others->count(), 9) << "32 x 32 in steps of 12";
    EXPECT_EQ(settingsOf(*others).tiling, tiling);
    EXPECT_EQ(others->placeOf(8), (ImagePlace{32, 32, 32, 32, 64, 64}));
    // One picture by itself is the tile in its middle.
    const Picture middle = readPicture(images() / "b/other.png", 16, 1, stored);
    ASSERT_EQ(middle.width, 16);
    const cv::Mat picture = pattern(64, 64, 3);
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x)
            ASSERT_NEAR(middle.pixels[static_cast<size_t>(16 * y + x)],
                        cv::mean(picture(cv::Rect(16 + 2 * x, 16 + 2 * y, 2, 2)))[0], 0.5);
    // The files may go: the cache knows all of it.
    const std::string fingerprint = set->fingerprint();
    fs::remove_all(images());
    const auto cached = cachedImages(fingerprint, stored, options);
    ASSERT_TRUE(cached);
    EXPECT_EQ(settingsOf(*cached).tiling, tiling);
    EXPECT_EQ(cached->nameOf(1), "slide.png (x 24, y 0)");
    EXPECT_EQ(cached->placeOf(1), (ImagePlace{24, 0, 32, 32, 80, 64}));
}

TEST_F(TileImport, EachTilingIsAnotherSet) {
    write("slide.png", pattern(64, 64));
    std::set<std::string> prints{open()->fingerprint()};
    for (const Tiling& tiling : {Tiling{}, Tiling{2, 0, 99}, Tiling{1, 1, 99}, Tiling{1, 0, 98}})
        prints.insert(open(tilesOf(16, tiling))->fingerprint());
    EXPECT_EQ(prints.size(), 5u);
    EXPECT_EQ(open(tilesOf(16))->fingerprint(), open(tilesOf(16))->fingerprint());
}

TEST_F(TileImport, SizeIsGuessedAtTheirScale) {
    write("slide.png", pattern(200, 120));
    ImportSettings settings = tilesOf(0);
    EXPECT_EQ(open(settings)->size(), 64);
    settings.tiling.scale = 4;  // 50 x 30
    EXPECT_EQ(open(settings)->size(), 28);
    settings.tiling = {1, 64, 0};
    EXPECT_EQ(errorCode([&] { open(settings); }), "setting.value") << "no overlap of a whole tile";
    EXPECT_EQ(errorCode([&] { importImages({{"sample:shapes"}, tilesOf(16)}, {}, {}); }), "setting.value");
}

TEST_F(TileImport, PagesOfAStackAreCutEach) {
    const std::vector<cv::Mat> pages{pattern(40, 16, 1), pattern(16, 32, 2), pattern(16, 16, 3)};
    ASSERT_TRUE(cv::imwritemulti((images() / "stack.tif").string(), pages));
    write("plain.tif", pattern(32, 16, 4));
    const auto set = open(tilesOf(16));
    ASSERT_EQ(set->count(), 2 + 3 + 2 + 1);
    EXPECT_EQ(set->nameOf(0), "plain.tif (x 0, y 0)");
    EXPECT_EQ(set->nameOf(4), "stack.tif, page 1 (x 24, y 0)");
    EXPECT_EQ(set->nameOf(6), "stack.tif, page 2 (x 0, y 16)");
    EXPECT_EQ(at(*set, 4, 3, 5), shadeAt(27, 5, 1));
    EXPECT_EQ(at(*set, 6, 3, 5), shadeAt(3, 21, 2));
    EXPECT_EQ(at(*set, 7, 3, 5), shadeAt(3, 5, 3));
    expectFilesWhole(*set);
    EXPECT_EQ(remark(*set, "tiles.cut").at(1), "2") << "all pages of a file are one group";
}

TEST_F(TileImport, ATurnedTiffIsCutAsItIsSeen) {
    // Width, height, bits, compression, black is zero, strip, orientation 6, samples, rows, bytes.
    writeBytes(images() / "turned.tif", tiffOf({{256, 3, 40},
                                                {257, 3, 20},
                                                {258, 3, 8},
                                                {259, 3, 1},
                                                {262, 3, 1},
                                                {273, 4, 0},
                                                {274, 3, 6},
                                                {277, 3, 1},
                                                {278, 3, 20},
                                                {279, 4, 800}},
                                               800));
    const auto set = open(tilesOf(16, {1, 0, 0}));
    ASSERT_EQ(set->count(), 6);
    EXPECT_EQ(set->placeOf(5), (ImagePlace{4, 24, 16, 16, 20, 40}));
}

TEST_F(TileImport, PicturesOfAnArrayAreCut) {
    Bytes idx{0, 0, 8, 3};
    for (const int extent : {3, 24, 40}) appendBig(idx, static_cast<uint64_t>(extent), 4);
    for (int i = 0; i < 3; ++i) {
        const cv::Mat picture = pattern(40, 24, i);
        idx.insert(idx.end(), picture.data, picture.data + picture.total());
    }
    writeBytes(folder_ / "cells-idx3-ubyte", idx);
    const auto set = openAt(folder_ / "cells-idx3-ubyte", tilesOf(16));
    ASSERT_EQ(set->count(), 18);
    EXPECT_EQ(set->nameOf(8), "image 1 (x 24, y 0)");
    EXPECT_EQ(at(*set, 8, 2, 1), shadeAt(26, 1, 1));
    EXPECT_TRUE(set->fileOf(8).empty());
    EXPECT_EQ(set->groupOf(6), set->groupOf(11));
    EXPECT_NE(set->groupOf(5), set->groupOf(6)) << "each picture of an array is a group";
    const auto half = openAt(folder_ / "cells-idx3-ubyte", tilesOf(16, {2, 0, 0}));
    ASSERT_EQ(half->count(), 6) << "20 x 12, padded";
    EXPECT_NEAR(at(*half, 0, 1, 2), cv::mean(pattern(40, 24)(cv::Rect(2, 0, 2, 2)))[0], 0.5);
    EXPECT_EQ(at(*half, 0, 1, 0), 255);
}

TEST_F(TileImport, TheRangeOfValuesIsOfTheSet) {
    for (int i = 0; i < 2; ++i) {
        cv::Mat deep(32, 32, CV_16UC1);
        for (int k = 0; k < 1024; ++k) deep.at<uint16_t>(k / 32, k % 32) = static_cast<uint16_t>(k / (1 + i));
        write(std::to_string(i) + ".png", deep);
    }
    ImportSettings settings = tilesOf(16, {1, 0, 0});
    settings.range = {};
    const auto set = open(settings);
    const ValueRange range = settingsOf(*set).range;
    ASSERT_EQ(range.kind, ValueRange::Kind::Fixed);
    EXPECT_NEAR(range.white, 1023, 3);
    ASSERT_EQ(set->count(), 8);
    const double scale = 255 / (range.white - range.black);
    EXPECT_NEAR(at(*set, 3, 4, 2), (18 * 32 + 20 - range.black) * scale, 0.51);
    EXPECT_NEAR(at(*set, 7, 4, 2), ((18 * 32 + 20) / 2 - range.black) * scale, 0.51);
}

TEST_F(TileImport, WhatIsNoNumberIsCountedOnceForAPicture) {
    cv::Mat numbers(32, 32, CV_32FC1);
    for (int k = 0; k < 1024; ++k) numbers.at<float>(k / 32, k % 32) = static_cast<float>(k) / 1024;
    for (const int k : {5, 100, 1000}) numbers.at<float>(k / 32, k % 32) = std::numeric_limits<float>::quiet_NaN();
    write("a.tif", numbers);
    const auto set = open(tilesOf(16));
    EXPECT_EQ(set->count(), 4);
    EXPECT_EQ(remark(*set, "values.not-numbers"), (std::vector<std::string>{"3", "1"}));
}

TEST_F(TileImport, APictureThatCannotBeReadIsListedOnce) {
    write("good.png", pattern(32, 32));
    Bytes cut = encoded(pattern(200, 200), ".png");
    cut.resize(cut.size() / 2);
    writeBytes(images() / "cut.png", cut);
    // Their headers alone: one is refused by its size, of the other there are as many tiles as it says.
    writeBytes(images() / "huge.png", pngOf(65'535, 65'535, 8, 2, false, {}));
    writeBytes(images() / "large.png", pngOf(9'000, 9'000, 8, 0, false, {}));
    writeBytes(images() / "note.png", bytesOfText("no picture"));
    const auto set = open(tilesOf(16));
    EXPECT_EQ(set->count(), 4);
    EXPECT_EQ(set->found(), 8);
    std::map<std::string, std::string> reasons;
    for (const UnreadableFile& file : set->unreadable()) reasons[file.file.filename().string()] = file.reason.code;
    EXPECT_EQ(set->unreadable().size(), 4u);
    EXPECT_EQ(reasons, (std::map<std::string, std::string>{{"cut.png", "image.damaged"},
                                                           {"huge.png", "image.large"},
                                                           {"large.png", "image.damaged"},
                                                           {"note.png", "image.none"}}));
}

TEST_F(TileImport, MoreTilesThanAnyoneMeansAreRefused) {
    write("good.png", pattern(32, 32));
    writeBytes(images() / "large.png", pngOf(20'000, 20'000, 8, 0, false, {}));
    EXPECT_EQ(errorCode([&] { open(tilesOf(16, {1, 15, 99})); }), "tiles.many");
}

/// Pictures that are painted; each reading is counted, and may do something else.
class PaintedPictures : public PictureSource {
public:
    explicit PaintedPictures(std::vector<cv::Size> sizes) : reads(sizes.size()), sizes_(std::move(sizes)) {}

    int64_t candidates() const override { return std::ssize(sizes_); }
    Hash128 identity() const override { return Hash128::of("painted"); }
    Hash128 contents(const std::vector<int64_t>& kept) const override {
        contentsOf = kept;
        return identity();
    }
    Target targetFor(const ImportSettings&) const override { return {}; }
    ValueSample sampleValues(const Target&, const ImportOptions&, SampleFor) const override { return {}; }
    FileNumbers numbers() const override { return {}; }
    SourceSummary summary() const override { return {}; }
    void prepare(std::stop_token) override {}
    std::vector<cv::Size> sizes(const Target&, const std::stop_token&) const override { return sizes_; }
    cv::Mat read(int64_t candidate, const Target&, Scratch& scratch) const override {
        ++reads[static_cast<size_t>(candidate)];
        if (onRead) onRead(candidate, scratch);
        const cv::Size size = sizes_[static_cast<size_t>(candidate)];
        return pattern(size.width, size.height, static_cast<int>(candidate));
    }
    std::unique_ptr<RowsOfPicture> rowsOf(int64_t candidate, const Target&, const std::stop_token&) const override {
        return byRows ? std::make_unique<PaintedRows>(*this, candidate) : nullptr;
    }
    std::string nameOf(int64_t candidate) const override { return std::to_string(candidate); }
    std::string title() const override { return "painted"; }

    /// Some rows of one of them.
    class PaintedRows : public RowsOfPicture {
    public:
        PaintedRows(const PaintedPictures& pictures, int64_t candidate) : pictures_(pictures), candidate_(candidate) {}
        cv::Mat read(int first, int count, const std::stop_token& stop, FileFacts& facts) const override {
            if (stop.stop_requested()) throw Cancelled();
            if (pictures_.onRows) pictures_.onRows(first, count);
            for (int most = pictures_.mostRows;
                 count > most && !pictures_.mostRows.compare_exchange_weak(most, count);) {}
            facts.notNumbers = first == 0 ? 3 : 0;
            const cv::Size size = pictures_.sizes_[static_cast<size_t>(candidate_)];
            return pattern(size.width, size.height, static_cast<int>(candidate_))
                .rowRange(first, first + count)
                .clone();
        }

    private:
        const PaintedPictures& pictures_;
        const int64_t candidate_;
    };
    bool byRows = false;
    mutable std::atomic<int> mostRows{0};  ///< that were read at once
    std::function<void(int first, int count)> onRows;

    mutable std::vector<std::atomic<int>> reads;
    mutable std::vector<int64_t> contentsOf;
    std::function<void(int64_t candidate, Scratch& scratch)> onRead;

private:
    const std::vector<cv::Size> sizes_;
};

class TileSourceTest : public testing::Test {
protected:
    static Target target() {
        Target target;
        target.size = 16;
        target.channels = 1;
        target.fit = Fit::Tiles;
        return target;
    }
    std::shared_ptr<const StoredImages> build(PaintedPictures& pictures, int threads, std::stop_token stop = {},
                                              const TilesHeld& held = {}, const Tiling& tiling = {}) {
        ImportOptions options;
        options.threads = threads;
        options.onProgress = onProgress_;
        Target of = target();
        of.tiling = tiling;
        const auto tiles = makeTileSource(pictures, of, held);
        return buildCache(*tiles, of, Hash128::of("key"), {{"painted"}, {}, {}}, folder_ / "cache", options, stop);
    }
    ProgressSink onProgress_;
    TemporaryFolder folder_;
};

TEST_F(TileSourceTest, APictureIsDecodedOnceWhateverTheThreads) {
    for (const int threads : {1, 2, 8}) {
        std::vector<cv::Size> sizes{{800, 900}, {10, 10}, {1600, 160}};
        for (int i = 0; i < 300; ++i) sizes.emplace_back(16 + i % 40, 30);
        sizes.emplace_back(700, 1000);
        PaintedPictures pictures(sizes);
        const auto set = build(pictures, threads);
        int64_t tiles = 0;
        for (const cv::Size& size : sizes) tiles += TileGrid(size, 16, {}).count();
        ASSERT_EQ(set->count(), tiles);
        for (size_t i = 0; i < sizes.size(); ++i)
            EXPECT_EQ(pictures.reads[i].load(), 1) << i << ", " << threads << " threads";
        EXPECT_EQ(pictures.contentsOf.size(), sizes.size()) << "each once";
        for (int64_t i = 0; i < set->count(); i += 7) {
            const ImagePlace place = set->placeOf(i);
            if (place.width < 16 || place.height < 16) continue;
            ASSERT_EQ(set->picture(i).pixels[17],
                      shadeAt(static_cast<int>(place.x) + 1, static_cast<int>(place.y) + 1, std::stoi(set->nameOf(i))));
        }
    }
}

/// More than may be held at a time, and more in a piece than some rows of tiles.
constexpr TilesHeld kLittle{20'000, 8'000};

TEST_F(TileSourceTest, APictureThatIsTooLargeIsReadInPieces) {
    for (const int threads : {1, 2, 8})
        for (const int overlap : {0, 5}) {
            const std::vector<cv::Size> sizes{{100, 90}, {203, 317}, {100, 100}, {150, 150}};
            PaintedPictures whole(sizes), pieces(sizes);
            pieces.byRows = true;
            const Tiling tiling{1, overlap, 99};
            const auto expected = build(whole, threads, {}, {}, tiling);
            const auto set = build(pieces, threads, {}, kLittle, tiling);
            ASSERT_EQ(set->count(), expected->count());
            for (int64_t i = 0; i < set->count(); ++i) {
                ASSERT_EQ(set->picture(i).pixels, expected->picture(i).pixels) << i << ", " << threads << " threads";
                ASSERT_EQ(set->placeOf(i), expected->placeOf(i)) << i;
            }
            EXPECT_EQ(pieces.reads[0].load() + pieces.reads[2].load(), 2) << "small ones are read as before";
            EXPECT_EQ(pieces.reads[1].load() + pieces.reads[3].load(), 0);
            EXPECT_LE(pieces.mostRows.load(), 8'000 / 150) << "and never the whole";
            EXPECT_EQ(set->values().notNumberPixels, 6) << "what was found in it is said once";
        }
}

TEST_F(TileSourceTest, WhatOfALargePictureIsBackgroundIsThatOfTheWhole) {
    const std::vector<cv::Size> sizes{{1, 700}, {700, 1}, {300, 200}};
    for (const int percent : {1, 5, 99}) {
        PaintedPictures whole(sizes), pieces(sizes);
        pieces.byRows = true;
        const auto expected = build(whole, 2, {}, {}, {1, 0, percent});
        const auto set = build(pieces, 2, {}, {100, 4'000}, {1, 0, percent});
        EXPECT_EQ(set->count(), expected->count()) << percent;
    }
}

TEST_F(TileSourceTest, ALargePictureThatCannotBeReadSaysSoOnce) {
    PaintedPictures damaged({{320, 320}, {16, 16}});
    damaged.byRows = true;
    damaged.onRows = [](int first, int) {
        if (first > 100) throw Error("image.damaged", "It is damaged.");
    };
    const auto set = build(damaged, 2, {}, kLittle);
    EXPECT_EQ(set->count(), 1);
    EXPECT_EQ(set->unreadable().size(), 1u);
    // What was whole when it was looked over and is not any more ends it: some of its tiles are there.
    PaintedPictures changed({{320, 320}});
    changed.byRows = true;
    std::atomic<int> rows{0};
    changed.onRows = [&](int, int count) {
        if ((rows += count) > 320 + 50) throw Error("image.damaged", "It is damaged.");
    };
    EXPECT_EQ(errorCode([&] { build(changed, 2, {}, kLittle); }), "image.damaged");
    std::stop_source stop;
    PaintedPictures stopped({{320, 320}});
    stopped.byRows = true;
    stopped.onRows = [&](int, int) { stop.request_stop(); };
    EXPECT_THROW(build(stopped, 2, stop.get_token(), kLittle), Cancelled);
}

TEST_F(TileSourceTest, WhoWaitsForAPictureDecodesTheNext) {
    PaintedPictures pictures({{800, 800}, {800, 800}});
    std::mutex mutex;
    std::condition_variable changed;
    bool second = false;
    pictures.onRead = [&](int64_t candidate, Scratch&) {
        std::unique_lock lock(mutex);
        if (candidate == 1) second = true;
        changed.notify_all();
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return second; }));
    };
    EXPECT_EQ(build(pictures, 2)->count(), 5000);
    EXPECT_EQ(pictures.reads[0].load(), 1);
    EXPECT_EQ(pictures.reads[1].load(), 1);
}

/// Tells part after part of what is being read until it is reported: reports come at most 20 times a second.
class ReportedParts {
public:
    ProgressSink sink() {
        return [this](const Progress& progress) {
            const std::lock_guard lock(mutex_);
            EXPECT_EQ(progress.verb, "Reading images");
            EXPECT_GE(progress.share(), last_.share()) << "it never goes back";
            last_ = progress;
        };
    }
    Progress last() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }
    /// \param tell called until it has come about
    bool comes(
        double share, const std::function<void()>& tell = [] {}) const {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < until) {
            tell();
            if (std::abs(last().share() - share) < 1e-9) return true;
            std::this_thread::yield();
        }
        ADD_FAILURE() << "it is " << last().share() << " and not " << share;
        return false;
    }

private:
    mutable std::mutex mutex_;
    Progress last_;  ///< guarded by mutex_
};

TEST_F(TileSourceTest, WhatIsReadOfAPictureIsReportedBeforeItsTilesAre) {
    PaintedPictures pictures({{160, 160}, {160, 160}});
    ReportedParts parts;
    onProgress_ = parts.sink();
    pictures.onRead = [&](int64_t candidate, Scratch& scratch) {
        ASSERT_TRUE(scratch.told);
        for (const double part : {0.25, 0.75})
            EXPECT_TRUE(parts.comes((static_cast<double>(candidate) + part) / 2, [&] { scratch.told(part); }));
        EXPECT_EQ(parts.last().done, 100 * candidate) << "tiles are counted when they are there";
    };
    EXPECT_EQ(build(pictures, 1)->count(), 200);
    EXPECT_EQ(parts.last().done, 200);
    EXPECT_NEAR(parts.last().begun, 0, 1e-9);
}

TEST_F(TileSourceTest, LookingALargePictureOverIsHalfOfReadingIt) {
    for (const bool whole : {true, false}) {
        PaintedPictures pictures({{320, 320}});
        pictures.byRows = true;
        std::atomic<double> ahead{0};
        std::atomic<int> rows{0};
        pictures.onRows = [&](int, int count) {
            if (!whole) throw Error("image.damaged", "It is damaged.");
            if ((rows += count) == 320 + 16) {
                EXPECT_NEAR(ahead, 200, 1e-9) << "the first piece, which is a row of tiles";
            }
        };
        const auto tiles = makeTileSource(pictures, target(), kLittle);
        tiles->prepare({});
        ASSERT_EQ(tiles->candidates(), 400);
        Scratch scratch;
        scratch.ahead = [&](double more) { ahead += more; };
        for (int64_t i = 0; i < 400; ++i) {
            EXPECT_EQ(errorCode([&] { tiles->read(i, target(), scratch); }), whole || i > 0 ? "none" : "image.damaged");
            const int64_t left = 400 - (i / 20 + 1) * 20;
            EXPECT_NEAR(ahead, static_cast<double>(left) / 2 + static_cast<double>(19 - i % 20), 1e-9) << i;
        }
        EXPECT_EQ(rows, whole ? 640 : 0);
    }
}

TEST_F(TileSourceTest, NoHeaderReservesADisk) {
    PaintedPictures pictures({{64'000, 64'000}});
    Target large = target();
    large.size = 64;
    large.channels = 3;
    const auto tiles = makeTileSource(pictures, large);
    tiles->prepare({});
    EXPECT_EQ(tiles->candidates(), 1'000'000);
    EXPECT_EQ(tiles->pictures() * large.imageBytes() >> 20, (int64_t{4} << 10) - 1);
}

TEST_F(TileSourceTest, WhatWasFoundInAPictureIsSaidOnce) {
    PaintedPictures pictures({{160, 160}, {160, 160}});
    pictures.onRead = [](int64_t candidate, Scratch& scratch) {
        scratch.facts.notNumbers = 7 + candidate;
        scratch.facts.colours.from = "Adobe RGB";
    };
    const StoredValues values = build(pictures, 2)->values();
    EXPECT_EQ(values.notNumberPixels, 15);
    EXPECT_EQ(values.notNumberPictures, 2);
    EXPECT_EQ(values.converted.at("Adobe RGB"), 2);
}

TEST_F(TileSourceTest, ASourceThatFailsEndsIt) {
    PaintedPictures pictures({{320, 320}, {320, 320}});
    pictures.onRead = [](int64_t candidate, Scratch&) {
        if (candidate == 1) throw SourceFailed(Error("file.read", "The disk failed."));
    };
    EXPECT_EQ(errorCode([&] { build(pictures, 2); }), "file.read");
    PaintedPictures otherwise({{320, 320}});
    otherwise.onRead = [](int64_t, Scratch&) { throw Error("image.damaged", "It is damaged."); };
    EXPECT_EQ(errorCode([&] { build(otherwise, 2); }), "data.no-images");
    EXPECT_EQ(otherwise.reads[0].load(), 1) << "and is not tried again for each tile";
}

TEST_F(TileSourceTest, ItStopsWhileItWaits) {
    PaintedPictures pictures({{800, 800}, {800, 800}, {800, 800}});
    std::stop_source stop;
    std::atomic<int> reading{0};
    pictures.onRead = [&](int64_t, Scratch& scratch) {
        if (++reading == 3) stop.request_stop();  // the fourth thread waits
        while (!scratch.stop.stop_requested()) std::this_thread::yield();
        throw Cancelled();
    };
    EXPECT_THROW(build(pictures, 4, stop.get_token()), Cancelled);
}

TEST_F(TileSourceTest, PicturesAreLetGoWhenTheirTilesAreRead) {
    if (kKeepsWhatIsFreed) GTEST_SKIP() << "what is let go cannot be told from what is held";
    // 12 pictures of 4 MB each.
    PaintedPictures pictures(std::vector<cv::Size>(12, {2048, 2048}));
    const auto tiles = makeTileSource(pictures, target());
    tiles->prepare({});
    Scratch scratch;
    const int64_t peak = peakBytes([&] {
        for (int64_t i = 0; i < tiles->candidates(); ++i)
            if (tiles->read(i, target(), scratch).empty()) FAIL();
    });
    EXPECT_LT(peak, int64_t{24} << 20);
    EXPECT_EQ(pictures.reads[11].load(), 1);
}

}  // namespace
}  // namespace zscape
