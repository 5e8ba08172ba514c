#include "engine/data/value_scale.h"

#include "engine/data/import_settings.h"
#include "engine/data/value_sample.h"
#include "tests/engine/data/import_fixture.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace zscape {
namespace {

namespace fs = std::filesystem;

template <class Number>
std::vector<Number> back(const std::vector<float>& shades, const ValueScale& scale) {
    const std::vector<uint8_t> bytes = numbersBack(shades, scale);
    std::vector<Number> numbers(shades.size());
    EXPECT_EQ(bytes.size(), numbers.size() * sizeof(Number));
    std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return numbers;
}

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

TEST(NumbersBack, WholeNumbersAreRoundedAndCutWhereTheirTypeEnds) {
    EXPECT_EQ(back<uint16_t>({0, 1, 0.5f, -0.1f, -1, 30, kNone}, {NumberFormat::UInt16, 412, 3911}),
              (std::vector<uint16_t>{412, 3911, 2162, 62, 0, 65535, 412}));
    EXPECT_EQ(back<int16_t>({0, 1, 0.5f, -30, 30, kNone}, {NumberFormat::Int16, -1000, 400}),
              (std::vector<int16_t>{-1000, 400, -300, -32768, 32767, -1000}));
    EXPECT_EQ(back<int16_t>({0.5f, 1}, {NumberFormat::Int16, -1, 0}), (std::vector<int16_t>{-1, 0})) << "halves from 0";
    EXPECT_EQ(back<uint8_t>({0, 0.5f, 1, 2}, {NumberFormat::UInt8, 0, 255}), (std::vector<uint8_t>{0, 128, 255, 255}));
    EXPECT_EQ(back<uint8_t>({0, 0.49f, 0.51f, 1, 9, kNone}, {NumberFormat::Bool, 0, 1}),
              (std::vector<uint8_t>{0, 0, 1, 1, 1, 0}));
    EXPECT_EQ(back<int8_t>({0, 1}, {NumberFormat::Int8, -99, 114}), (std::vector<int8_t>{-99, 114}));
    // The ends of the widest types are no doubles.
    EXPECT_EQ(back<uint64_t>({-1, 0, 1}, {NumberFormat::UInt64, 0, std::exp2(64)}),
              (std::vector<uint64_t>{0, 0, std::numeric_limits<uint64_t>::max()}));
    EXPECT_EQ(back<int64_t>({0, 1, 3}, {NumberFormat::Int64, -std::exp2(63), std::exp2(63) - 1}),
              (std::vector<int64_t>{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(),
                                    std::numeric_limits<int64_t>::max()}));
    EXPECT_EQ(back<uint32_t>({1, 2}, {NumberFormat::UInt32, 0, 4294967295.0}),
              (std::vector<uint32_t>{4294967295u, 4294967295u}));
    EXPECT_EQ(back<int32_t>({0}, {NumberFormat::Int32, -2147483648.0, 0}),
              (std::vector<int32_t>{std::numeric_limits<int32_t>::min()}));
}

TEST(NumbersBack, ChannelsHaveTheirOwnRanges) {
    const ValueScale scale{NumberFormat::UInt16, 12, 900, {{40, 900}, {12, 300}}};
    EXPECT_EQ(back<uint16_t>({0, 0, 1, 1, 0.5f, 0.5f, kNone, kNone}, scale),
              (std::vector<uint16_t>{40, 12, 900, 300, 470, 156, 40, 12}));
    ImportSettings settings;
    settings.numbers = fileNumbersFrom("uint16");
    settings.range = rangeOfChannels({{40, 900}, {12, 300}});
    EXPECT_EQ(scaleOf(settings), scale);
}

TEST(NumbersBack, FloatingPointIsNotCut) {
    const std::vector<float> floats = back<float>({0, 0.5f, -1, 2, kNone}, {NumberFormat::Float32, -0.5, 1.5});
    EXPECT_EQ(std::vector<float>(floats.begin(), floats.end() - 1), (std::vector<float>{-0.5f, 0.5f, -2.5f, 3.5f}));
    EXPECT_TRUE(std::isnan(floats.back()));
    EXPECT_EQ(back<double>({0.25f}, {NumberFormat::Float64, 1e300, 3e300}), (std::vector<double>{1.5e300}));
}

TEST(NumbersBack, AllOf16BitsCanBeMeant) {
    std::vector<float> shades(65536);
    std::vector<uint16_t> all(65536);
    std::iota(all.begin(), all.end(), uint16_t{0});
    for (size_t i = 0; i < all.size(); ++i) shades[i] = static_cast<float>(static_cast<double>(i) / 65535);
    EXPECT_EQ(back<uint16_t>(shades, {NumberFormat::UInt16, 0, 65535}), all);
}

TEST(NumbersBack, IsTheInverseOfTheImport) {
    const ValueMap map{412, 3911};
    cv::Mat values(1, 3500, CV_16U);
    for (int i = 0; i < values.cols; ++i) values.at<uint16_t>(i) = static_cast<uint16_t>(412 + i);
    const cv::Mat bytes = toBytes(values, map);
    std::vector<float> shades;
    for (int i = 0; i < bytes.cols; ++i) shades.push_back(static_cast<float>(bytes.at<uint8_t>(i)) / 255);
    const std::vector<uint16_t> undone = back<uint16_t>(shades, {NumberFormat::UInt16, map.black, map.white});
    const double step = (map.white - map.black) / 255;
    for (int i = 0; i < values.cols; ++i)
        ASSERT_NEAR(undone[static_cast<size_t>(i)], values.at<uint16_t>(i), step / 2 + 0.5);
}

ImportSettings settingsWith(const std::string& numbers, const std::string& range) {
    ImportSettings settings;
    settings.numbers = fileNumbersFrom(numbers);
    settings.range = valueRangeFrom(range);
    return settings;
}

TEST(ScaleOf, IsThatOfTheRun) {
    EXPECT_EQ(scaleOf(settingsWith("uint16", "412..3911")), (ValueScale{NumberFormat::UInt16, 412, 3911}));
    EXPECT_EQ(scaleOf(settingsWith("uint16", "full")), (ValueScale{NumberFormat::UInt16, 0, 65535}));
    EXPECT_EQ(scaleOf(settingsWith("uint16 0..1023", "full")), (ValueScale{NumberFormat::UInt16, 0, 1023}));
    EXPECT_EQ(scaleOf(settingsWith("float16", "full")), (ValueScale{NumberFormat::Float32, 0, 1}));
    EXPECT_EQ(scaleOf(settingsWith("bool", "file")), (ValueScale{NumberFormat::Bool, 0, 1}));
    EXPECT_EQ(scaleOf(settingsWith("mixed", "0..1000")), (ValueScale{NumberFormat::Float32, 0, 1000}));
    EXPECT_EQ(errorCode([] { scaleOf(settingsWith("mixed", "full")); }), "values.mixed");
    EXPECT_EQ(errorCode([] { scaleOf(settingsWith("uint16", "file")); }), "values.by-file");
    EXPECT_EQ(errorCode([] { scaleOf(settingsWith("", "0..1000")); }), "values.unknown");
}

TEST(ScaleOf, OfAProjectOfBeforeIsNotKnown) {
    const ImportSettings settings = settingsWith("int16", "-1000..400");
    const std::string json = importSettingsToJson(settings);
    EXPECT_EQ(scaleOf(importSettingsFromJson(json)), (ValueScale{NumberFormat::Int16, -1000, 400}));
    ImportSettings old = settings;
    old.numbers = {};
    EXPECT_EQ(importSettingsToJson(old).find("numbers"), std::string::npos) << "as it was written then";
    EXPECT_EQ(errorCode([&] { scaleOf(importSettingsFromJson(importSettingsToJson(old))); }), "values.unknown");
    EXPECT_EQ(errorCode([] { importSettingsFromJson(R"({"split": "", "numbers": "uint12"})"); }), "import.settings");
    EXPECT_EQ(errorCode([] { importSettingsFromJson(R"({"split": "", "numbers": 16})"); }), "import.settings");
}

class ScalesOf : public ImportFixture {
protected:
    void take(const std::string& name) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, images() / name);
    }
    static ImportSettings in(const std::string& range) {
        ImportSettings settings;
        settings.range = valueRangeFrom(range);
        return settings;
    }
    /// The numbers of an image as the set has it.
    template <class Number>
    static std::vector<Number> undone(const ImageSet& set, int64_t index, const ValueScale& scale) {
        const Picture picture = set.picture(index);
        std::vector<float> shades;
        for (const uint8_t byte : picture.pixels) shades.push_back(static_cast<float>(byte) / 255);
        return back<Number>(shades, scale);
    }
    template <class Numbers>
    static double meanOf(const Numbers& numbers) {
        return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
    }
    /// The mean of a picture's numbers, cut at black and white.
    static double cutMean(const cv::Mat& picture, const ValueScale& scale) {
        cv::Mat numbers;
        picture.convertTo(numbers, CV_64F);
        return cv::mean(cv::max(cv::min(numbers, scale.white), scale.black))[0];
    }
};

