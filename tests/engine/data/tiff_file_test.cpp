#include "engine/data/tiff_file.h"

#include "engine/core/channel_colours.h"
#include "engine/core/composite.h"
#include "tests/engine/data/import_fixture.h"

#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include <tiffio.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// Files that make_files.py made with tifffile.
class TiffImport : public ImportFixture {
protected:
    void take(const std::string& name) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, images() / name);
    }
    static ImportSettings inRange(const std::string& range) {
        ImportSettings settings;
        settings.range = valueRangeFrom(range);
        return settings;
    }
    ImportOptions cacheOnly() const {
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        return options;
    }
    static std::map<std::string, std::string> reasons(const ImageSet& set) {
        std::map<std::string, std::string> reasons;
        for (const UnreadableFile& file : set.unreadable()) reasons[file.file.filename().string()] = file.reason.code;
        return reasons;
    }
};

TEST_F(TiffImport, EachPageIsAPicture) {
    for (const char* name : {"stack.tif", "imagej.tif", "lzw.tif"}) take(name);
    for (int round = 0; round < 2; ++round) {
        const auto set = open();
        ASSERT_EQ(set->count(), 9);
        EXPECT_EQ(set->found(), 9);
        EXPECT_TRUE(set->unreadable().empty());
        for (int64_t page = 1; page <= 4; ++page) {
            const int64_t image = indexOf(*set, "stack.tif, page " + std::to_string(page));
            EXPECT_EQ(set->picture(image).pixels[0], 10 * page);
            EXPECT_EQ(set->fileOf(image), images() / "stack.tif");
        }
        EXPECT_EQ(set->picture(indexOf(*set, "imagej.tif, page 4")).pixels[0], 40);
        EXPECT_EQ(set->fileOf(indexOf(*set, "lzw.tif")), images() / "lzw.tif");
    }
    // A page that comes or changes is another set; the same file elsewhere is the same.
    const std::string before = open()->fingerprint();
    fs::copy(images(), folder_ / "moved");
    EXPECT_EQ(openAt(folder_ / "moved")->fingerprint(), before);
    fs::remove(images() / "lzw.tif");
    EXPECT_EQ(open()->count(), 8);
}

TEST_F(TiffImport, PagesGoByTheirFileInTablesAndLabels) {
    fs::create_directories(images() / "a");
    fs::create_directories(images() / "b");
    take("stack.tif");
    fs::rename(images() / "stack.tif", images() / "a/1.tif");
    take("imagej.tif");
    fs::rename(images() / "imagej.tif", images() / "b/2.tif");
    EXPECT_EQ(labels(*open()), (Counts{{"a", 4}, {"b", 4}}));
    text("about.csv", "file,kind\na/1.tif,x\nb/2.tif,y\n");
    EXPECT_EQ(labels(*open(with("column:kind"))), (Counts{{"x", 4}, {"y", 4}}));
    EXPECT_EQ(labels(*open(with("pattern:(\\d)\\.tif"))), (Counts{{"1", 4}, {"2", 4}}));
    const Sides split = sides(*open(with("level:1", "", "level:1")), 0.5);
    EXPECT_EQ(split[0], 4u) << "pages of one group are on one side";
    EXPECT_EQ(split[1], 4u);
}

TEST_F(TiffImport, WhatIsNoPageIsNone) {
    take("pyramid.tif");
    const auto set = open();
    ASSERT_EQ(set->count(), 1) << "a smaller copy is no other picture";
    EXPECT_EQ(set->nameOf(0), "pyramid.tif");
    EXPECT_EQ(set->picture(0).pixels[0], 90);
}

/// All pixels of a picture are alike.
std::vector<int> plainPixel(const ImageSet& set, int64_t image) {
    const Picture picture = set.picture(image);
    return {picture.pixels.begin(), picture.pixels.begin() + picture.channels};
}

