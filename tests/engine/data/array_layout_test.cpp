#include "engine/data/array_layout.h"

#include "engine/data/arrays.h"
#include "engine/data/import_settings.h"
#include "tests/engine/data/import_fixture.h"

#include <zlib.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

TEST(ArrayLayout, AxesAreReadAsPeopleWriteThem) {
    EXPECT_EQ(axesFrom("NHWC"), "NHWC");
    EXPECT_EQ(axesFrom("tczyx"), "TCZHW");
    EXPECT_EQ(axesFrom("np"), "NP");
    for (const char* wrong : {"", "N", "NH", "NHH", "NHWQ", "NPH", "NNHW", "HWN C", "ZCT", "CZ"})
        EXPECT_EQ(axesFrom(wrong), std::nullopt) << wrong;
}

TEST(ArrayLayout, TheGuessIsOfTheShape) {
    EXPECT_EQ(guessAxes({5, 28, 28}), "NHW");
    EXPECT_EQ(guessAxes({5, 28, 28, 3}), "NHWC");
    EXPECT_EQ(guessAxes({5, 3, 28, 28}), "NCHW");
    EXPECT_EQ(guessAxes({5, 3, 28, 2}), "NCHW") << "colours come before other numbers";
    EXPECT_EQ(guessAxes({5, 28, 28, 2}), "NHWC");
    EXPECT_EQ(guessAxes({5, 28, 28}, true), "NWH");
    EXPECT_EQ(guessAxes({5, 2, 28, 28}, true), "NCWH");
    EXPECT_EQ(guessAxes({5, 784}), "NP");
    for (const std::vector<int64_t>& none :
         {std::vector<int64_t>{}, {784}, {5, 16}, {5, 300}, {5, 28, 28, 28}, {5, 9, 16, 16}, {2, 2, 3, 16, 16}})
        EXPECT_EQ(guessAxes(none), "") << textOfShape(none);
}

TEST(ArrayLayout, OnlyAxesThatFitAreOffered) {
    using Axes = std::vector<std::string>;
    EXPECT_EQ(axesThatFit({70000, 28, 28}), (Axes{"NHW", "NWH"})) << "no picture is 70,000 high";
    EXPECT_EQ(axesThatFit({100, 3, 32, 32}), (Axes{"NCHW", "NZHW", "NCWH"}));
    EXPECT_EQ(axesThatFit({5, 28, 28, 28}), (Axes{"NZHW", "NHWZ", "CNHW", "CHWN"}));
    EXPECT_EQ(axesThatFit({64, 64, 30}), (Axes{"NHW", "NWH", "HWN"}));
    EXPECT_EQ(axesThatFit({8, 1, 28, 28}), (Axes{"NCHW", "NCWH", "CNHW"})) << "one channel or one plane is the same";
    EXPECT_EQ(axesThatFit({2, 784}), (Axes{"NP"}));
    EXPECT_EQ(axesThatFit({400, 5000}), (Axes{"PN", "HW"}));
    EXPECT_EQ(axesThatFit({2, 2, 3, 16, 16}), (Axes{"NZCHW", "NCZHW", "CNZHW", "NTZHW"}));
    EXPECT_TRUE(axesThatFit({2, 3}).empty());
    EXPECT_TRUE(axesThatFit({int64_t{1} << 40, int64_t{1} << 40, int64_t{1} << 40}).size() <= 1);
}