TEST_F(ScalesOf, TwelveBitsInSixteenHaveTheirMeansBack) {
    take("size_centimetres.tif");
    std::vector<cv::Mat> pages;
    ASSERT_TRUE(cv::imreadmulti((images() / "size_centimetres.tif").string(), pages, cv::IMREAD_UNCHANGED));
    ASSERT_EQ(pages.size(), 3u);
    for (const char* range : {"auto", "full", "1000..3000"}) {
        const auto set = open(in(range));
        ASSERT_EQ(set->count(), 3);
        ASSERT_EQ(set->size(), 32);
        const std::vector<ValueScale> scales = scalesOf(*set, {}, {});
        EXPECT_EQ(scales, std::vector<ValueScale>(3, scaleOf(settingsOf(*set))));
        EXPECT_EQ(scales[0].format, NumberFormat::UInt16);
        const double step = (scales[0].white - scales[0].black) / 255;
        for (int64_t i = 0; i < 3; ++i) {
            const cv::Mat& page = pages[static_cast<size_t>(i)];
            const std::vector<uint16_t> numbers = undone<uint16_t>(*set, i, scales[0]);
            const double mean = cutMean(page, scales[0]);
            EXPECT_NEAR(meanOf(numbers), mean, step / 4) << range << " " << i;
            EXPECT_GT(mean, 300) << "in the file's own units";
            for (int pixel = 0; pixel < 1024; ++pixel) {
                const double own =
                    std::clamp<double>(page.at<uint16_t>(pixel / 32, pixel % 32), scales[0].black, scales[0].white);
                ASSERT_NEAR(numbers[static_cast<size_t>(pixel)], own, step / 2 + 0.5) << range << " " << pixel;
            }
        }
    }
}

