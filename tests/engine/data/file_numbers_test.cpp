#include "engine/data/file_numbers.h"

#include "engine/data/number_type.h"
#include "tests/engine/data/import_fixture.h"

namespace zscape {
namespace {

TEST(FileNumbers, TextsGoRound) {
    for (const char* text : {"", "mixed", "bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64",
                             "int64", "float16", "float32", "float64", "uint16 0..1023"})
        EXPECT_EQ(textOf(fileNumbersFrom(text)), text);
    const FileNumbers ten = fileNumbersFrom("uint16 0..1023");
    EXPECT_EQ(ten.format, NumberFormat::UInt16);
    EXPECT_EQ(ten.white, 1023);
    EXPECT_EQ(fileNumbersFrom("int16").black, -32768);
    EXPECT_EQ(fileNumbersFrom("bool").white, 1);
    for (const char* wrong : {"uint12", "uint16 auto", "uint16 ", "mixed 0..1", " uint16", "uint16 9..3"})
        EXPECT_NE(errorCode([&] { fileNumbersFrom(wrong); }), "none") << wrong;
}

TEST(FileNumbers, ThoseOfAllAreMixedWhereTheyDiffer) {
    const FileNumbers none, words = fileNumbersFrom("uint16"), ten = fileNumbersFrom("uint16 0..1023"),
                            mixed = fileNumbersFrom("mixed");
    EXPECT_EQ(together(none, words), words);
    EXPECT_EQ(together(words, none), words);
    EXPECT_EQ(together(words, words), words);
    EXPECT_EQ(together(words, ten), mixed) << "each is white elsewhere";
    EXPECT_EQ(together(mixed, words), mixed);
    EXPECT_EQ(together(none, none), none);
}

TEST(FileNumbers, OfArraysAreThoseOfTheirType) {
    for (const auto& [numpy, name] : {std::pair("|u1", "uint8"),
                                      {"|b1", "bool"},
                                      {">u2", "uint16"},
                                      {"<i2", "int16"},
                                      {"<f2", "float16"},
                                      {"<f4", "float32"},
                                      {">f8", "float64"},
                                      {"<u4", "uint32"},
                                      {"<i8", "int64"}})
        EXPECT_EQ(textOf(numbersOf(NumberType::ofNumpy(numpy))), name) << numpy;
    EXPECT_EQ(numbersOf(NumberType{}), FileNumbers{});
}

/// What the import of a file says, by its header alone.
class NumbersOfFiles : public ImportFixture {
protected:
    std::string of(const std::string& name) {
        std::filesystem::remove_all(images());
        std::filesystem::create_directories(images());
        std::filesystem::copy_file(std::filesystem::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name,
                                   images() / name);
        return textOf(settingsOf(*open()).numbers);
    }
};

TEST_F(NumbersOfFiles, AreOfEachFormat) {
    for (const auto& [file, numbers] : std::map<std::string, std::string>{{"stack.tif", "uint8"},
                                                                          {"lzw.tif", "uint8"},
                                                                          {"tiff_ct.tif", "int16"},
                                                                          {"tiff_f2.tif", "float16"},
                                                                          {"tiff_f8.tif", "float64"},
                                                                          {"tiff_planes_f4_tiles.tif", "float32"},
                                                                          {"tiff_u2_lzw_predictor.tif", "uint16"},
                                                                          {"size_imagej.tif", "uint16"},
                                                                          {"progressive.jpg", "uint8"},
                                                                          {"palette.bmp", "uint8"},
                                                                          {"interlaced.gif", "uint8"},
                                                                          {"bits.png", "uint8"}})
        EXPECT_EQ(of(file), numbers) << file;
    const cv::Mat deep(16, 16, CV_16UC1, cv::Scalar(700));
    std::filesystem::remove_all(images());
    writeBytes(images() / "a.png", encoded(deep, ".png"));
    EXPECT_EQ(textOf(settingsOf(*open()).numbers), "uint16");
    Bytes pnm{'P', '5', ' ', '1', '6', ' ', '1', '6', ' ', '1', '0', '2', '3', '\n'};
    pnm.resize(pnm.size() + 512, 1);
    std::filesystem::remove_all(images());
    writeBytes(images() / "a.pgm", pnm);
    EXPECT_EQ(textOf(settingsOf(*open()).numbers), "uint16 0..1023");
    add("b.png");
    EXPECT_EQ(textOf(settingsOf(*open()).numbers), "mixed");
}

TEST_F(NumbersOfFiles, AreTheSameOutOfTheCacheAndWithoutTheFiles) {
    EXPECT_EQ(of("tiff_ct.tif"), "int16");
    const auto again = open();
    EXPECT_EQ(textOf(settingsOf(*again).numbers), "int16");
    EXPECT_EQ(textOf(settingsOf(*arrangeImages(again, with("none"))).numbers), "int16");
    const ImportSettings kept = settingsOf(*again);
    const std::string fingerprint = again->fingerprint();
    std::filesystem::remove_all(images());
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    EXPECT_EQ(textOf(settingsOf(*cachedImages(fingerprint, kept, options)).numbers), "int16") << "as the project says";
    EXPECT_EQ(textOf(settingsOf(*cachedImages(fingerprint, {}, options)).numbers), "") << "an older project";
    // Other images are what they are, whatever the model was trained on.
    add("a.png");
    ImportOptions others;
    others.cacheFolder = folder_ / "cache";
    EXPECT_EQ(textOf(settingsOf(*importOthers({{images().string()}, kept}, others, {})).numbers), "uint8");
}

}  // namespace
}  // namespace zscape