TEST(ArrayLayout, PiecesOfAPictureAreWhereTheShapeHasThem) {
    const ArrayLayout together = *layoutBy("NHWC", {5, 28, 20, 3});
    EXPECT_EQ(together.count, 5);
    EXPECT_FALSE(together.pieces.areScattered());
    const ArrayLayout behind = *layoutBy("HWN", {28, 20, 5});
    EXPECT_EQ(behind.count, 5);
    EXPECT_EQ(behind.pieces.pieces(), 560);
    EXPECT_EQ(behind.pieces.neighbours(), 5);
    EXPECT_EQ(behind.pieces.placeOf(3, 100), 503);
    EXPECT_EQ(*layoutBy("NWH", {5, 20, 28}, true), behind) << "in Fortran order the first goes fastest";
    const ArrayLayout between = *layoutBy("NCZHW", {5, 2, 3, 28, 20});
    EXPECT_EQ(between.count, 15);
    EXPECT_EQ(between.channels, 2);
    EXPECT_EQ(between.pieces.pieces(), 2);
    EXPECT_EQ(between.pieces.pieceNumbers(), 560);
    EXPECT_EQ(between.pieces.neighbours(), 3);
    EXPECT_EQ(between.pieces.placeOf(4, 1), (1 * 6 + 1 * 3 + 1) * 560);
    EXPECT_FALSE(layoutBy("HWN", {28, 20, 1})->pieces.areScattered()) << "of one picture all numbers lie together";
    EXPECT_EQ(layoutBy("NHW", {5, 28, 28, 3}), std::nullopt);
    EXPECT_EQ(layoutBy("NHWC", {5, 28, 28, 9}), std::nullopt);
    EXPECT_EQ(layoutBy("NP", {5, 785}), std::nullopt);
    EXPECT_EQ(layoutBy("NHW", {5, 0, 28}), std::nullopt);
    EXPECT_EQ(layoutBy("", {}), std::nullopt);
}

/// A number that tells where it is, by its index along N, C, Z, H and W: as make_files.py has it.
int numberAt(const std::map<char, int64_t>& at) {
    const auto index = [&](char axis) { return at.contains(axis) ? at.at(axis) : 0; };
    return static_cast<int>((97 * index('N') + 53 * index('C') + 31 * index('Z') + 11 * index('H') + 3 * index('W')) %
                            251);
}

/// Pictures of 16 x 20 pixels, of which the middle is taken.
constexpr int64_t kHeight = 16, kWidth = 20;

std::vector<int64_t> shapeOf(const std::string& axes, int64_t channels) {
    std::vector<int64_t> shape;
    for (const char axis : axes)
        shape.push_back(axis == 'N'   ? 4
                        : axis == 'Z' ? 3
                        : axis == 'C' ? channels
                        : axis == 'H' ? kHeight
                        : axis == 'W' ? kWidth
                                      : kHeight * kHeight);
    return shape;
}

/// All numbers of an array of these axes, in C or in Fortran order.
Bytes numbersOf(const std::string& axes, const std::vector<int64_t>& shape, bool fortran) {
    int64_t count = 1;
    for (const int64_t extent : shape) count *= extent;
    Bytes numbers;
    for (int64_t i = 0; i < count; ++i) {
        std::map<char, int64_t> at;
        int64_t rest = i;
        for (size_t k = 0; k < shape.size(); ++k) {
            const size_t axis = fortran ? k : shape.size() - 1 - k;
            at[axes[axis]] = rest % shape[axis];
            rest /= shape[axis];
        }
        if (at.contains('P')) {
            at['H'] = at['P'] / kHeight;
            at['W'] = at['P'] % kHeight;
        }
        numbers.push_back(static_cast<uint8_t>(numberAt(at)));
    }
    return numbers;
}

Bytes npyOf(const std::string& axes, int64_t channels, bool fortran) {
    const std::vector<int64_t> shape = shapeOf(axes, channels);
    std::string start = npyStart("|u1", shape);
    if (fortran) start.replace(start.find("False"), 5, "True ");
    Bytes bytes(start.begin(), start.end());
    const Bytes numbers = numbersOf(axes, shape, fortran);
    bytes.insert(bytes.end(), numbers.begin(), numbers.end());
    return bytes;
}