TEST_F(TiffImport, ChannelsOfAStackAreNoPictures) {
    for (const char* name : {"two_channels.tif", "two_channels.ome.tif"}) take(name);
    for (int round = 0; round < 2; ++round) {
        const auto set = open(inRange("full"));
        ASSERT_EQ(set->count(), 4);
        EXPECT_EQ(set->channels(), 2);
        EXPECT_TRUE(set->unreadable().empty());
        EXPECT_TRUE(remarks(*set, "tiff.axes"));
        // ImageJ's channels are neighbours; here OME's come one after the other.
        EXPECT_EQ(plainPixel(*set, indexOf(*set, "two_channels.tif, page 1")), (std::vector<int>{10, 20}));
        EXPECT_EQ(plainPixel(*set, indexOf(*set, "two_channels.tif, page 3")), (std::vector<int>{30, 40}));
        EXPECT_EQ(plainPixel(*set, indexOf(*set, "two_channels.ome.tif, page 1")), (std::vector<int>{10, 30}));
        EXPECT_EQ(plainPixel(*set, indexOf(*set, "two_channels.ome.tif, page 2")), (std::vector<int>{20, 40}));
    }
    // Among grey stacks they are listed, and not taken apart.
    take("stack.tif");
    take("imagej.tif");
    ImportSettings grey;
    grey.channels = 1;
    const auto mixed = open(grey);
    EXPECT_EQ(mixed->count(), 8);
    EXPECT_EQ(reasons(*mixed), (std::map<std::string, std::string>{{"two_channels.tif", "image.channels"},
                                                                   {"two_channels.ome.tif", "image.channels"}}));
}

TEST_F(TiffImport, ChannelsHaveTheNamesAndColoursOfTheFile) {
    take("named.tif");
    const auto set = open(inRange("full"));
    EXPECT_EQ(set->importReport().channelNames, (std::vector<std::string>{"DAPI", "GFP"}));
    EXPECT_TRUE(remarks(*set, "channels.names"));
    EXPECT_EQ(set->channelColours(), channelColoursFrom("blue,orange"));
    EXPECT_EQ(settingsOf(*set).colours, set->channelColours()) << "a project keeps them";
    const Picture first = set->picture(0);
    EXPECT_EQ(composite(first).pixels[2], first.pixels[0]) << "blue";
    EXPECT_EQ(composite(first).pixels[0], first.pixels[1]) << "orange";
    // Others are chosen without decoding, and the names stay.
    ImportSettings chosen = settingsOf(*set);
    chosen.colours = channelColoursFrom("grey,cyan");
    const auto other = arrangeImages(set, chosen);
    EXPECT_EQ(other->picture(0).colours, chosen.colours);
    EXPECT_EQ(other->importReport().channelNames.size(), 2u);
    EXPECT_EQ(other->fingerprint(), set->fingerprint());
    // Asked for at once, and out of the cache without the files.
    ImportSettings asked = inRange("full");
    asked.colours = channelColoursFrom("#102030,red");
    EXPECT_EQ(open(asked)->channelColours(), asked.colours);
    EXPECT_EQ(cachedImages(set->fingerprint(), settingsOf(*set), cacheOnly())->channelColours(), set->channelColours());
    for (const char* wrong : {"green", "red,green,blue"}) {
        chosen.colours = channelColoursFrom(wrong);
        EXPECT_EQ(errorCode([&] { arrangeImages(set, chosen); }), "colours.channels") << wrong;
    }
}

TEST_F(TiffImport, ThreeChannelsWithColoursAreNoColours) {
    take("named.ome.tif");
    const auto set = open(inRange("full"));
    ASSERT_EQ(set->count(), 1);
    EXPECT_EQ(set->importReport().channelNames, (std::vector<std::string>{"nuclei", "\u03B1 & \u03B2", "actin"}));
    EXPECT_EQ(set->channelColours(), channelColoursFrom("magenta,grey,cyan"));
    // 10, 20 and 30 of each.
    const Picture shown = composite(set->picture(0));
    EXPECT_EQ(std::vector<int>(shown.pixels.begin(), shown.pixels.begin() + 3), (std::vector<int>{30, 50, 60}));
    ImportSettings plain = settingsOf(*set);
    plain.colours = channelColoursFrom("red,green,blue");
    EXPECT_EQ(plainPixel(*arrangeImages(set, plain), 0), (std::vector<int>{10, 20, 30}));
    EXPECT_FALSE(isComposite(arrangeImages(set, plain)->picture(0)));
    // A picture from a file beside them, for a model of theirs.
    EXPECT_EQ(readPicture(images() / "named.ome.tif", 16, 3, settingsOf(*set)).colours, set->channelColours());
}

