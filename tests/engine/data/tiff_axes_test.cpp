#include "engine/data/tiff_axes.h"

#include "engine/core/error.h"
#include "tests/engine/data/picture_files.h"

#include <gtest/gtest.h>

#include <random>

namespace zscape {
namespace {

using Pages = std::vector<uint32_t>;

StackPlan plan(const std::string& description, size_t pages, int samples = 1, const AxesChoice& choice = {}) {
    return planStack(description, pages, samples, choice, "a.tif");
}

std::string pixels(const std::string& order, int c, int z, int t, const std::string& inner = "") {
    return "<Pixels DimensionOrder=\"" + order + "\" SizeC=\"" + std::to_string(c) + "\" SizeZ='" + std::to_string(z) +
           "' SizeT = \"" + std::to_string(t) + "\">" + inner + "</Pixels>";
}
std::string ome(const std::string& inner) {
    return "<?xml version=\"1.0\"?><OME UUID=\"urn:uuid:1\"><Image Name=\"a>b\">" + inner + "</Image></OME>";
}

TEST(TiffAxes, ImageJsChannelsComeFirst) {
    const std::string said = "ImageJ=1.53\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n";
    const StackPlan stack = plan(said, 12);
    EXPECT_EQ(stack.channels, 2);
    EXPECT_EQ(stack.said, "2 channels, 3 slices, 2 times");
    EXPECT_EQ(stack.pages, (Pages{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    EXPECT_EQ(stack.pictures(12), 6u);
    EXPECT_EQ(stack.pageOf(2, 1), 5u);
    EXPECT_FALSE(stack.misfits);
    EXPECT_EQ(plan("ImageJ=1.53\r\nchannels=3\r\n", 3).pages, (Pages{0, 1, 2}));
}

TEST(TiffAxes, OmesOrderSaysWhatFollowsWhat) {
    // Two channels, three slices: pages of one picture are neighbours, or three apart.
    EXPECT_EQ(plan(ome(pixels("XYCZT", 2, 3, 1)), 6).pages, (Pages{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(plan(ome(pixels("XYZCT", 2, 3, 1)), 6).pages, (Pages{0, 3, 1, 4, 2, 5}));
    // Pictures are in the order of their times, whatever that of the file.
    EXPECT_EQ(plan(ome(pixels("XYCTZ", 2, 2, 2)), 8).pages, (Pages{0, 1, 4, 5, 2, 3, 6, 7}));
    EXPECT_EQ(plan(ome(pixels("XYTZC", 2, 2, 2)), 8).pages, (Pages{0, 4, 2, 6, 1, 5, 3, 7}));
    EXPECT_EQ(plan(ome(pixels("XYCZT", 2, 1, 2)), 4).said, "2 channels, 2 times");
    EXPECT_EQ(
        plan("<ome:OME xmlns:ome=\"x\"><ome:Image>" + pixels("XYCZT", 2, 1, 1) + "</ome:Image></ome:OME>", 2).pages,
        (Pages{0, 1}));
}

TEST(TiffAxes, TiffDataSaysWhichPageAPlaneIs) {
    const auto planes = [](const std::string& blocks, size_t pages) {
        return plan(ome(pixels("XYCZT", 2, 2, 1, blocks)), pages);
    };
    EXPECT_EQ(planes("<TiffData/>", 4).pages, (Pages{0, 1, 2, 3}));
    EXPECT_EQ(planes("<TiffData IFD=\"0\" PlaneCount=\"4\"/>", 4).pages, (Pages{0, 1, 2, 3}));
    EXPECT_EQ(planes("<TiffData IFD='3'/><TiffData IFD='2' FirstC='1'/><TiffData IFD='1' FirstZ='1'/>"
                     "<TiffData IFD='0' FirstC='1' FirstZ='1'><UUID FileName='a.ome.tif'>urn:uuid:1</UUID></TiffData>",
                     4)
                  .pages,
              (Pages{3, 2, 1, 0}));
    EXPECT_TRUE(planes("<TiffData IFD='0' PlaneCount='2'/><TiffData IFD='0' FirstZ='1' PlaneCount='2'><UUID "
                       "FileName='b'>urn:uuid:2</UUID></TiffData>",
                       4)
                    .misfits)
        << "half of it is in another file";
    for (const char* wrong : {"<TiffData IFD='1' PlaneCount='4'/>", "<TiffData IFD='0' PlaneCount='3'/>",
                              "<TiffData IFD='0' FirstC='2'/>", "<TiffData IFD='0' PlaneCount='5'/>",
                              "<TiffData IFD='0' PlaneCount='2'/><TiffData IFD='0' FirstZ='1' PlaneCount='2'/>",
                              "<TiffData IFD='0' PlaneCount='4'/><TiffData IFD='0'/>"}) {
        EXPECT_TRUE(planes(wrong, 4).misfits) << wrong;
        EXPECT_TRUE(planes(wrong, 4).pages.empty()) << wrong;
    }
    EXPECT_FALSE(planes("<TiffData IFD='-1'/>", 4).misfits) << "what is damaged says nothing";
}

TEST(TiffAxes, SeveralSeriesFollowEachOther) {
    const StackPlan both = plan(ome(pixels("XYCZT", 2, 1, 1) + pixels("XYZCT", 2, 2, 1)), 6);
    EXPECT_EQ(both.pages, (Pages{0, 1, 2, 4, 3, 5}));
    EXPECT_EQ(both.said, "2 channels, 2 series");
    EXPECT_TRUE(plan(ome(pixels("XYCZT", 2, 1, 1) + pixels("XYCZT", 1, 2, 1)), 4).misfits);
}

TEST(TiffAxes, WhatDoesNotFitIsNotBelieved) {
    for (const char* said :
         {"ImageJ=1\nchannels=2\nslices=3\n", "ImageJ=1\nchannels=2\nslices=1000000\nframes=1000000\n",
          "ImageJ=1\nchannels=-2\n", "ImageJ=1\nchannels=99999999999999999999\n", "ImageJ=1\nchannels=two\n"}) {
        const StackPlan stack = plan(said, 4);
        EXPECT_TRUE(stack.misfits) << said;
        EXPECT_EQ(stack.pictures(4), 4u) << said;
        EXPECT_EQ(stack.pageOf(3, 0), 3u) << said;
        EXPECT_EQ(stack.channels, 1) << said;
    }
    EXPECT_TRUE(plan(ome(pixels("XYCZT", 6, 1, 1)), 2, 3).misfits) << "two pages in colour";
}

TEST(TiffAxes, WhatSaysNothingOfChannelsIsPages) {
    for (const std::string& said :
         {std::string(), std::string("a microscope"), std::string("ImageJ=1\nimages=4\nslices=4\n"),
          ome(pixels("XYCZT", 1, 4, 1)), ome(pixels("XYZ", 2, 2, 1)), ome(pixels("XYCZT", 0, 2, 1)),
          ome("<Pixels DimensionOrder=\"XYCZT\" SizeC=\"2"), ome("<!-- " + pixels("XYCZT", 2, 2, 1) + " -->"),
          std::string("<OME"), std::string("<OME a=b><Pixels/>")}) {
        const StackPlan stack = plan(said, 4);
        EXPECT_EQ(stack.channels, 1) << said;
        EXPECT_TRUE(stack.pages.empty() && stack.said.empty() && !stack.misfits) << said;
    }
    EXPECT_TRUE(plan(ome(pixels("XYCZT", 3, 4, 1)), 4, 3).said.empty()) << "colours are within each page";
}

TEST(TiffAxes, APersonDecides) {
    const std::string said = "ImageJ=1\nchannels=2\nslices=3\n";
    EXPECT_TRUE(plan(said, 6, 1, {Axes::Pages, 0}).pages.empty());
    EXPECT_EQ(plan("", 6, 1, {Axes::ChannelFirst, 3}).pages, (Pages{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(plan(said, 6, 1, {Axes::ChannelLast, 3}).pages, (Pages{0, 2, 4, 1, 3, 5}));
    EXPECT_EQ(errorCode([&] { plan(said, 6, 1, {Axes::ChannelFirst, 4}); }), "image.channels");
    EXPECT_EQ(errorCode([&] { plan("ImageJ=1\nchannels=9\n", 9); }), "image.channels");
    EXPECT_TRUE(plan("", 6, 3, {Axes::ChannelFirst, 3}).pages.empty()) << "pages in colour are pictures";
}

TEST(TiffAxes, AnyTextIsRead) {
    const std::string whole =
        ome(pixels("XYZCT", 2, 2, 1, "<TiffData IFD='0' PlaneCount='4'><UUID>urn:uuid:1</UUID></TiffData>"));
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = whole.substr(0, random() % (whole.size() + 1));
        for (size_t change = random() % 4; change > 0 && !text.empty(); --change)
            text[random() % text.size()] = "<>/=\"' 0123456789-CZTXYA\n\0"[random() % 26];
        const StackPlan stack = plan(text, 4);
        ASSERT_LE(stack.pages.size(), 4u) << text;
        for (const uint32_t page : stack.pages) ASSERT_LT(page, 4u) << text;
    }
}

}  // namespace
}  // namespace zscape
