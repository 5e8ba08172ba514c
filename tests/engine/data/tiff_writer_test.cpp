#include "engine/data/tiff_writer.h"

#include "engine/core/error.h"
#include "engine/data/tiff_file.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <csignal>
#include <cstring>
#include <numeric>
#include <sys/resource.h>
#include <tiffio.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

template <class Number>
Bytes bytesFrom(const std::vector<Number>& numbers) {
    Bytes bytes(numbers.size() * sizeof(Number));
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

TiffPage pageOf(const Bytes& numbers, NumberFormat format, int width, int height, int channels = 1) {
    return {width, height, channels, format, numbers};
}

void write(const fs::path& file, const std::vector<TiffPage>& pages, int64_t bytes = 0) {
    TiffWriter writer(file, std::ssize(pages), bytes);
    for (const TiffPage& page : pages) writer.add(page);
    writer.commit();
}

/// What the program itself reads.
std::vector<cv::Mat> readBack(const fs::path& file) {
    const Bytes bytes = readBytes(file);
    TiffFile tiff(readerOf(bytes), std::ssize(bytes), file);
    std::vector<cv::Mat> pictures;
    for (const uint64_t page : tiff.pages(100, {})) {
        tiff.goTo(page);
        pictures.push_back(tiff.read({}).picture.clone());
    }
    return pictures;
}

template <class Number>
std::vector<Number> numbersIn(const cv::Mat& picture) {
    return {picture.ptr<Number>(0), picture.ptr<Number>(0) + picture.total() * static_cast<size_t>(picture.channels())};
}

class TiffTag {
public:
    explicit TiffTag(const fs::path& file) : tiff_(TIFFOpen(file.c_str(), "r")) { EXPECT_TRUE(tiff_); }
    ~TiffTag() { TIFFClose(tiff_); }
    TiffTag(const TiffTag&) = delete;
    TiffTag& operator=(const TiffTag&) = delete;
    template <class Value>
    Value get(uint32_t tag) const {
        Value value{};
        EXPECT_EQ(TIFFGetField(tiff_, tag, &value), 1) << tag;
        return value;
    }
    bool hasText(uint32_t tag) const {
        const char* text = nullptr;
        return TIFFGetField(tiff_, tag, &text) == 1;
    }
    int extraSamples() const {
        uint16_t count = 0;
        uint16_t* kinds = nullptr;
        return TIFFGetField(tiff_, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 1 ? count : 0;
    }
    bool next() { return TIFFReadDirectory(tiff_) == 1; }

private:
    TIFF* tiff_;
};

TEST(TiffWriter, NumbersOfEachTypeComeBack) {
    const TemporaryFolder folder;
    const std::vector<uint8_t> bytes{0, 1, 127, 128, 254, 255};
    const std::vector<uint16_t> words{0, 412, 3911, 32768, 65534, 65535};
    const std::vector<int16_t> scan{-32768, -1000, -1, 0, 400, 32767};
    const std::vector<float> floats{-1.5f, 0, 1e-30f, 0.25f, 1, 3e38f};
    const std::vector<double> doubles{-1.5, 0, 1e-300, 0.1, 1, 1e300};
    const Bytes wordBytes = bytesFrom(words), scanBytes = bytesFrom(scan), floatBytes = bytesFrom(floats),
                doubleBytes = bytesFrom(doubles);
    write(folder / "all.tif",
          {pageOf(bytes, NumberFormat::UInt8, 3, 2), pageOf(wordBytes, NumberFormat::UInt16, 3, 2),
           pageOf(scanBytes, NumberFormat::Int16, 2, 3), pageOf(floatBytes, NumberFormat::Float32, 6, 1),
           pageOf(doubleBytes, NumberFormat::Float64, 6, 1)});
    const std::vector<cv::Mat> read = readBack(folder / "all.tif");
    ASSERT_EQ(read.size(), 5u);
    EXPECT_EQ(read[0].size(), cv::Size(3, 2));
    EXPECT_EQ(read[2].size(), cv::Size(2, 3));
    EXPECT_EQ(numbersIn<uint8_t>(read[0]), bytes);
    EXPECT_EQ(numbersIn<uint16_t>(read[1]), words);
    EXPECT_EQ(numbersIn<int16_t>(read[2]), scan);
    EXPECT_EQ(numbersIn<float>(read[3]), floats);
    EXPECT_EQ(numbersIn<double>(read[4]), doubles);
    // OpenCV is another reader.
    cv::Mat first = cv::imread((folder / "all.tif").string(), cv::IMREAD_UNCHANGED);
    EXPECT_EQ(numbersIn<uint8_t>(first), bytes);
    write(folder / "words.tif", {pageOf(wordBytes, NumberFormat::UInt16, 3, 2)});
    EXPECT_EQ(numbersIn<uint16_t>(cv::imread((folder / "words.tif").string(), cv::IMREAD_UNCHANGED)), words);
}

TEST(TiffWriter, ColourIsRedGreenBlue) {
    const TemporaryFolder folder;
    const std::vector<uint16_t> numbers{1000, 2000, 3000, 4, 5, 6};
    const Bytes bytes = bytesFrom(numbers);
    write(folder / "colour.tif", {pageOf(bytes, NumberFormat::UInt16, 2, 1, 3)});
    const TiffTag tags(folder / "colour.tif");
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_PHOTOMETRIC), PHOTOMETRIC_RGB);
    const cv::Mat read = readBack(folder / "colour.tif").at(0);  // blue, green, red
    EXPECT_EQ(numbersIn<uint16_t>(read), (std::vector<uint16_t>{3000, 2000, 1000, 6, 5, 4}));
}