TEST_F(ScalesOf, NegativeNumbersAndFloatingPointHaveTheirMeansBack) {
    take("tiff_ct.tif");
    const auto scan = open();
    const std::vector<ValueScale> scales = scalesOf(*scan, {}, {});
    EXPECT_EQ(scales.at(0).format, NumberFormat::Int16);
    EXPECT_NEAR(scales.at(0).black, -1000, 6);
    EXPECT_NEAR(meanOf(undone<int16_t>(*scan, 0, scales[0])), -300, 1400.0 / 255) << "a ramp from -1000 to 400";

    fs::remove(images() / "tiff_ct.tif");
    cv::Mat floats(16, 16, CV_32F);
    for (int i = 0; i < 256; ++i) floats.at<float>(i / 16, i % 16) = -0.25f + static_cast<float>(i) / 100;
    writeBytes(images() / "a.tif", encoded(floats, ".tif"));
    const auto set = open();
    const ValueScale scale = scalesOf(*set, {}, {}).at(0);
    EXPECT_EQ(scale.format, NumberFormat::Float32);
    EXPECT_NEAR(meanOf(undone<float>(*set, 0, scale)), cutMean(floats, scale), (scale.white - scale.black) / 255);
}

TEST_F(ScalesOf, EachFilesOwnRangeIsFoundAnew) {
    take("size_centimetres.tif");
    for (const auto& [name, least, greatest] : {std::tuple("1.png", 700, 900), {"3.png", 10, 60'000}}) {
        cv::Mat picture(16, 16, CV_16U, cv::Scalar(least));
        picture.at<uint16_t>(5, 5) = static_cast<uint16_t>(greatest);
        writeBytes(images() / name, encoded(picture, ".png"));
    }
    writeBytes(images() / "2.png",
               {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0});  // listed, and no image of the set
    const auto set = open(in("file"));
    ASSERT_EQ(set->count(), 5);
    EXPECT_EQ(set->unreadable().size(), 1u);
    const std::vector<ValueScale> scales = scalesOf(*set, {}, {});
    const auto of = [&](const std::string& name) { return scales.at(static_cast<size_t>(indexOf(*set, name))); };
    EXPECT_EQ(of("1.png"), (ValueScale{NumberFormat::UInt16, 700, 900}));
    EXPECT_EQ(of("3.png"), (ValueScale{NumberFormat::UInt16, 10, 60'000}));
    EXPECT_EQ(of("size_centimetres.tif, page 1"), (ValueScale{NumberFormat::UInt16, 300, 300 + 31 * 104}));
    EXPECT_EQ(of("size_centimetres.tif, page 3"), (ValueScale{NumberFormat::UInt16, 700, 700 + 31 * 104}));
    EXPECT_EQ(errorCode([&] { scaleOf(settingsOf(*set)); }), "values.by-file");
    fs::remove(images() / "3.png");
    EXPECT_EQ(errorCode([&] { scalesOf(*set, {}, {}); }), "values.changed");
}

TEST_F(ScalesOf, FilesOfSeveralTypesKeepTheirOwn) {
    add("a.png");
    cv::Mat deep(16, 16, CV_16U, cv::Scalar(7));
    deep.at<uint16_t>(0, 0) = 65535;
    writeBytes(images() / "b.png", encoded(deep, ".png"));
    const auto full = open();
    EXPECT_EQ(textOf(settingsOf(*full).numbers), "mixed");
    const std::vector<ValueScale> eachFull{{NumberFormat::UInt8, 0, 255}, {NumberFormat::UInt16, 0, 65535}};
    EXPECT_EQ(scalesOf(*full, {}, {}), eachFull);
    const std::vector<ValueScale> eachFixed{{NumberFormat::UInt8, 0, 1000}, {NumberFormat::UInt16, 0, 1000}};
    EXPECT_EQ(scalesOf(*open(in("0..1000")), {}, {}), eachFixed);
}

TEST_F(ScalesOf, ArraysAndArchivesAreReadOnceMoreToo) {
    take("numbers_u2_big.npy");
    const auto array = openAt(images() / "numbers_u2_big.npy", in("file"));
    const std::vector<ValueScale> scales = scalesOf(*array, {}, {});
    ASSERT_EQ(scales.size(), 3u);
    for (size_t i = 0; i < 3; ++i)  // picture * 40 + row * 8 + column, times 257
        EXPECT_EQ(scales[i], (ValueScale{NumberFormat::UInt16, 257.0 * 40 * static_cast<double>(i),
                                         257.0 * (40 * static_cast<double>(i) + 15 * 9)}));
    take("mac.zip");
    const auto zip = openAt(images() / "mac.zip", in("file"));
    const std::vector<ValueScale> greys = scalesOf(*zip, {}, {});
    ASSERT_EQ(greys.size(), 6u);
    for (int64_t i = 0; i < 6; ++i) {
        const int value = 10 * (zip->nameOf(i).at(zip->nameOf(i).size() - 5) - '0');
        EXPECT_EQ(greys[static_cast<size_t>(i)],
                  (ValueScale{NumberFormat::UInt8, static_cast<double>(value), value + 1.0}))
            << "all alike";
    }
}

TEST_F(ScalesOf, TilesHaveThoseOfTheirPicture) {
    for (const auto& [name, greatest] : {std::pair("a.png", 3000), {"b.png", 40'000}}) {
        cv::Mat picture(32, 48, CV_16U, cv::Scalar(greatest));
        picture(cv::Rect(0, 0, 16, 32)) = 100;  // what is all background is left out
        for (int x = 16; x < 48; x += 4) picture.col(x) = greatest / 2;
        writeBytes(images() / name, encoded(picture, ".png"));
    }
    ImportSettings settings = in("file");
    settings.size = 16;
    settings.guessFit = false;
    settings.fit = Fit::Tiles;
    settings.background = {0, 0, 0};
    const auto set = open(settings);
    ASSERT_EQ(set->count(), 8) << "four of the six of each";
    const std::vector<ValueScale> scales = scalesOf(*set, {}, {});
    for (int64_t i = 0; i < 8; ++i)
        EXPECT_EQ(scales[static_cast<size_t>(i)], (ValueScale{NumberFormat::UInt16, 100, i < 4 ? 3000.0 : 40'000.0}))
            << set->nameOf(i);
}

TEST_F(ScalesOf, AskedToStopItDoes) {
    add("a.png");
    const auto set = open(in("file"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(scalesOf(*set, {}, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
