#include "engine/data/colour_transform.h"

#include "engine/data/embedded_profile.h"
#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"

#include <opencv2/imgproc.hpp>
#include <thread>

namespace zscape {
namespace {

namespace fs = std::filesystem;

using Quarters = std::array<Colour, 4>;

/// What Pillow's ImageCms (lcms) makes of the quarters that are in another colour space: printed by make_files.py.
const Quarters kFromP3{Colour{240, 0, 0}, {0, 204, 0}, {30, 30, 229}, {232, 220, 0}};
const Quarters kFromSmallP3{Colour{241, 0, 0}, {0, 205, 0}, {24, 24, 230}, {233, 221, 0}};
const Quarters kFromAdobe{Colour{255, 24, 24}, {0, 201, 0}, {24, 24, 225}, {234, 221, 0}};
const Quarters kFromProPhoto{Colour{255, 0, 27}, {0, 229, 0}, {0, 44, 241}, {255, 224, 0}};
const Quarters kFromDarkGrey{Colour{106, 106, 106}, {148, 148, 148}, {68, 68, 68}, {210, 210, 210}};
const Quarters kFromInks{Colour{197, 73, 0}, {110, 132, 63}, {94, 48, 112}, {236, 204, 65}};
const Quarters kFromLinear{Colour{239, 96, 96}, {96, 229, 96}, {96, 96, 239}, {244, 239, 79}};
const Quarters kUnchanged{kRed, kGreen, kBlue, kYellow};

class ColourTransforms : public ImportFixture {
protected:
    void SetUp() override { prepareOpenCv(); }
    cv::Mat decode(const std::string& name, const Target& target = {32, 3, Fit::Stretch, {255, 255, 255}}) {
        facts_ = {};
        return decodeFile(goldenFile(name), target, scratch_, {}, &facts_);
    }
    void expect(const std::string& name, const Quarters& colours, int tolerance, const std::string& from) {
        expectQuarters(decode(name), colours, tolerance, name);
        EXPECT_EQ(facts_.colours.from, from) << name;
        EXPECT_FALSE(facts_.colours.damaged) << name;
    }
    static ErrorInfo remark(const ImageSet& set, const std::string& code) {
        for (const ErrorInfo& remark : set.importReport().remarks)
            if (remark.code == code) return remark;
        ADD_FAILURE() << "no remark " << code;
        return {};
    }

