#include "engine/data/value_file.h"

#include "engine/data/npy_header.h"
#include "tests/engine/data/import_fixture.h"

#include <cstring>
#include <tiffio.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;
using Unit = PixelSize::Unit;

/// Row by row from 0 to 1, a little more with each picture.
std::vector<float> rampOf(int size, int channels, int picture) {
    std::vector<float> shades(static_cast<size_t>(size * size * channels));
    for (size_t i = 0; i < shades.size(); ++i)
        shades[i] =
            static_cast<float>(i) / static_cast<float>(shades.size() - 1) * (1 - 0.1f * static_cast<float>(picture));
    return shades;
}

void write(const fs::path& file, const ValuePictures& pictures) {
    ValueFile values(file, pictures);
    for (size_t i = 0; i < pictures.scales.size(); ++i)
        values.add(rampOf(pictures.size, pictures.channels, static_cast<int>(i)));
    values.commit();
}

class Values : public ImportFixture {
protected:
    std::string descriptionOf(const std::string& name) const {
        TIFF* tiff = TIFFOpen((images() / name).c_str(), "r");
        const char* text = nullptr;
        const std::string found = TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) == 1 ? text : "";
        TIFFClose(tiff);
        return found;
    }
};

TEST_F(Values, NamesSayWhatTheyAre) {
    for (const char* name : {"a.tif", "b.TIFF", "c.npy", "d.Tif"}) EXPECT_TRUE(isValueFileName(name)) << name;
    for (const char* name : {"a.png", "tif", "a.tif/b", "a.csv", ""}) EXPECT_FALSE(isValueFileName(name)) << name;
}

TEST_F(Values, AStackIsReadAsItWasMeant) {
    const ValueScale words{NumberFormat::UInt16, 412, 3911};
    const PixelSize size{12500, 6250, Unit::Centimetre};
    write(images() / "stack.tif", {16, 1, {words, words, words}, {size, size, size}, {"one", "two", "three"}});
    std::vector<cv::Mat> pages;
    ASSERT_TRUE(cv::imreadmulti((images() / "stack.tif").string(), pages, cv::IMREAD_UNCHANGED));
    ASSERT_EQ(pages.size(), 3u);
    for (size_t i = 0; i < 3; ++i) {
        ASSERT_EQ(pages[i].type(), CV_16UC1);
        EXPECT_EQ(pages[i].at<uint16_t>(0, 0), 412);
        EXPECT_NEAR(pages[i].at<uint16_t>(15, 15), 412 + 3499 * (1 - 0.1 * static_cast<double>(i)), 1);
    }
    // The same by an import, whose pixels are of the same size.
    const auto set = open();
    ASSERT_EQ(set->count(), 3);
    EXPECT_EQ(set->size(), 16);
    EXPECT_EQ(textOf(settingsOf(*set).numbers), "uint16");
    EXPECT_EQ(pixelSizesOf(*set, {}), std::vector<PixelSize>(3, size));
    EXPECT_EQ(descriptionOf("stack.tif"), "");
}

TEST_F(Values, ImageJReadsItsUnitAgain) {
    const ValueScale words{NumberFormat::UInt16, 0, 4095}, floats{NumberFormat::Float32, 0, 1};
    const PixelSize size{4, 4, Unit::None, "um", 0.5}, other{4, 4, Unit::None, "mm", 0.5};
    write(images() / "stack.tif", {16, 1, {words, words}, {size, size}});
    EXPECT_EQ(descriptionOf("stack.tif"), "ImageJ=1.54f\nimages=2\nslices=2\nunit=um\nspacing=0.5\nloop=false\n");
    EXPECT_EQ(pixelSizesOf(*open(), {}), std::vector<PixelSize>(2, size));
    write(images() / "stack.tif", {16, 1, {words}, {size}});
    EXPECT_EQ(descriptionOf("stack.tif"), "ImageJ=1.54f\nunit=um\nspacing=0.5\nloop=false\n");
    // What is not of all pages is not said of them.
    write(images() / "stack.tif", {16, 1, {words, words}, {size, other}});
    EXPECT_EQ(descriptionOf("stack.tif"), "");
    write(images() / "stack.tif", {16, 1, {words, floats}, {size, size}});
    EXPECT_EQ(descriptionOf("stack.tif"), "");
}