TEST(TiffWriter, EachPageSaysWhatItIs) {
    const TemporaryFolder folder;
    const Bytes numbers(32, 1);
    TiffPage first = pageOf(numbers, NumberFormat::Int16, 4, 4);
    first.pixelSize = {25000.5, 12500, PixelSize::Unit::Centimetre};
    first.name = "scan 汉字.tif, page 1";
    first.description = "ImageJ=1.54f\nunit=um\n";
    TiffPage second = pageOf(numbers, NumberFormat::UInt8, 4, 4, 2);
    second.pixelSize = {4, 3};
    TiffPage third = pageOf(numbers, NumberFormat::UInt64, 2, 2);
    third.pixelSize = {72, 72, PixelSize::Unit::Inch};
    write(folder / "a.tiff", {first, second, third});
    TiffTag tags(folder / "a.tiff");
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_SAMPLEFORMAT), SAMPLEFORMAT_INT);
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_BITSPERSAMPLE), 16);
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_PHOTOMETRIC), PHOTOMETRIC_MINISBLACK);
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_COMPRESSION), COMPRESSION_NONE);
    EXPECT_NEAR(tags.get<float>(TIFFTAG_XRESOLUTION), 25000.5, 0.01);
    EXPECT_EQ(tags.get<float>(TIFFTAG_YRESOLUTION), 12500);
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_RESOLUTIONUNIT), RESUNIT_CENTIMETER);
    EXPECT_STREQ(tags.get<const char*>(TIFFTAG_PAGENAME), "scan 汉字.tif, page 1");
    EXPECT_STREQ(tags.get<const char*>(TIFFTAG_IMAGEDESCRIPTION), "ImageJ=1.54f\nunit=um\n");
    ASSERT_TRUE(tags.next());
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_SAMPLESPERPIXEL), 2);
    EXPECT_EQ(tags.extraSamples(), 1) << "grey, and one beside it";
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_RESOLUTIONUNIT), RESUNIT_NONE);
    EXPECT_FALSE(tags.hasText(TIFFTAG_PAGENAME));
    EXPECT_FALSE(tags.hasText(TIFFTAG_IMAGEDESCRIPTION));
    ASSERT_TRUE(tags.next());
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_BITSPERSAMPLE), 64);
    EXPECT_EQ(tags.get<uint16_t>(TIFFTAG_RESOLUTIONUNIT), RESUNIT_INCH);
    EXPECT_FALSE(tags.next());
}

TEST(TiffWriter, WhatWouldPassFourGigabytesIsABigTiff) {
    const TemporaryFolder folder;
    const Bytes numbers(16, 9);
    write(folder / "a.tif", {pageOf(numbers, NumberFormat::UInt8, 4, 4)}, 1 << 20);
    EXPECT_EQ(readBytes(folder / "a.tif").at(2), 42);
    write(folder / "a.tif", {pageOf(numbers, NumberFormat::UInt8, 4, 4)}, 5'000'000'000);
    EXPECT_EQ(readBytes(folder / "a.tif").at(2), 43);
    EXPECT_EQ(readBack(folder / "a.tif").at(0).at<uint8_t>(3, 3), 9);
}

TEST(TiffWriter, TensOfThousandsOfPagesTakeTheirTimeEachAlike) {
    const TemporaryFolder folder;
    constexpr int kPages = 20'000;
    const Bytes numbers(16, 9);
    write(folder / "a.tif", std::vector<TiffPage>(kPages, pageOf(numbers, NumberFormat::UInt8, 4, 4)));
    const Bytes bytes = readBytes(folder / "a.tif");
    TiffFile tiff(readerOf(bytes), std::ssize(bytes), "a.tif");
    EXPECT_EQ(std::ssize(tiff.pages(1'000'000, {})), kPages);
}

/// Where files may not grow beyond `bytes`: what a full disk is to whoever writes.
std::string codeWhereFilesEndAt(rlim_t bytes, const fs::path& file) {
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Bytes numbers(10'000, 5);
    const std::string code =
        errorCode([&] { write(file, std::vector<TiffPage>(3, pageOf(numbers, NumberFormat::UInt8, 100, 100))); });
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    return code;
}

TEST(TiffWriter, WhatDoesNotFitLeavesTheOldFileAndNothingElse) {
    const TemporaryFolder folder;
    const Bytes numbers(16, 9);
    write(folder / "a.tif", {pageOf(numbers, NumberFormat::UInt8, 4, 4)});
    const Bytes before = readBytes(folder / "a.tif");
    const auto alone = [&] {
        return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1;
    };
    // The file's first bytes, a page's numbers, its directory, and the last page.
    for (const rlim_t limit : {0, 4, 5'000, 10'050, 25'000}) {
        EXPECT_EQ(codeWhereFilesEndAt(limit, folder / "a.tif"), "write.large") << limit;
        EXPECT_EQ(readBytes(folder / "a.tif"), before) << limit;
        EXPECT_TRUE(alone()) << limit;
    }
    EXPECT_EQ(codeWhereFilesEndAt(40'000, folder / "b.tif"), "none");
    fs::remove(folder / "b.tif");
    {
        TiffWriter given(folder / "a.tif", 2, 0);
        given.add(pageOf(numbers, NumberFormat::UInt8, 4, 4));
        EXPECT_THROW(given.commit(), std::logic_error) << "one page is missing";
    }
    EXPECT_EQ(readBytes(folder / "a.tif"), before);
    EXPECT_TRUE(alone());
    EXPECT_EQ(errorCode([&] { TiffWriter(folder / "nowhere/a.tif", 1, 0); }), "write.folder");
    EXPECT_EQ(errorCode([&] { TiffWriter(folder / "a.tif", 0, 0); }), "write.empty");
    EXPECT_EQ(errorCode([&] { TiffWriter(folder / "a.tif", 2'000'000, 0); }), "write.pages");
}

}  // namespace
}  // namespace zscape