    std::vector<uint8_t> scratch_;
    FileFacts facts_;
};

TEST_F(ColourTransforms, EveryFormatThatHasAProfile) {
    expect("p3.jpg", kFromP3, 3, "Display P3");
    expect("adobe.jpg", kFromAdobe, 3, "Adobe RGB (1998)");
    expect("adobe.png", kFromAdobe, 1, "Adobe RGB (1998)");
    expect("adobe.tif", kFromAdobe, 1, "Adobe RGB (1998)");
    expect("prophoto.webp", kFromProPhoto, 1, "ProPhoto RGB");
    expect("p3.heic", kFromSmallP3, 3, "P3 with gamma 2.2");
    expect("p3.avif", kFromSmallP3, 3, "P3 with gamma 2.2");
    expect("p3_by_numbers.heic", kFromP3, 3, "Display P3");
}

TEST_F(ColourTransforms, FillBytesAndMarkersWithoutContentArePassedOver) {
    Bytes jpeg = readBytes(goldenFile("p3.jpg"));
    const ColourProfile plain = embeddedProfile(jpeg, ImageFormat::Jpeg);
    ASSERT_FALSE(plain.icc.empty());
    const Bytes between{0xFF, 0x01, 0xFF, 0xFF, 0xFF};
    jpeg.insert(jpeg.begin() + 2, between.begin(), between.end());
    EXPECT_EQ(embeddedProfile(jpeg, ImageFormat::Jpeg).icc, plain.icc);
    const ImageHeader header = readImageHeader(readerOf(jpeg), "p3.jpg");
    EXPECT_GT(header.width, 0);
    // One whose content would lie beyond the end ends the search, and is no header.
    Bytes cut(jpeg.begin(), jpeg.begin() + 40);
    EXPECT_TRUE(embeddedProfile(cut, ImageFormat::Jpeg).icc.empty());
    EXPECT_EQ(errorCode([&] { readImageHeader(readerOf(cut), "p3.jpg"); }), "image.header");
    cut.resize(4);
    EXPECT_TRUE(embeddedProfile(cut, ImageFormat::Jpeg).icc.empty());
}

TEST_F(ColourTransforms, GreyAndInks) {
    expect("grey_dark.png", kFromDarkGrey, 1, "Grey gamma 1.8");
    expect("grey_dark.jpg", kFromDarkGrey, 2, "Grey gamma 1.8");
    expect("inks.jpg", kFromInks, 3, "Four inks");
    expect("cmyk.jpg", kUnchanged, 3, "");
}

TEST_F(ColourTransforms, WhatAPngSaysInNumbers) {
    expect("gamma_one.png", kFromLinear, 1, "a gamma of 1");
    expect("chromaticities.png", kFromP3, 1, "a colour space of its own");
    expect("coded_p3.png", kFromP3, 1, "Display P3");
    expect("gamma_and_srgb.png", kUnchanged, 0, "");
}

TEST_F(ColourTransforms, SrgbUnderAnotherNameCostsNothing) {
    expect("srgb_by_another_name.png", kUnchanged, 0, "");
    const ColourProfile profile = embeddedProfile(readBytes(goldenFile("srgb_by_another_name.png")), ImageFormat::Png);
    EXPECT_GT(profile.icc.size(), 1000u);
    EXPECT_EQ(coloursBy(profile, PixelKind::Colours).transform, nullptr);
    EXPECT_EQ(coloursBy(profile, PixelKind::Grey).transform, nullptr);
}

TEST_F(ColourTransforms, OneProfileHasOneTransform) {
    const ColourProfile adobe = embeddedProfile(readBytes(goldenFile("adobe.jpg")), ImageFormat::Jpeg),
                        same = embeddedProfile(readBytes(goldenFile("adobe.png")), ImageFormat::Png);
    ASSERT_NE(coloursBy(adobe, PixelKind::Colours).transform, nullptr);
    EXPECT_EQ(coloursBy(adobe, PixelKind::Colours).transform, coloursBy(same, PixelKind::Colours).transform);
}

TEST_F(ColourTransforms, AreAnyThreads) {
    const auto transform =
        coloursBy(embeddedProfile(readBytes(goldenFile("adobe.png")), ImageFormat::Png), PixelKind::Colours).transform;
    cv::Mat colours(64, 64, CV_8UC3);
    cv::RNG random(3);
    random.fill(colours, cv::RNG::UNIFORM, 0, 256);
    const cv::Mat alone = transform->toSrgb(colours);
    std::array<double, 4> differences{};
    {
        std::vector<std::jthread> threads;
        for (double& difference : differences)
            threads.emplace_back([&] {
                for (int i = 0; i < 100; ++i)
                    difference = std::max(difference, cv::norm(transform->toSrgb(colours), alone, cv::NORM_INF));
            });
    }
    for (const double difference : differences) EXPECT_EQ(difference, 0);
}

TEST_F(ColourTransforms, GreyOfAColouredPictureIsThatOfItsColours) {
    for (const auto& [name, tolerance] : {std::pair("adobe.png", 1), std::pair("adobe.jpg", 3)}) {
        const Quarters seen = quartersOf(decode(name, {32, 1, Fit::Stretch, {255, 255, 255}}));
        for (size_t i = 0; i < 4; ++i) {
            const Colour& colour = kFromAdobe[i];
            EXPECT_NEAR(seen[i][0], 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2], tolerance) << name;
        }
    }
}

TEST_F(ColourTransforms, TheBackgroundIsNotConverted) {
    const Target onRed{32, 3, Fit::Pad, {200, 100, 50}};
    expectNear(colourAt(decode("adobe.png", onRed), 16, 1), {200, 100, 50}, 0, "around the picture");
    // Half of what was converted, half of what was not.
    const Quarters seen = quartersOf(decode("half_clear_adobe.png", {32, 3, Fit::Stretch, {200, 100, 50}}));
    for (size_t i = 0; i < 4; ++i)
        for (size_t k = 0; k < 3; ++k) {
            const double under = k == 0 ? 200 : k == 1 ? 100 : 50;
            EXPECT_NEAR(seen[i][k], (kFromAdobe[i][k] * 128.0 + under * 127) / 255, 2) << i << " " << k;
        }
}

TEST_F(ColourTransforms, NumbersThatWereMeasuredAreNoColours) {
    Target measured{32, 1, Fit::Stretch, {255, 255, 255}};
    measured.range = {ValueRange::Kind::Fixed, 0, 255};
    EXPECT_NEAR(quartersOf(decode("grey_dark.png", measured))[0][0], 87, 1);
    EXPECT_EQ(facts_.colours.from, "");
}

TEST_F(ColourTransforms, ADamagedProfileCostsNoPicture) {
    for (const char* name : {"profile_damaged.png", "profile_misfits.png"}) {
        expectQuarters(decode(name), kUnchanged, 0, name);
        EXPECT_TRUE(facts_.colours.damaged) << name;
    }
    Bytes jpeg = readBytes(goldenFile("adobe.jpg"));
    const std::string word("ICC_PROFILE\0\1\1", 14);
    const auto place = std::search(jpeg.begin(), jpeg.end(), word.begin(), word.end());
    ASSERT_NE(place, jpeg.end());
    place[13] = 2;  // one of two parts, and no other
    EXPECT_TRUE(embeddedProfile(jpeg, ImageFormat::Jpeg).damaged);
    place[12] = 0;
    EXPECT_TRUE(embeddedProfile(jpeg, ImageFormat::Jpeg).damaged);
    const Bytes webp = readBytes(goldenFile("prophoto.webp"));
    for (size_t length = 0; length < webp.size(); length += 7)
        embeddedProfile(std::span(webp).first(length), ImageFormat::WebP);  // reads nothing behind it (sanitizers)
    EXPECT_TRUE(embeddedProfile(std::span(webp).first(100), ImageFormat::WebP).damaged);
    // A profile that inflates for ever.
    Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, content{'x', 0, 0};
    append(content, deflated(Bytes(size_t{64} << 20, 0)));
    appendChunk(png, "iCCP", content);
    const ColourProfile bomb = embeddedProfile(png, ImageFormat::Png);
    EXPECT_TRUE(bomb.damaged);
    EXPECT_LT(bomb.icc.size(), 1u);
}

TEST_F(ColourTransforms, AreSaidAlsoWhenTheCacheAnswers) {
    for (const char* name : {"p3.jpg", "adobe.jpg", "adobe.png", "srgb_by_another_name.png", "profile_damaged.png"})
        fs::copy_file(goldenFile(name), images() / name);
    for (const char* when : {"decoded", "from the cache"}) {
        const auto set = open();
        ASSERT_EQ(set->count(), 5) << when;
        EXPECT_EQ(remark(*set, "colours.converted").sentence(),
                  "2 pictures were in Adobe RGB (1998) and were converted to sRGB.")
            << when;
        EXPECT_EQ(remark(*set, "colours.damaged").arguments.at(0), "1") << when;
        const auto& all = set->importReport().remarks;
        EXPECT_EQ(std::count_if(all.begin(), all.end(),
                                [](const ErrorInfo& info) {
                                    return info.sentence() == "1 picture was in Display P3 and was converted to sRGB.";
                                }),
                  1)
            << when;
    }
}

TEST(DescribedColours, AreThoseOfH273) {
    EXPECT_FALSE(describedColours(1, 13));
    EXPECT_FALSE(describedColours(2, 2));
    EXPECT_FALSE(describedColours(1, 1)) << "a video's curve was seen on such screens";
    EXPECT_EQ(describedColours(12, 13)->name, "Display P3");
    EXPECT_EQ(describedColours(9, 16)->name, "BT.2020 PQ");
    EXPECT_EQ(describedColours(1, 8)->gamma, 1);
    // White that screens without HDR show: 203 candelas, of which PQ makes 0.5807.
    ColourProfile pq, hlg;
    pq.described = describedColours(1, 16);
    hlg.described = describedColours(1, 18);
    const auto shown = [](const ColourProfile& profile, double number) {
        const cv::Mat pixel(1, 1, CV_8UC1, cv::Scalar(number * 255));
        return coloursBy(profile, PixelKind::Grey).transform->toSrgb(pixel).at<uint8_t>(0);
    };
    EXPECT_GE(shown(pq, 0.5807), 253);
    EXPECT_EQ(shown(pq, 1), 255);
    EXPECT_NEAR(shown(pq, 0.4), 111, 1) << "32.45 candelas: 0.1598 of white";
    EXPECT_NEAR(shown(hlg, 0.75), 254, 2) << "what BT.2408 says of HLG's white";
    EXPECT_EQ(shown(hlg, 0), 0);
}

/// A photograph is converted small, not large: how far that is from converting it first.
TEST_F(ColourTransforms, ConvertingTheSmallPictureIsAsGood) {
    cv::Mat noise(16, 16, CV_8UC3), large;
    cv::RNG random(5);
    random.fill(noise, cv::RNG::UNIFORM, 0, 256);
    cv::resize(noise, large, cv::Size(512, 512), 0, 0, cv::INTER_CUBIC);
    const auto transform =
        coloursBy(embeddedProfile(readBytes(goldenFile("p3.jpg")), ImageFormat::Jpeg), PixelKind::Colours).transform;
    cv::Mat first, after;
    cv::resize(transform->toSrgb(large), first, cv::Size(64, 64), 0, 0, cv::INTER_AREA);
    cv::resize(large, after, cv::Size(64, 64), 0, 0, cv::INTER_AREA);
    const cv::Mat second = transform->toSrgb(after);
    cv::Mat difference;
    cv::absdiff(first, second, difference);
    EXPECT_LT(cv::mean(difference.reshape(1))[0], 1) << "of every colour, many of which sRGB has not";
}

}  // namespace
}  // namespace zscape