TEST_F(TiffImport, AFewStacksOfChannelsDoNotDecideAboutColours) {
    for (int i = 0; i < 3; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"),
                   encoded(cv::Mat(16, 16, CV_8UC3, cv::Scalar(50, 100, 200 + i)), ".png"));
    take("two_channels.tif");
    const auto set = open();
    EXPECT_EQ(set->channels(), 3);
    EXPECT_EQ(set->count(), 3);
    EXPECT_EQ(plainPixel(*set, 0), (std::vector<int>{200, 100, 50}));
    EXPECT_EQ(reasons(*set), (std::map<std::string, std::string>{{"two_channels.tif", "image.channels"}}));
}

TEST_F(TiffImport, AxesCanBeChosen) {
    take("two_channels.tif");
    const auto axes = [&](Axes chosen, int channels) {
        ImportSettings settings = inRange("full");
        settings.axes = chosen;
        settings.channels = channels;
        return open(settings);
    };
    const auto pages = axes(Axes::Pages, 0);
    EXPECT_EQ(pages->count(), 4);
    EXPECT_EQ(pages->channels(), 1);
    EXPECT_EQ(settingsOf(*pages).axes, Axes::Pages);
    const auto last = axes(Axes::ChannelLast, 2);
    ASSERT_EQ(last->count(), 2);
    EXPECT_EQ(plainPixel(*last, 0), (std::vector<int>{10, 30}));
    EXPECT_NE(last->fingerprint(), axes(Axes::ChannelFirst, 2)->fingerprint());
    const auto one = axes(Axes::ChannelFirst, 4);
    ASSERT_EQ(one->count(), 1);
    EXPECT_EQ(one->nameOf(0), "two_channels.tif") << "it is all of its file";
    EXPECT_EQ(plainPixel(*one, 0), (std::vector<int>{10, 20, 30, 40}));
    EXPECT_EQ(errorCode([&] { axes(Axes::ChannelFirst, 5); }), "data.no-images");
    // The same settings read one more file.
    EXPECT_EQ(readPicture(images() / "two_channels.tif", 16, 2, settingsOf(*last)).pixels[1], 30);
    EXPECT_EQ(readPicture(images() / "two_channels.tif", 16, 1, settingsOf(*pages)).pixels[0], 10);
    EXPECT_EQ(errorCode([&] { readPicture(images() / "two_channels.tif", 16, 1, {}); }), "image.channels");
}

/// Picture p of hyperstack.tif, pixel i: 100 p + 4 i, and a tenth of it.
TEST_F(TiffImport, HyperstacksAreTheSameInEveryOrder) {
    for (const char* name : {"hyperstack.tif", "hyperstack.ome.tif", "backwards.ome.tif"}) {
        fs::remove_all(images());
        fs::create_directories(images());
        take(name);
        const auto set = open(inRange("0..2550,0..255"));
        ASSERT_EQ(set->count(), 6) << name;
        ASSERT_EQ(set->channels(), 2) << name;
        EXPECT_TRUE(remarks(*set, "tiff.axes")) << name;
        for (int64_t p = 0; p < 6; ++p) {
            const Picture picture = set->picture(p);
            for (const size_t i : {size_t{0}, size_t{99}, size_t{255}}) {
                const double value = 100.0 * static_cast<double>(p) + 4.0 * static_cast<double>(i);
                EXPECT_EQ(picture.pixels[2 * i], std::lround(value / 10 - 1e-9)) << name << " " << p << " " << i;
                EXPECT_EQ(picture.pixels[2 * i + 1], std::floor(value / 10)) << name << " " << p << " " << i;
            }
        }
        const auto found = open();
        EXPECT_EQ(settingsOf(*found).range.channels, 2) << name;
        EXPECT_TRUE(remarks(*found, "values.ranges"));
        EXPECT_GT(found->picture(5).pixels[2 * 255], 245) << name;
        EXPECT_GT(found->picture(5).pixels[2 * 255 + 1], 140) << name << ": the dim channel is seen";
    }
}

TEST_F(TiffImport, AxesThatDoNotFitArePages) {
    for (const char* name : {"misfit.ome.tif", "elsewhere.ome.tif"}) {
        fs::remove_all(images());
        fs::create_directories(images());
        take(name);
        const auto set = open();
        EXPECT_EQ(set->count(), 12) << name;
        EXPECT_EQ(set->channels(), 1) << name;
        EXPECT_TRUE(remarks(*set, "tiff.misfit")) << name;
    }
}