TEST_F(Values, AnArrayHasTheTypeAndTheShape) {
    const ValueScale scan{NumberFormat::Int16, -1000, 400}, mask{NumberFormat::Bool, 0, 1};
    write(images() / "scan.npy", {16, 1, {scan, scan}});
    NpyHeader header = readNpyHeader(images() / "scan.npy");
    EXPECT_EQ(header.type, "<i2");
    EXPECT_EQ(header.shape, (std::vector<int64_t>{2, 16, 16}));
    EXPECT_FALSE(header.fortran);
    const Bytes bytes = readBytes(images() / "scan.npy");
    ASSERT_EQ(std::ssize(bytes), header.offset + 2 * 256 * 2);
    int16_t first = 0, last = 0;
    std::memcpy(&first, bytes.data() + header.offset, 2);
    std::memcpy(&last, bytes.data() + header.offset + 255 * 2, 2);
    EXPECT_EQ(first, -1000);
    EXPECT_EQ(last, 400);
    write(images() / "colour.npy", {16, 3, std::vector<ValueScale>(3, {NumberFormat::Float32, 0, 10})});
    header = readNpyHeader(images() / "colour.npy");
    EXPECT_EQ(header.type, "<f4");
    EXPECT_EQ(header.shape, (std::vector<int64_t>{3, 16, 16, 3}));
    EXPECT_EQ(openAt(images() / "colour.npy")->count(), 3);
    write(images() / "mask.npy", {16, 1, {mask, mask}});
    EXPECT_EQ(readNpyHeader(images() / "mask.npy").type, "|b1");
    write(images() / "bytes.npy", {16, 1, {{NumberFormat::UInt8, 0, 255}}});
    EXPECT_EQ(readNpyHeader(images() / "bytes.npy").type, "|u1");
}

TEST_F(Values, PagesMayBeOfSeveralTypesAndArraysMayNot) {
    const std::vector<ValueScale> scales{{NumberFormat::UInt8, 0, 255}, {NumberFormat::UInt16, 0, 65535}};
    write(images() / "both.tif", {16, 1, scales});
    std::vector<cv::Mat> pages;
    ASSERT_TRUE(cv::imreadmulti((images() / "both.tif").string(), pages, cv::IMREAD_UNCHANGED));
    EXPECT_EQ(pages.at(0).depth(), CV_8U);
    EXPECT_EQ(pages.at(1).depth(), CV_16U);
    write(images() / "a.npy", {16, 1, {scales[0]}});
    const Bytes before = readBytes(images() / "a.npy");
    EXPECT_EQ(errorCode([&] { write(images() / "a.npy", {16, 1, scales}); }), "write.types");
    EXPECT_EQ(errorCode([&] { write(images() / "a.npy", {16, 1, {}}); }), "write.empty");
    EXPECT_EQ(errorCode([&] { write(images() / "a.tif", {16, 1, {}}); }), "write.empty");
    {
        ValueFile given(images() / "a.npy", {16, 1, {scales[0], scales[0]}});
        given.add(rampOf(16, 1, 0));
        EXPECT_THROW(given.commit(), std::logic_error) << "one is missing";
        EXPECT_THROW(given.add(rampOf(8, 1, 0)), std::logic_error) << "of another size";
    }
    EXPECT_EQ(readBytes(images() / "a.npy"), before);
}

TEST_F(Values, RowsAreAddedTogether) {
    FloatMatrix shades{2, 256, {}};
    for (int i = 0; i < 2; ++i) {
        const std::vector<float> ramp = rampOf(16, 1, i);
        shades.values.insert(shades.values.end(), ramp.begin(), ramp.end());
    }
    const ValueScale words{NumberFormat::UInt16, 412, 3911};
    ValueFile together(images() / "rows.npy", {16, 1, {words, words}});
    together.addRows(shades);
    together.commit();
    write(images() / "each.npy", {16, 1, {words, words}});
    EXPECT_EQ(readBytes(images() / "rows.npy"), readBytes(images() / "each.npy"));
}

}  // namespace
}  // namespace zscape