class ArrayAxes : public ImportFixture {
protected:
    std::shared_ptr<const ImageSet> read(const std::string& name, const std::string& axes) {
        return openAt(
            folder_ / name,
            importSettingsFrom(
                {{"axes", axes}, {"range", std::string("full")}, {"size", int64_t{16}}, {"fit", std::string("crop")}}));
    }
    std::string failure(const std::string& name, const std::string& axes) {
        return errorCode([&] { read(name, axes); });
    }
    void take(const std::string& name) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, folder_ / name,
                      fs::copy_options::overwrite_existing);
    }
    /// What is counted in their axes' order, or in Fortran order backwards.
    static void expectPictures(const ImageSet& set, const std::string& axes, int64_t channels, bool backwards,
                               const std::string& what, int64_t width = kWidth) {
        std::string counting;
        for (const char axis : axes)
            if (axis == 'N' || axis == 'Z') counting += axis;
        if (backwards) std::reverse(counting.begin(), counting.end());
        const bool flat = axes.find('P') != std::string::npos;
        int64_t count = 1;
        for (const char axis : counting) count *= axis == 'N' ? 4 : 3;
        ASSERT_EQ(set.count(), count) << what;
        ASSERT_EQ(set.channels(), axes.find('C') == std::string::npos ? 1 : channels) << what;
        for (int64_t i = 0; i < count; ++i) {
            std::map<char, int64_t> at;
            int64_t rest = i;
            for (auto axis = counting.rbegin(); axis != counting.rend(); ++axis) {
                const int64_t extent = *axis == 'N' ? 4 : 3;
                at[*axis] = rest % extent;
                rest /= extent;
            }
            const Bytes pixels = readAll(set, i);
            size_t k = 0;
            for (at['H'] = 0; at['H'] < 16; ++at['H'])
                for (int64_t x = 0; x < 16; ++x)
                    for (at['C'] = 0; at['C'] < set.channels(); ++at['C'], ++k) {
                        at['W'] = flat ? x : x + (width - 16) / 2;
                        ASSERT_EQ(pixels[k], numberAt(at)) << what << " picture " << i << " number " << k;
                    }
        }
    }

private:
    static Bytes readAll(const ImageSet& set, int64_t index) {
        Bytes pixels(static_cast<size_t>(set.size()) * static_cast<size_t>(set.size() * set.channels()));
        set.read(std::array{index}, {pixels, {}});
        return pixels;
    }
};

TEST_F(ArrayAxes, EveryOrderOfTheDimensionsIsRead) {
    for (const std::string axes : {"NHW",  "NWH",  "HWN",   "WHN",   "HNW",   "HW",    "NHWC",  "NCHW", "NHCW",
                                   "NWHC", "NCWH", "NWCH",  "CNHW",  "HWCN",  "CHWN",  "HWNC",  "HWC",  "NZHW",
                                   "NHWZ", "HWZN", "NZHWC", "NZCHW", "NCZHW", "CNZHW", "ZHWNC", "NP",   "PN"})
        for (const int64_t channels : {3, 2})
            for (const bool fortran : {false, true}) {
                if (channels == 2 && axes.find('C') == std::string::npos) continue;
                const std::string what = axes + (fortran ? " fortran " : " ") + std::to_string(channels);
                writeBytes(folder_ / "x.npy", npyOf(axes, channels, fortran));
                for (int round = 0; round < 2; ++round)
                    expectPictures(*read("x.npy", axes), axes, channels, fortran, what);
            }
}

TEST_F(ArrayAxes, HdfFilesInEveryLayout) {
    take("volumes.h5");
    const auto pictures = [&](const std::string& source, const std::string& axes) { return read(source, axes); };
    // N is 2 there, and all are square.
    for (const char* name : {"whole", "chunked"}) {
        const auto set = pictures(std::string("volumes.h5#") + name, "NZCHW");
        ASSERT_EQ(set->count(), 6) << name;
        ASSERT_EQ(set->channels(), 2) << name;
        Bytes pixels(512);
        for (int64_t i = 0; i < 6; ++i) {
            set->read(std::array{i}, {pixels, {}});
            for (int64_t k = 0; k < 512; ++k)
                ASSERT_EQ(pixels[static_cast<size_t>(k)],
                          numberAt({{'N', i / 3}, {'Z', i % 3}, {'C', k % 2}, {'H', k / 32}, {'W', k / 2 % 16}}))
                    << name << " " << i << " " << k;
        }
    }
    const auto greys = [&](const std::string& name, const std::string& axes, int64_t channel) {
        const auto set = pictures("volumes.h5#" + name, axes);
        ASSERT_EQ(set->count(), 6) << name;
        for (int64_t i = 0; i < 6; ++i)
            for (int64_t k = 0; k < 256; ++k)
                ASSERT_EQ(set->picture(i).pixels[static_cast<size_t>(k)],
                          numberAt({{'N', i / 3}, {'Z', i % 3}, {'C', channel}, {'H', k / 16}, {'W', k % 16}}))
                    << name << " " << i << " " << k;
    };
    greys("planes", "NZHW", 0);
    greys("behind", "HWN", 1);
    EXPECT_EQ(pictures("volumes.h5#between", "NCZHW")->count(), 6);
    EXPECT_EQ(pictures("volumes.h5#between", "NTZHW")->count(), 12);
    EXPECT_EQ(failure("volumes.h5#between", "NZHW"), "array.axes");
    EXPECT_EQ(failure("volumes.h5#between", "auto"), "array.shape");
    EXPECT_EQ(failure("volumes.h5", "NZHW"), "none") << "the only one of four dimensions";
}

