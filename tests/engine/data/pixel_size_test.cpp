#include "engine/data/pixel_size.h"

#include "tests/engine/data/import_fixture.h"

#include <tiffio.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;
using Unit = PixelSize::Unit;

TEST(PixelSizeDescribed, ByImageJAndOme) {
    const PixelSize micron = pixelSizeDescribed("ImageJ=1.54f\nimages=3\nunit=micron\nspacing=0.5\nloop=false\n");
    EXPECT_EQ(micron.imageJUnit, "micron");
    EXPECT_EQ(micron.spacing, 0.5);
    EXPECT_FALSE(micron.isKnown()) << "how many pixels stands in the resolution";
    EXPECT_EQ(pixelSizeDescribed("ImageJ=1.54f\nunit=" + std::string(100, 'u') + "\n").imageJUnit, "");
    EXPECT_EQ(pixelSizeDescribed("ImageJ=1.54f\nunit=a\tb\nspacing=-2\n"), PixelSize{});

    const auto ome = [](const std::string& attributes) {
        return pixelSizeDescribed("<?xml version=\"1.0\"?><OME><Image><Pixels ID=\"1\" " + attributes + "><Channel/>");
    };
    const PixelSize both =
        ome("PhysicalSizeX=\"0.25\" PhysicalSizeXUnit=\"\u00B5m\" PhysicalSizeY=\"500\" "
            "PhysicalSizeYUnit=\"nm\"");
    EXPECT_NEAR(both.across, 40000, 1e-6);
    EXPECT_NEAR(both.down, 20000, 1e-6);
    EXPECT_EQ(both.unit, Unit::Centimetre);
    EXPECT_NEAR(ome("PhysicalSizeX=\"2\" PhysicalSizeY=\"2\"").across, 5000, 1e-6)
        << "micrometres where it is not said";
    for (const char* none : {"", "PhysicalSizeX=\"0.25\"", "PhysicalSizeX=\"0\" PhysicalSizeY=\"1\"",
                             "PhysicalSizeX=\"inf\" PhysicalSizeY=\"1\"",
                             "PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"pixel\" PhysicalSizeY=\"1\""})
        EXPECT_EQ(ome(none), PixelSize{}) << none;
    EXPECT_EQ(pixelSizeDescribed("taken on a Monday"), PixelSize{});
}

TEST(PixelSizeScaled, KeepsTheLength) {
    const PixelSize pixels{100, 50, Unit::Inch};
    EXPECT_EQ(scaledTo(pixels, 64, 64, Fit::Crop, 64), pixels);
    // 200 x 100: the middle 100 become 50; all 200 become 50; both become 50.
    EXPECT_EQ(scaledTo(pixels, 200, 100, Fit::Crop, 50), (PixelSize{50, 25, Unit::Inch}));
    EXPECT_EQ(scaledTo(pixels, 200, 100, Fit::Pad, 50), (PixelSize{25, 12.5, Unit::Inch}));
    EXPECT_EQ(scaledTo(pixels, 200, 100, Fit::Stretch, 50), (PixelSize{25, 25, Unit::Inch}));
    EXPECT_EQ(scaledTo(pixels, 16, 16, Fit::Crop, 32).across, 200) << "enlarged";
    EXPECT_EQ(scaledTo(pixels, 4000, 3000, Fit::Tiles, 32, 4).across, 25) << "a quarter of the pixels in a length";
    EXPECT_EQ(scaledTo(PixelSize{}, 16, 16, Fit::Crop, 32), PixelSize{});
    EXPECT_EQ(scaledTo(PixelSize{1, 1}, 16, 16, Fit::Crop, 32), PixelSize{}) << "1 to 1 of nothing is not known";
}

class PixelSizes : public ImportFixture {
protected:
    void take(const std::string& name) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, images() / name);
    }
    static ImportSettings ofSize(int size) {
        ImportSettings settings;
        settings.size = size;
        return settings;
    }
};

TEST_F(PixelSizes, AreThoseOfEachFileAndPage) {
    for (const char* name : {"size_centimetres.tif", "size_imagej.tif", "size.ome.tif", "stack.tif"}) take(name);
    add("none.png");
    const auto set = open(ofSize(16));
    const std::vector<PixelSize> sizes = pixelSizesOf(*set, {});
    ASSERT_EQ(std::ssize(sizes), set->count());
    const auto of = [&](const std::string& name) { return sizes[static_cast<size_t>(indexOf(*set, name))]; };
    for (int page = 1; page <= 3; ++page) {
        const std::string behind = ", page " + std::to_string(page);
        EXPECT_EQ(of("size_centimetres.tif" + behind), (PixelSize{12500, 6250, Unit::Centimetre}))
            << "32 x 32 became 16 x 16";
        EXPECT_EQ(of("size_imagej.tif" + behind), (PixelSize{4, 4, Unit::None, "um", 0.5}));
        EXPECT_NEAR(of("size.ome.tif" + behind).across, 40000, 1e-6);
        EXPECT_NEAR(of("size.ome.tif" + behind).down, 20000, 1e-6);
    }
    EXPECT_EQ(of("none.png"), PixelSize{});
    EXPECT_EQ(set->pageOf(indexOf(*set, "size_imagej.tif, page 2")), 2);
    EXPECT_EQ(set->pageOf(indexOf(*set, "none.png")), 0);
}

TEST_F(PixelSizes, TurnWithThePicture) {
    const fs::path file = images() / "turned.tif";
    TIFF* tiff = TIFFOpen(file.c_str(), "w");
    ASSERT_TRUE(tiff);
    const std::vector<uint8_t> row(32, 7);
    for (const auto& [tag, value] : {std::pair(TIFFTAG_IMAGEWIDTH, 32),
                                     {TIFFTAG_IMAGELENGTH, 16},
                                     {TIFFTAG_BITSPERSAMPLE, 8},
                                     {TIFFTAG_SAMPLESPERPIXEL, 1},
                                     {TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK},
                                     {TIFFTAG_ROWSPERSTRIP, 16},
                                     {TIFFTAG_ORIENTATION, 6}})
        TIFFSetField(tiff, static_cast<uint32_t>(tag), value);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 300.0);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 100.0);
    for (uint32_t y = 0; y < 16; ++y) TIFFWriteScanline(tiff, const_cast<uint8_t*>(row.data()), y);
    TIFFClose(tiff);
    ImportSettings settings = ofSize(16);
    settings.guessFit = false;
    settings.fit = Fit::Pad;  // what is seen is 16 x 32
    const auto set = open(settings);
    EXPECT_EQ(pixelSizesOf(*set, {}), (std::vector<PixelSize>{{50, 150, Unit::Inch}})) << "inches where it is not said";
    settings.fit = Fit::Stretch;
    EXPECT_EQ(pixelSizesOf(*open(settings), {}), (std::vector<PixelSize>{{100, 150, Unit::Inch}}));
}

TEST_F(PixelSizes, OfAFileThatLostPagesAreASentence) {
    take("size_centimetres.tif");
    const auto set = open();
    fs::remove(images() / "size_centimetres.tif");
    take("lzw.tif");
    fs::rename(images() / "lzw.tif", images() / "size_centimetres.tif");
    EXPECT_EQ(errorCode([&] { pixelSizesOf(*set, {}); }), "values.changed");
    fs::remove(images() / "size_centimetres.tif");
    EXPECT_EQ(errorCode([&] { pixelSizesOf(*set, {}); }), "file.missing");
}

}  // namespace
}  // namespace zscape
