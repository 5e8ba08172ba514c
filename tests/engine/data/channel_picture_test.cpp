#include "engine/data/channel_picture.h"

#include "engine/data/import_settings.h"
#include "tests/engine/data/import_fixture.h"

#include <limits>
#include <opencv2/core.hpp>

namespace zscape {
namespace {

namespace fs = std::filesystem;

TEST(ChannelPicture, EachChannelHasItsRangeAndIsMadeSquare) {
    Target target{16, 5, Fit::Pad, {255, 255, 255}};
    target.range = rangeOfChannels({{0, 10}, {0, 100}, {0, 1000}, {-1, 1}, {0, 255}});
    ChannelPicture picture(target);
    for (const double value : {10.0, 50.0, 0.0, 0.0}) picture.add(cv::Mat(8, 16, CV_64F, cv::Scalar(value)), {0, 1});
    cv::Mat last(8, 16, CV_32F, cv::Scalar(51));
    last.at<float>(0, 0) = std::numeric_limits<float>::quiet_NaN();
    last.at<float>(3, 3) = -std::numeric_limits<float>::infinity();
    picture.add(last, {0, 1});
    const cv::Mat made = picture.picture();
    ASSERT_EQ(made.type(), CV_8UC(5));
    ASSERT_EQ(made.size(), cv::Size(16, 16));
    const auto at = [&](int y, int x) {
        const uint8_t* pixel = made.ptr<uint8_t>(y) + 5 * x;
        return std::vector<int>(pixel, pixel + 5);
    };
    EXPECT_EQ(at(8, 8), (std::vector<int>{255, 128, 0, 128, 51}));
    EXPECT_EQ(at(0, 0), (std::vector<int>{255, 255, 255, 255, 255})) << "the background";
    EXPECT_EQ(at(4, 0)[4], 255) << "what is no number is background";
    EXPECT_EQ(at(7, 3)[4], 255);
    EXPECT_EQ(picture.notNumbers(), 2);
}

TEST(ChannelPicture, WhichNumbersAreChannels) {
    const Target grey{16, 1}, colour{16, 3}, four{16, 4};
    Target three{16, 3};
    three.range = rangeOfChannels({{0, 1}, {0, 2}, {0, 3}});
    EXPECT_FALSE(areChannels(1, grey) || areChannels(3, colour) || areChannels(4, colour) || areChannels(4, grey));
    EXPECT_TRUE(areChannels(2, grey) && areChannels(5, colour) && areChannels(4, four) && areChannels(3, three));
}

class ChannelImport : public ImportFixture {
protected:
    std::string take(const std::string& name) {
        fs::create_directories(folder_.path());
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, folder_ / name,
                      fs::copy_options::skip_existing);
        return (folder_ / name).string();
    }
    std::shared_ptr<const ImageSet> read(const std::string& source, const SettingValues& settings = {}) {
        return openAt(source, importSettingsFrom(settings));
    }
    static std::vector<int> pixel(const ImageSet& set, int64_t image, size_t at) {
        const Picture picture = set.picture(image);
        const auto channels = static_cast<size_t>(picture.channels);
        const auto first = picture.pixels.begin() + static_cast<std::ptrdiff_t>(at * channels);
        return {first, first + picture.channels};
    }
};

TEST_F(ChannelImport, ArraysOfTwoChannelsInEveryLayout) {
    // Picture 2, row 3, column 5: 2 * 40 + 3 * 8 + 5 in the second channel, 16 times as much in the first.
    const SettingValues exact{{"range", std::string("0..4080,0..510")}};
    for (const std::string source : {"channels.npy", "channels_fortran.npy", "channels.npz", "channels.h5"}) {
        for (int round = 0; round < 2; ++round) {
            const auto set = read(take(source), exact);
            ASSERT_EQ(set->count(), 3) << source;
            EXPECT_EQ(set->channels(), 2) << source;
            EXPECT_EQ(set->size(), 16) << source;
            EXPECT_TRUE(set->unreadable().empty()) << source;
            EXPECT_EQ(pixel(*set, 2, 3 * 16 + 5), (std::vector<int>{109, 54})) << source;
            EXPECT_EQ(pixel(*set, 0, 255), (std::vector<int>{135, 68})) << source;
            EXPECT_TRUE(remarks(*set, "array.channels")) << source;
        }
    }
}

TEST_F(ChannelImport, MapsBesideGreyPicturesAreNoSecondSet) {
    const auto set = read(take("flow.npz"));
    EXPECT_EQ(set->channels(), 1);
    EXPECT_EQ(set->count(), 3);
}

TEST_F(ChannelImport, ADimChannelIsSeenBesideABrightOne) {
    const auto set = read(take("channels.npy"));
    EXPECT_TRUE(remarks(*set, "values.ranges"));
    const ImportSettings settings = settingsOf(*set);
    ASSERT_EQ(settings.range.channels, 2);
    EXPECT_NEAR(settings.range.of(0).white, 3440, 60);
    EXPECT_EQ(settings.range.of(1), (ValueRange{ValueRange::Kind::Fixed, 0, 255}));
    EXPECT_GT(pixel(*set, 2, 255)[0], 250);
    EXPECT_EQ(pixel(*set, 2, 255)[1], 215);
    // What was found makes the same set again, also from the project's text.
    const ImportSettings again = importSettingsFromJson(importSettingsToJson(settings));
    EXPECT_EQ(again.range, settings.range);
    EXPECT_EQ(openAt(folder_ / "channels.npy", again)->fingerprint(), set->fingerprint());
    // By one range for both the second is dark.
    EXPECT_EQ(pixel(*read(take("channels.npy"), {{"range", std::string("0..3440")}}), 2, 255),
              (std::vector<int>{255, 16}));
    EXPECT_EQ(pixel(*read(take("channels.npy"), {{"range", std::string("file")}}), 2, 255),
              (std::vector<int>{255, 255}));
}

TEST_F(ChannelImport, TheReportHasEachChannel) {
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    options.lookAtValues = true;
    const auto set = importImages({{take("channels.npy")}, {}}, options, {});
    const ImportReport::Values values = set->importReport().values.value();
    ASSERT_EQ(values.channels.size(), 2u);
    EXPECT_NEAR(values.channels[0].white, 3440, 60);
    EXPECT_EQ(values.channels[1].white, 255);
    EXPECT_EQ(values.channels[1].foundWhite, 255);
    EXPECT_EQ(values.greatest, 3440);
    // Each has its own histogram, to its own end.
    EXPECT_EQ(values.channels[0].high, values.channels[0].greatest);
    EXPECT_EQ(values.channels[1].greatest, 215);
    EXPECT_EQ(values.channels[1].high, 255);
    for (const ImportReport::Values& channel : values.channels) {
        ASSERT_EQ(channel.histogram.size(), 64u);
        EXPECT_GT(channel.histogram[channel.histogram.size() / 2], 0);
        EXPECT_FALSE(channel.byFile || channel.mixed || channel.bytes);
    }
    // And all together have one that holds both.
    EXPECT_EQ(values.black, 0);
    EXPECT_EQ(values.white, values.channels[0].white);
    EXPECT_EQ(values.foundWhite, values.channels[0].foundWhite);
    EXPECT_GT(values.histogram.front(), values.histogram.back());
}

TEST_F(ChannelImport, WhatCannotBeIsSaid) {
    const std::string two = take("channels.npy");
    for (const char* channels : {"1", "3", "4", "8"})
        EXPECT_EQ(errorCode([&] { read(two, {{"channels", std::string(channels)}}); }), "setting.value") << channels;
    EXPECT_EQ(read(two, {{"channels", int64_t{2}}})->channels(), 2);
    EXPECT_EQ(errorCode([&] { read(two, {{"range", std::string("0..1,0..2,0..3")}}); }), "setting.value");
    EXPECT_EQ(errorCode([&] { read(take("long_grey.npy"), {{"channels", int64_t{2}}}); }), "setting.value");
    add("a.png");
    EXPECT_EQ(errorCode([&] { open(importSettingsFrom({{"channels", int64_t{2}}})); }), "setting.value");
    // A model of two channels is asked about a grey file.
    EXPECT_EQ(errorCode([&] { readPicture(images() / "a.png", 16, 2, {}); }), "image.channels");
    EXPECT_EQ(
        errorCode([&] {
            readPicture(images() / "a.png", 16, 3, importSettingsFrom({{"range", std::string("0..1,0..2,0..3")}}));
        }),
        "image.channels");
}

TEST_F(ChannelImport, FourNumbersAreColoursAndAlphaUnlessFourAreAsked) {
    cv::Mat values(1, 2 * 16 * 16, CV_8UC4, cv::Scalar(200, 100, 50, 0));
    std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 16, 16, 4), }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    Bytes bytes{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<uint8_t>(header.size()), 0};
    bytes.insert(bytes.end(), header.begin(), header.end());
    bytes.insert(bytes.end(), values.data, values.data + 2 * 16 * 16 * 4);
    writeBytes(folder_ / "four.npy", bytes);
    const std::string source = (folder_ / "four.npy").string();
    EXPECT_EQ(pixel(*read(source), 0, 0), (std::vector<int>{255, 255, 255})) << "clear on white";
    EXPECT_EQ(pixel(*read(source, {{"channels", int64_t{4}}, {"range", std::string("full")}}), 1, 255),
              (std::vector<int>{200, 100, 50, 0}));
}

}  // namespace
}  // namespace zscape