TEST_F(TiffImport, SamplesOfAPixelMayBeChannels) {
    take("five_samples.tif");
    const auto five = open(inRange("0..10000"));
    ASSERT_EQ(five->count(), 1);
    EXPECT_EQ(plainPixel(*five, 0), (std::vector<int>{26, 51, 76, 102, 128}));
    fs::remove(images() / "five_samples.tif");
    take("two_planes.tif");
    const auto two = open(inRange("0.3..1.32,0.03..0.132"));
    ASSERT_EQ(two->channels(), 2);
    EXPECT_EQ(plainPixel(*two, 0), (std::vector<int>{0, 0}));
    EXPECT_NEAR(two->picture(0).pixels[2 * 255], 255, 1);
    EXPECT_NEAR(two->picture(0).pixels[2 * 255 + 1], 255, 1);
    fs::remove(images() / "two_planes.tif");
    take("four_samples.tif");
    EXPECT_EQ(plainPixel(*open(), 0), (std::vector<int>{200, 100, 50})) << "colours, as they were read before";
    ImportSettings four = inRange("full");
    four.channels = 4;
    EXPECT_EQ(plainPixel(*open(four), 0), (std::vector<int>{200, 100, 50, 150}));
}

TEST_F(TiffImport, AChannelThatIsDamagedCostsItsPicture) {
    take("hyperstack.tif");
    Bytes bytes = readBytes(images() / "hyperstack.tif");
    // Where the strip of the fourth page lies is said there, in four bytes: behind the file's end.
    constexpr size_t kFourthStrip = 6914;
    ASSERT_EQ(bytes[kFourthStrip] + 256 * bytes[kFourthStrip + 1], 1904);
    bytes[kFourthStrip + 2] = 1;
    writeBytes(images() / "hyperstack.tif", bytes);
    const auto set = open();
    EXPECT_EQ(set->channels(), 2);
    EXPECT_EQ(set->count(), 5);
    EXPECT_EQ(set->found(), 6);
    EXPECT_EQ(reasons(*set), (std::map<std::string, std::string>{{"hyperstack.tif", "image.damaged"}}));
    // Of one that was cut off some pages are gone, and which channels the others are of is not guessed.
    fs::remove(images() / "hyperstack.tif");
    bytes = readBytes(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files/hyperstack.tif");
    bytes.resize(bytes.size() - 100);
    writeBytes(images() / "cut.tif", bytes);
    EXPECT_TRUE(remarks(*open(), "tiff.misfit"));
}

TEST_F(TiffImport, APageThatIsDamagedCostsNoOther) {
    take("stack.tif");
    Bytes bytes = readBytes(images() / "stack.tif");
    // Where the strip of the third page lies is said there, in four bytes: behind the file's end.
    constexpr size_t kThirdStrip = 1468;
    ASSERT_EQ(bytes[kThirdStrip] + 256 * bytes[kThirdStrip + 1], 720);
    bytes[kThirdStrip + 2] = 1;
    writeBytes(images() / "stack.tif", bytes);
    const auto set = open();
    EXPECT_EQ(set->count(), 3);
    EXPECT_EQ(set->found(), 4);
    ASSERT_EQ(set->unreadable().size(), 1u);
    EXPECT_EQ(set->unreadable()[0].reason.code, "image.damaged");
    EXPECT_EQ(set->unreadable()[0].reason.arguments.at(0), "3") << "the page is named";
    EXPECT_EQ(set->picture(indexOf(*set, "stack.tif, page 4")).pixels[0], 40);
}

TEST_F(TiffImport, NumbersOfAnyDepthAndLayoutAreTheSamePicture) {
    for (const auto& [name, range] : std::map<std::string, std::string>{
             {"planes_f4_tiles", "0..1"}, {"u2_lzw_predictor", "full"}, {"f8", "auto"}, {"f2", "full"}}) {
        fs::remove_all(images());
        fs::create_directories(images());
        take("tiff_" + name + ".tif");
        const auto set = open(inRange(range));
        ASSERT_EQ(set->count(), 1) << name;
        ASSERT_EQ(set->channels(), 3) << name;
        const Picture picture = set->picture(0);
        const auto at = [&](size_t pixel) {
            return std::array<int, 3>{picture.pixels[3 * pixel], picture.pixels[3 * pixel + 1],
                                      picture.pixels[3 * pixel + 2]};
        };
        EXPECT_EQ(at(0), (std::array<int, 3>{200, 100, 50})) << name;
        EXPECT_EQ(at(16 * 15 + 7), (std::array<int, 3>{200, 100, 50})) << name;
        EXPECT_EQ(at(16 * 15 + 15), (std::array<int, 3>{100, 50, 25})) << name;
    }
}

TEST_F(TiffImport, SignedNumbersAreSeen) {
    take("tiff_ct.tif");
    const auto set = open();
    EXPECT_TRUE(remarks(*set, "values.range"));
    EXPECT_NEAR(settingsOf(*set).range.black, -1000, 6);
    EXPECT_NEAR(settingsOf(*set).range.white, 400, 6);
    EXPECT_EQ(set->picture(0).pixels.front(), 0);
    EXPECT_EQ(set->picture(0).pixels.back(), 255);
    const int middle = open(inRange("-1000..400"))->picture(0).pixels[128];
    EXPECT_NEAR(middle, 128, 1);
}

TEST_F(TiffImport, AReaderThatFailsIsNotSwallowedByLibtiff) {
    const Bytes bytes = readBytes(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files/stack.tif");
    int64_t reads = 0, failing = -1;
    const ByteReader reader = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
        if (++reads == failing) throw std::runtime_error("the disk is gone");
        const size_t begin = std::min(static_cast<size_t>(offset), bytes.size());
        const size_t count = std::min(into.size(), bytes.size() - begin);
        std::copy_n(bytes.data() + begin, count, into.data());
        return count;
    };
    const auto all = [&] {
        TiffFile file(reader, std::ssize(bytes), "stack.tif");
        const std::vector<uint64_t> pages = file.pages(100, {});
        EXPECT_EQ(pages.size(), 4u);
        file.goTo(pages[2]);
        EXPECT_EQ(file.read({}).picture.at<uint8_t>(5, 5), 30);
    };
    all();
    const int64_t needed = reads;
    for (failing = 1; failing <= needed; ++failing) {
        reads = 0;
        EXPECT_THROW(all(), std::runtime_error) << failing;
    }
    std::stop_source stop;
    stop.request_stop();
    failing = -1;
    TiffFile file(reader, std::ssize(bytes), "stack.tif");
    EXPECT_THROW(file.pages(100, stop.get_token()), Cancelled);
    EXPECT_THROW(file.read(stop.get_token()), Cancelled);
}

/// A stack of grey pages, page p all p.
Bytes stackOfPages(const fs::path& file, const char* mode, int pages) {
    TIFF* const tiff = TIFFOpen(file.c_str(), mode);
    for (int page = 0; page < pages; ++page) {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 4);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 4);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 4);
        std::array<uint8_t, 16> pixels;
        pixels.fill(static_cast<uint8_t>(page));
        TIFFWriteEncodedStrip(tiff, 0, pixels.data(), 16);
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    return readBytes(file);
}