TEST_F(ArrayAxes, WhatNobodyGuessesIsOffered) {
    take("volumes.h5");
    writeBytes(folder_ / "x.npy", npyOf("NZHWC", 2, false));
    writeBytes(folder_ / "below" / "y.npy", npyOf("NCZHW", 2, false));
    const auto offered = [&](const std::string& source) {
        try {
            read(source, "auto");
        } catch (const SeveralReadings& several) {
            EXPECT_FALSE(several.info().sentence().empty());
            return several.readings();
        }
        ADD_FAILURE() << source;
        return ArrayReadings();
    };
    const auto isThere = [](const ArrayReadings& all, const ArrayReadings::Reading& reading) {
        return std::find(all.readings.begin(), all.readings.end(), reading) != all.readings.end();
    };
    const ArrayReadings plain = offered("x.npy");
    EXPECT_EQ(plain.shape, "4 x 3 x 16 x 20 x 2");
    EXPECT_TRUE(plain.axes.empty());
    EXPECT_TRUE(isThere(plain, {"NZHWC", 12, 20, 16, 2}));
    for (const ArrayReadings::Reading& reading : plain.readings)
        EXPECT_EQ(read("x.npy", reading.axes)->count(), reading.images) << reading.axes;
    EXPECT_TRUE(isThere(offered("below"), {"NCZHW", 12, 20, 16, 2})) << "the only array of a folder";
    EXPECT_TRUE(isThere(offered("volumes.h5#between"), {"NCZHW", 6, 16, 16, 2}));
    writeBytes(folder_ / "below" / "z.npy", npyOf("NHW", 1, false));
    EXPECT_EQ(read("below", "auto")->count(), 4) << "beside another that is clear it is only listed";
}

TEST_F(ArrayAxes, TheyAreSaidAndOfferedAndKept) {
    writeBytes(folder_ / "x.npy", npyOf("NCHW", 3, false));
    const auto guessed = read("x.npy", "auto");
    const ArrayReadings before = guessed->importReport().array.value();
    EXPECT_EQ(before.shape, "4 x 3 x 16 x 20");
    EXPECT_EQ(before.axes, "NCHW");
    ASSERT_GE(before.readings.size(), 2u);
    EXPECT_EQ(before.readings[0].axes, "NCHW");
    EXPECT_EQ(before.readings[0].images, 4);
    EXPECT_EQ(before.readings[0].channels, 3);
    EXPECT_EQ(before.readings[1].axes, "NZHW");
    EXPECT_EQ(before.readings[1].images, 12);
    EXPECT_EQ(before.readings[1].width, 20);
    EXPECT_FALSE(remarks(*guessed, "array.axes"));
    for (int round = 0; round < 2; ++round) {
        const auto planes = read("x.npy", "nzyx");
        EXPECT_EQ(planes->count(), 12);
        EXPECT_EQ(planes->channels(), 1);
        EXPECT_TRUE(remarks(*planes, "array.axes"));
        EXPECT_EQ(planes->importReport().array->axes, "NZHW");
        EXPECT_EQ(settingsOf(*planes).arrayAxes, "NZHW");
        EXPECT_NE(planes->fingerprint(), guessed->fingerprint());
        // As a project keeps them.
        const ImportSettings kept = importSettingsFromJson(importSettingsToJson(settingsOf(*planes)));
        EXPECT_EQ(openAt(folder_ / "x.npy", kept)->fingerprint(), planes->fingerprint());
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        const auto cached = cachedImages(planes->fingerprint(), kept, options);
        ASSERT_TRUE(cached);
        EXPECT_EQ(settingsOf(*cached).arrayAxes, "NZHW");
    }
    const auto same = read("x.npy", "NCHW");
    EXPECT_EQ(same->fingerprint(), guessed->fingerprint()) << "what is the guess is no other set";
    EXPECT_EQ(settingsOf(*same).arrayAxes, "NCHW");
    add("a.png");
    EXPECT_FALSE(open()->importReport().array);
}

