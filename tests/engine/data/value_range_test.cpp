#include "engine/data/value_range.h"

#include "engine/data/guess.h"
#include "engine/data/value_sample.h"
#include "tests/engine/data/import_fixture.h"

#include <limits>
#include <opencv2/core.hpp>

namespace zscape {
namespace {

ValueRange fixed(double black, double white) { return {ValueRange::Kind::Fixed, black, white}; }
constexpr ValueRange kFull{ValueRange::Kind::Full};

/// `count` numbers from `first` on, evenly up to `last`.
cv::Mat ramp(int depth, double first, double last, int count = 4000) {
    cv::Mat values(1, count, CV_64F);
    for (int i = 0; i < count; ++i) values.at<double>(i) = first + (last - first) * i / (count - 1);
    values.convertTo(values, depth);
    return values;
}

ValueRange rangeOf(const cv::Mat& values, ValueType type) {
    ValueSample sample;
    sample.add(values, type, {});
    return rangeFor(sample);
}

TEST(ValueRangeText, GoesRound) {
    for (const char* text : {"auto", "full", "file", "0..1023", "-0.5..2000", "-1024..3071", "1e-09..2.5e+30"})
        EXPECT_EQ(textOf(valueRangeFrom(text)), text);
    EXPECT_EQ(valueRangeFrom("0.1..0.25"), fixed(0.1, 0.25));
    for (const char* text : {"40..900,12..300", "-1..1,0..0.5,2..3,0..1,0..1,0..1,0..1,0..1e+30"})
        EXPECT_EQ(textOf(valueRangeFrom(text)), text);
    const ValueRange two = valueRangeFrom("40..900, 12..300");
    EXPECT_EQ(two.channels, 2);
    EXPECT_EQ(two.of(0), fixed(40, 900));
    EXPECT_EQ(two.of(1), fixed(12, 300));
    EXPECT_EQ(fixed(1, 2).of(5), fixed(1, 2)) << "one for all";
}

TEST(ValueRangeFor, EachTypeIsMeantAsItIsUsed) {
    EXPECT_EQ(rangeFor({}), kFull);
    EXPECT_EQ(rangeOf(ramp(CV_8U, 0, 60), ValueType::Bytes), kFull) << "dark bytes are only offered another";
    EXPECT_EQ(rangeOf(ramp(CV_8U, 0, 1), ValueType::Bytes), fixed(0, 1)) << "a mask";
    EXPECT_EQ(rangeOf(ramp(CV_8U, 0, 0), ValueType::Bytes), kFull);
    EXPECT_EQ(rangeOf(ramp(CV_16U, 0, 65535), ValueType::Words), kFull) << "a photograph";
    EXPECT_EQ(rangeOf(ramp(CV_16U, 0, 255), ValueType::Words), fixed(0, 255)) << "bytes in wider numbers";
    EXPECT_EQ(rangeOf(ramp(CV_32F, 0, 1), ValueType::Other), fixed(0, 1));
    EXPECT_EQ(rangeOf(ramp(CV_32F, 0, 0.25), ValueType::Other).kind, ValueRange::Kind::Fixed);
    EXPECT_NEAR(rangeOf(ramp(CV_32F, 0, 0.25), ValueType::Other).white, 0.25 * 0.999, 1e-4);
    EXPECT_EQ(rangeOf(ramp(CV_16S, 7, 7), ValueType::Other), fixed(7, 8)) << "all alike";
    // CT: two of a thousand are metal, and are cut; one of a thousand at each end is not more than may be.
    cv::Mat scan = ramp(CV_16S, -1000, 400, 4000);
    EXPECT_NEAR(rangeOf(scan, ValueType::Other).black, -998.6, 1);
    for (int i = 0; i < 4; ++i) scan.at<int16_t>(i * 900) = 30000;
    EXPECT_NEAR(rangeOf(scan, ValueType::Other).white, 400, 2);
    // Ten bits in sixteen.
    const ValueRange ten = rangeOf(ramp(CV_16U, 0, 1023), ValueType::Words);
    EXPECT_NEAR(ten.black, 1, 1);
    EXPECT_NEAR(ten.white, 1022, 1);
}

TEST(ValueRangeFor, EachChannelHasItsOwn) {
    const auto found = [](const std::vector<cv::Mat>& channels, ValueType type, const ValueMap& full) {
        ValueSample sample;
        for (int k = 0; k < std::ssize(channels); ++k)
            sample.addChannel(k, channels[static_cast<size_t>(k)], type, full);
        return rangeFor(sample);
    };
    const ValueRange words = found({ramp(CV_16U, 0, 60000), ramp(CV_16U, 100, 700)}, ValueType::Words, {0, 65535});
    ASSERT_EQ(words.channels, 2);
    EXPECT_EQ(words.of(0), fixed(0, 65535)) << "more than half of what they hold";
    EXPECT_NEAR(words.of(1).black, 100.6, 1);
    EXPECT_NEAR(words.of(1).white, 699.4, 1);
    // Bytes are as they are, but for a channel that would not be seen.
    const ValueRange bytes = found({ramp(CV_8U, 0, 255), ramp(CV_8U, 0, 20), ramp(CV_8U, 0, 0)}, ValueType::Bytes, {});
    ASSERT_EQ(bytes.channels, 3);
    EXPECT_EQ(bytes.of(0), fixed(0, 255));
    EXPECT_EQ(bytes.of(1), fixed(0, 20));
    EXPECT_EQ(bytes.of(2), fixed(0, 255)) << "one shade has none to be told from";
    EXPECT_EQ(found({ramp(CV_8U, 0, 255), ramp(CV_8U, 0, 100)}, ValueType::Bytes, {}), kFull);
    EXPECT_EQ(found({ramp(CV_16U, 0, 60000), ramp(CV_16U, 0, 65000)}, ValueType::Words, {0, 65535}), kFull);
}

TEST(Visibility, IsByTheShadesThatNearlyAllAre) {
    const auto seen = [](const cv::Mat& values) {
        ValueSample sample;
        sample.add(values, ValueType::Bytes, {});
        return visibilityOf(sample, usedRange(sample));
    };
    EXPECT_EQ(seen(ramp(CV_8U, 0, 255)), Visibility::Seen);
    EXPECT_EQ(seen(ramp(CV_8U, 0, 63)), Visibility::NearlyBlack);
    EXPECT_EQ(seen(ramp(CV_8U, 0, 64)), Visibility::Seen);
    EXPECT_EQ(seen(ramp(CV_8U, 192, 255)), Visibility::NearlyWhite);
    EXPECT_EQ(seen(ramp(CV_8U, 191, 255)), Visibility::Seen);
    EXPECT_EQ(seen(ramp(CV_8U, 7, 7)), Visibility::Seen) << "one shade has none to be told from";
}

TEST(SamplePlan, SaysWhetherAnotherPurposeNeedsMore) {
    ImageHeader deep, bytes, photograph;
    deep.format = bytes.format = ImageFormat::Png;
    photograph.format = ImageFormat::Jpeg;
    deep.bitDepth = 16;
    for (ImageHeader* header : {&deep, &bytes, &photograph}) header->width = header->height = 64;
    const SamplePlan range = planSample({deep, deep}, SampleFor::Range),
                     shown = planSample({deep, deep}, SampleFor::Showing);
    EXPECT_FALSE(range.partial);
    EXPECT_EQ(range.chosen, shown.chosen) << "one sample serves both";
    EXPECT_TRUE(planSample({deep, photograph}, SampleFor::Range).partial);
    EXPECT_TRUE(planSample({bytes, bytes}, SampleFor::Range).partial) << "it ends with the first that is no mask";
    EXPECT_FALSE(planSample({bytes, photograph}, SampleFor::Showing).partial);
}

TEST(ValueRangeFor, PicturesOfSeveralTypesKeepTheirOwn) {
    ValueSample sample;
    sample.add(ramp(CV_16U, 0, 1023), ValueType::Words, {});
    sample.add(ramp(CV_8U, 0, 255), ValueType::Bytes, {});
    EXPECT_EQ(rangeFor(sample), kFull);
}

TEST(ValueRangeFor, NumbersThatAreNoneAreNotLookedAt) {
    cv::Mat values = ramp(CV_32F, 10, 20, 100);
    values.at<float>(3) = std::numeric_limits<float>::quiet_NaN();
    values.at<float>(4) = -std::numeric_limits<float>::infinity();
    ValueSample sample;
    sample.add(values, ValueType::Other, {});
    EXPECT_EQ(sample.least(), 10);
    EXPECT_EQ(sample.greatest(), 20);
    const ValueMap map = mapOfPicture(values);
    EXPECT_EQ(map.black, 10);
    EXPECT_EQ(map.white, 20);
    EXPECT_EQ(replaceNotNumbers(values, map, 51), 2);
    EXPECT_EQ(values.at<float>(3), 12);
    EXPECT_EQ(values.at<float>(4), 12);
}

TEST(ToBytes, IsRoundedAndCut) {
    const cv::Mat values = (cv::Mat_<double>(1, 5) << -1000, 0, 10, 19.99, 4000);
    for (const int depth : {CV_16S, CV_32F, CV_64F, CV_32S}) {
        cv::Mat given;
        values.convertTo(given, depth);
        const cv::Mat bytes = toBytes(given, {0, 20});
        ASSERT_EQ(bytes.depth(), CV_8U);
        EXPECT_EQ(bytes.at<uint8_t>(0), 0);
        EXPECT_EQ(bytes.at<uint8_t>(1), 0);
        EXPECT_NEAR(bytes.at<uint8_t>(2), 127.5, 0.6);
        EXPECT_EQ(bytes.at<uint8_t>(3), 255);
        EXPECT_EQ(bytes.at<uint8_t>(4), 255);
    }
}

/// 8 pictures of 32 x 32 with a ramp from 0 to `greatest`.
class ValuesOfFiles : public ImportFixture {
protected:
    void addRamps(const char* ending, int depth, double greatest) {
        for (int i = 0; i < 8; ++i)
            writeBytes(images() / (std::to_string(i) + ending),
                       encoded(ramp(depth, 0, greatest, 1024).reshape(1, 32), ending));
    }
    /// Least and greatest of all pixels.
    static std::pair<int, int> shades(const ImageSet& set) {
        int least = 255, greatest = 0;
        for (int64_t i = 0; i < set.count(); ++i)
            for (const uint8_t pixel : set.picture(i).pixels) {
                least = std::min<int>(least, pixel);
                greatest = std::max<int>(greatest, pixel);
            }
        return {least, greatest};
    }
};

TEST_F(ValuesOfFiles, TenAndTwelveBitsAreSeenAndSaid) {
    for (const auto& [ending, greatest] : {std::pair(".tif", 1023.0), std::pair(".png", 4095.0)}) {
        std::filesystem::remove_all(images());
        addRamps(ending, CV_16U, greatest);
        for (int round = 0; round < 2; ++round) {
            const auto set = open();
            EXPECT_EQ(shades(*set), (std::pair(0, 255))) << ending;
            EXPECT_TRUE(remarks(*set, "values.range"));
            const ValueRange range = settingsOf(*set).range;
            EXPECT_EQ(range.kind, ValueRange::Kind::Fixed);
            EXPECT_NEAR(range.white, greatest, greatest / 500);
        }
        ImportSettings full;
        full.range = kFull;
        EXPECT_EQ(shades(*open(full)), (std::pair(0, static_cast<int>(std::lround(greatest / 257)))));
    }
}

TEST_F(ValuesOfFiles, APictureAddedLaterIsReadByTheSetsRange) {
    addRamps(".png", CV_16U, 4095);
    const auto set = open();
    writeBytes(folder_ / "dark.png", encoded(ramp(CV_16U, 0, 2047.5, 1024).reshape(1, 32), ".png"));
    const Picture dark = readPicture(folder_ / "dark.png", 32, 1, settingsOf(*set));
    EXPECT_NEAR(dark.pixels.back(), 128, 1) << "half as bright, not brightened for itself";
    ImportSettings byItself = settingsOf(*set);
    byItself.range = {ValueRange::Kind::File};
    EXPECT_EQ(readPicture(folder_ / "dark.png", 32, 1, byItself).pixels.back(), 255);
}

TEST_F(ValuesOfFiles, MasksOfZeroAndOneAreBlackAndWhite) {
    addRamps(".png", CV_8U, 1);
    EXPECT_EQ(shades(*open()), (std::pair(0, 255)));
    addRamps(".png", CV_8U, 20);
    EXPECT_EQ(shades(*open()), (std::pair(0, 20)));
}

TEST_F(ValuesOfFiles, NearlyBlackAndNearlyWhiteSetsAreTold) {
    addRamps(".png", CV_8U, 20);
    EXPECT_TRUE(remarks(*open(), "values.dark"));
    ImportSettings seen;
    seen.range = fixed(0, 20);
    EXPECT_FALSE(remarks(*open(seen), "values.dark"));
    for (int i = 0; i < 8; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"),
                   encoded(cv::Mat(255 - ramp(CV_8U, 0, 20, 1024).reshape(1, 32)), ".png"));
    EXPECT_TRUE(remarks(*open(), "values.light"));
    addRamps(".png", CV_8U, 255);
    const auto usual = open();
    EXPECT_FALSE(remarks(*usual, "values.dark") || remarks(*usual, "values.light"));
    addRamps(".png", CV_8U, 0);
    EXPECT_FALSE(remarks(*open(), "values.dark")) << "one shade has none to be told from";
}

TEST_F(ValuesOfFiles, TheReportSaysWhatTheFilesHold) {
    const auto valuesOf = [&](const std::string& range) {
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.lookAtValues = true;
        ImportSettings settings;
        settings.range = valueRangeFrom(range);
        return importImages({{images().string()}, settings}, options, {})->importReport().values.value();
    };
    addRamps(".png", CV_16U, 4095);
    ImportReport::Values values = valuesOf("auto");
    EXPECT_FALSE(values.bytes);
    EXPECT_EQ(values.least, 0);
    EXPECT_EQ(values.greatest, 4095);
    EXPECT_EQ(values.fullWhite, 65535);
    EXPECT_NEAR(values.white, 4091, 4);
    EXPECT_EQ(values.white, values.foundWhite);
    ASSERT_EQ(values.histogram.size(), 64u);
    EXPECT_EQ(*std::min_element(values.histogram.begin(), values.histogram.end()),
              *std::max_element(values.histogram.begin(), values.histogram.end()))
        << "a ramp has as many of each";
    EXPECT_LT(values.cut, 0.003);
    EXPECT_EQ(values.visibility, Visibility::Seen);
    // The sample that found the range is the one that a given range is shown with.
    const ImportReport::Values given = valuesOf(textOfValue(values.black) + ".." + textOfValue(values.white));
    EXPECT_EQ(given.histogram, values.histogram);
    EXPECT_EQ(given.cut, values.cut);
    values = valuesOf("0..2047");
    EXPECT_EQ(values.white, 2047);
    EXPECT_NEAR(values.foundWhite, 4091, 4) << "what was found is known whatever is chosen";
    EXPECT_NEAR(values.cut, 0.5, 0.01);
    EXPECT_TRUE(valuesOf("file").byFile);
    EXPECT_FALSE(open()->importReport().values) << "nobody asked";
    // A hot pixel is beyond the histogram, and counts to its last bar.
    cv::Mat hot = ramp(CV_16U, 0, 1023, 4096).reshape(1, 64);
    hot.at<uint16_t>(5, 5) = 65535;
    std::filesystem::remove_all(images());
    for (int i = 0; i < 8; ++i) writeBytes(images() / (std::to_string(i) + ".png"), encoded(hot, ".png"));
    values = valuesOf("auto");
    EXPECT_EQ(values.greatest, 65535);
    EXPECT_NEAR(values.high, 1.5 * values.white, 4);
    EXPECT_EQ(values.histogram.back(), 8);
    EXPECT_EQ(values.histogram[values.histogram.size() - 2], 0);
    // Bytes are as they are, also photographs.
    std::filesystem::remove_all(images());
    addRamps(".jpg", CV_8U, 200);
    values = valuesOf("auto");
    EXPECT_TRUE(values.bytes);
    EXPECT_EQ(values.white, 255);
    EXPECT_NEAR(values.foundWhite, 200, 3);
    EXPECT_EQ(values.visibility, Visibility::Seen);
    writeBytes(images() / "deep.png", encoded(ramp(CV_16U, 0, 1023, 1024).reshape(1, 32), ".png"));
    EXPECT_TRUE(valuesOf("auto").mixed);
}

TEST_F(ValuesOfFiles, AlphaOfDeepPicturesIsNoValue) {
    cv::Mat picture(32, 32, CV_16UC4, cv::Scalar(1000, 500, 0, 65535));
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 32; ++x) picture.at<cv::Vec4w>(y, x)[3] = 0;
    writeBytes(images() / "a.png", encoded(picture, ".png"));
    ImportSettings settings;
    settings.background = {0, 0, 255};
    settings.range = fixed(0, 1000);
    const Picture read = open(settings)->picture(0);
    const auto pixel = [&](size_t y) {
        const size_t at = y * static_cast<size_t>(read.width) * 3;
        return std::vector<int>{read.pixels[at], read.pixels[at + 1], read.pixels[at + 2]};
    };
    EXPECT_EQ(pixel(2), (std::vector<int>{0, 0, 255})) << "the background, as it was given";
    EXPECT_EQ(pixel(30), (std::vector<int>{0, 128, 255})) << "red, green, blue";
}

}  // namespace
}  // namespace zscape