TEST_F(TiffImport, APageIsReadWithoutThoseBeforeIt) {
    constexpr int kPages = 250;
    for (const char* mode : {"wl", "wb", "wl8", "wb8"}) {  // either end first, classic and BigTIFF
        const Bytes bytes = stackOfPages(folder_ / "pages.tif", mode, kPages);
        int64_t reads = 0;
        const ByteReader reader = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
            ++reads;
            const size_t begin = std::min(static_cast<size_t>(offset), bytes.size());
            const size_t count = std::min(into.size(), bytes.size() - begin);
            std::copy_n(bytes.data() + begin, count, into.data());
            return count;
        };
        const std::vector<uint64_t> pages = TiffFile(reader, std::ssize(bytes), "pages.tif").pages(kPages, {});
        ASSERT_EQ(std::ssize(pages), kPages) << mode;
        reads = 0;
        TiffFile file(reader, std::ssize(bytes), "pages.tif");
        const int64_t opening = reads;
        for (const int page : {249, 3, 120, 0}) {
            reads = 0;
            file.goTo(pages[static_cast<size_t>(page)]);
            EXPECT_EQ(file.read({}).picture.at<uint8_t>(3, 3), page) << mode;
            EXPECT_LE(reads, 2 * opening) << mode << " page " << page;
        }
    }
}

}  // namespace
}  // namespace zscape