TEST_F(ArrayAxes, OnesThatDoNotFitAreTold) {
    writeBytes(folder_ / "x.npy", npyOf("NHWC", 3, false));
    for (const char* axes : {"NHW", "NP", "NZHWC", "NHCW"})  // the last has 20 channels
        EXPECT_EQ(failure("x.npy", axes), "array.axes") << axes;
    writeBytes(folder_ / "rows.npy", npyOf("HW", 1, false));
    EXPECT_EQ(failure("rows.npy", "NP"), "array.axes") << "20 pixels are no square";
    EXPECT_EQ(failure("rows.npy", "auto"), "array.shape");
    EXPECT_EQ(read("rows.npy", "HW")->count(), 1);
    EXPECT_EQ(failure("x.npy", "NHWQ"), "setting.value");
    EXPECT_EQ(failure("x.npy", "CZ"), "setting.value") << "channels are needed";
    add("a.png");
    EXPECT_EQ(failure("images", "NHW"), "array.axes");
    EXPECT_EQ(errorCode([&] {
                  importImages({{"sample:digits"}, importSettingsFrom({{"axes", std::string("NWH")}})}, {}, {});
              }),
              "array.axes");
    fs::create_directories(folder_ / "several");
    fs::copy_file(folder_ / "x.npy", folder_ / "several/a.npy");
    EXPECT_EQ(failure("several", "NHW"), "array.axes");
    try {
        read("x.npy", "NHW");
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("x.npy has the shape 4 x 16 x 20 x 3"), std::string::npos)
            << error.what();
        EXPECT_NE(std::string(error.what()).find("axes=NHWC, "), std::string::npos) << error.what();
    }
}

TEST_F(ArrayAxes, OtherImagesOfAModelAreWhatTheyLookLike) {
    writeBytes(folder_ / "x.npy", npyOf("NZHW", 1, false));
    writeBytes(folder_ / "y.npy", npyOf("NHW", 1, false));
    add("a.png");
    const ImportSettings settings = settingsOf(*read("x.npy", "NZHW"));
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    for (const auto& [name, count] : {std::pair("x.npy", 12), std::pair("y.npy", 4), std::pair("images", 1)})
        EXPECT_EQ(importOthers({{(folder_ / name).string()}, settings}, options, {})->count(), count) << name;
}

TEST_F(ArrayAxes, PlanesOfAVolumeHaveItsLabel) {
    Bytes idx{0, 0, 8, 4, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 16, 0, 0, 0, 20};
    const Bytes numbers = numbersOf("NZHW", shapeOf("NZHW", 1), false);
    idx.insert(idx.end(), numbers.begin(), numbers.end());
    writeBytes(folder_ / "scan-images-idx4-ubyte", idx);
    writeBytes(folder_ / "scan-labels-idx1-ubyte", Bytes{0, 0, 8, 1, 0, 0, 0, 4, 7, 8, 7, 9});
    const auto set = read("scan-images-idx4-ubyte", "NZHW");
    expectPictures(*set, "NZHW", 1, false, "idx");
    EXPECT_EQ(labels(*set), (Counts{{"7", 6}, {"8", 3}, {"9", 3}}));
    EXPECT_EQ(labelOf(*set, 5), "8");
}

}  // namespace
}  // namespace zscape
