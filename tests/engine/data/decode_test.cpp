#include "engine/data/decode.h"

#include "tests/engine/data/made_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zscape {
namespace {

const std::array<Colour, 4> kAsDrawn{kRed, kGreen, kBlue, kYellow};

Target target(int channels = 3, Fit fit = Fit::Stretch) { return {32, channels, fit, {255, 255, 255}}; }

class Decode : public testing::Test {
protected:
    cv::Mat decode(const Bytes& bytes, const Target& to = target()) {
        writeBytes(folder_ / "picture", bytes);
        return decodeFile(folder_ / "picture", to, scratch_);
    }
    cv::Mat decodeGolden(const std::string& name, const Target& to = target()) {
        return decodeFile(goldenFile(name), to, scratch_);
    }
    std::string failure(const Bytes& bytes) {
        return errorCode([&] { decode(bytes); });
    }

    TemporaryFolder folder_;
    std::vector<uint8_t> scratch_;
};

/// An EXIF block with nothing but an orientation.
Bytes exifBlock(int orientation, bool bigEndian) {
    Bytes block = bigEndian ? Bytes{'M', 'M'} : Bytes{'I', 'I'};
    const auto add = [&](uint64_t value, int count) {
        bigEndian ? appendBig(block, value, count) : appendLittle(block, value, count);
    };
    add(42, 2);
    add(8, 4);
    add(1, 2);
    add(0x0112, 2);
    add(3, 2);
    add(1, 4);
    add(static_cast<uint64_t>(orientation), 2);
    add(0, 2);
    add(0, 4);
    return block;
}

Bytes jpegWithOrientation(int orientation, bool bigEndian) {
    const Bytes plain = encoded(quarters(), ".jpg", {cv::IMWRITE_JPEG_QUALITY, 95});
    const Bytes block = exifBlock(orientation, bigEndian);
    Bytes bytes{0xFF, 0xD8, 0xFF, 0xE1};
    appendBig(bytes, block.size() + 8, 2);
    for (const char c : {'E', 'x', 'i', 'f', '\0', '\0'}) bytes.push_back(static_cast<uint8_t>(c));
    bytes.insert(bytes.end(), block.begin(), block.end());
    bytes.insert(bytes.end(), plain.begin() + 2, plain.end());
    return bytes;
}

Bytes pngWithOrientation(int orientation) {
    Bytes bytes = encoded(quarters(), ".png"), chunk;
    appendChunk(chunk, "eXIf", exifBlock(orientation, true));
    bytes.insert(bytes.begin() + 33, chunk.begin(), chunk.end());  // behind the signature and IHDR
    return bytes;
}

Bytes webPWithOrientation(int orientation) {
    const Bytes plain = encoded(quarters(), ".webp", {cv::IMWRITE_WEBP_QUALITY, 101});  // lossless
    const Bytes block = exifBlock(orientation, false);
    Bytes bytes{'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X'};
    appendLittle(bytes, 10, 4);
    appendLittle(bytes, 0x08, 4);  // there is EXIF
    appendLittle(bytes, 63, 3);
    appendLittle(bytes, 47, 3);
    bytes.insert(bytes.end(), plain.begin() + 12, plain.end());
    for (const char c : {'E', 'X', 'I', 'F'}) bytes.push_back(static_cast<uint8_t>(c));
    appendLittle(bytes, block.size(), 4);
    bytes.insert(bytes.end(), block.begin(), block.end());
    Bytes size;
    appendLittle(size, bytes.size() - 8, 4);
    std::copy(size.begin(), size.end(), bytes.begin() + 4);
    return bytes;
}

/// Uncompressed TIFF of the quarters, `samples` interleaved, 8 or 16 bits, alpha 128 where there is one.
Bytes tiff(int orientation, int bits, int samples, int extra, bool bigEndian) {
    const cv::Mat picture = quarters();
    Bytes pixels;
    const auto order = [&](Bytes& into, uint64_t value, int count) {
        bigEndian ? appendBig(into, value, count) : appendLittle(into, value, count);
    };
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x)
            for (int k = 0; k < samples; ++k) {
                const int value = k == 3 ? 128 : picture.at<cv::Vec3b>(y, x)[2 - k];
                order(pixels, static_cast<uint64_t>(bits == 16 ? value * 257 : value), bits / 8);
            }
    Bytes bytes = bigEndian ? Bytes{'M', 'M'} : Bytes{'I', 'I'};
    const int entries = samples == 4 ? 11 : 10;
    const int depths = 8 + 2 + 12 * entries + 4, start = depths + 8;
    order(bytes, 42, 2);
    order(bytes, 8, 4);
    order(bytes, static_cast<uint64_t>(entries), 2);
    const auto entry = [&](int tag, int type, int count, int value) {
        order(bytes, static_cast<uint64_t>(tag), 2);
        order(bytes, static_cast<uint64_t>(type), 2);
        order(bytes, static_cast<uint64_t>(count), 4);
        order(bytes, static_cast<uint64_t>(value), type == 3 ? 2 : 4);
        if (type == 3) order(bytes, 0, 2);
    };
    entry(256, 4, 1, picture.cols);
    entry(257, 4, 1, picture.rows);
    order(bytes, 258, 2);
    order(bytes, 3, 2);
    order(bytes, static_cast<uint64_t>(samples), 4);
    order(bytes, static_cast<uint64_t>(depths), 4);
    entry(259, 3, 1, 1);
    entry(262, 3, 1, 2);
    entry(273, 4, 1, start);
    entry(274, 3, 1, orientation);
    entry(277, 3, 1, samples);
    entry(278, 4, 1, picture.rows);
    entry(279, 4, 1, static_cast<int>(pixels.size()));
    if (samples == 4) entry(338, 3, 1, extra);
    order(bytes, 0, 4);
    for (int k = 0; k < 4; ++k) order(bytes, static_cast<uint64_t>(bits), 2);
    bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    return bytes;
}

/// What is seen of red, green / blue, yellow when EXIF says `orientation`.
std::array<Colour, 4> seenAs(int orientation) {
    switch (orientation) {
        case 2: return {kGreen, kRed, kYellow, kBlue};
        case 3: return {kYellow, kBlue, kGreen, kRed};
        case 4: return {kBlue, kYellow, kRed, kGreen};
        case 5: return {kRed, kBlue, kGreen, kYellow};
        case 6: return {kBlue, kRed, kYellow, kGreen};
        case 7: return {kYellow, kGreen, kBlue, kRed};
        case 8: return {kGreen, kYellow, kRed, kBlue};
        default: return kAsDrawn;
    }
}

Colour onWhite(const Colour& colour, double alpha) {
    Colour result{};
    for (size_t k = 0; k < 3; ++k) result[k] = static_cast<uint8_t>(std::lround(colour[k] * alpha + 255 * (1 - alpha)));
    return result;
}

TEST_F(Decode, EveryFormatInColour) {
    for (const char* ending : {".png", ".jpg", ".webp", ".tiff", ".bmp", ".ppm"}) {
        const cv::Mat picture = decode(encoded(quarters(), ending));
        ASSERT_EQ(picture.channels(), 3) << ending;
        expectQuarters(picture, kAsDrawn, std::string(ending) == ".jpg" || std::string(ending) == ".webp" ? 12 : 1,
                       ending);
    }
}

TEST_F(Decode, ColourToGreyAndGreyToColour) {
    cv::Mat grey(48, 64, CV_8UC1, cv::Scalar(77));
    for (const char* ending : {".png", ".jpg", ".tiff", ".bmp", ".pgm"}) {
        expectNear(colourAt(decode(encoded(grey, ending)), 5, 5), {77, 77, 77}, 1, ending);
        const cv::Mat one =
            decode(encoded(quarters(), ending[1] == 'p' && ending[2] == 'g' ? ".ppm" : ending), target(1));
        ASSERT_EQ(one.channels(), 1);
        EXPECT_NEAR(quartersOf(one)[0][0], 0.299 * 220 + 0.587 * 30 + 0.114 * 30, 2) << ending;
        EXPECT_NEAR(quartersOf(one)[3][0], 0.299 * 230 + 0.587 * 220 + 0.114 * 20, 2) << ending;
    }
}

TEST_F(Decode, SixteenBitsAreScaledNotCut) {
    cv::Mat deep;
    quarters().convertTo(deep, CV_16U, 257);
    for (const char* ending : {".png", ".tiff", ".ppm"})
        expectQuarters(decode(encoded(deep, ending)), kAsDrawn, 1, ending);
    expectQuarters(decode(tiff(1, 16, 3, 0, true)), kAsDrawn, 1, "big-endian TIFF");
}

TEST_F(Decode, PnmWithAnotherWhite) {
    const auto pnm = [](const std::string& header, const Bytes& samples) {
        Bytes bytes(header.begin(), header.end());
        bytes.insert(bytes.end(), samples.begin(), samples.end());
        return bytes;
    };
    expectNear(colourAt(decode(pnm("P5\n# a remark\n2 2\n15\n", {15, 15, 15, 15})), 0, 0), {255, 255, 255}, 0,
               "P5 of 15");
    expectNear(colourAt(decode(pnm("P5\n# ends with a return\r2 2\n15\n", {15, 15, 15, 15})), 0, 0), {255, 255, 255}, 0,
               "a remark that a return ends");
    expectNear(colourAt(decode(pnm("P5 2 2 1000\n", {1, 244, 1, 244, 1, 244, 1, 244})), 0, 0), {128, 128, 128}, 1,
               "P5 of 1000");
    const std::string text = "P2 2 2 15 15 15 15 15\n";
    expectNear(colourAt(decode(Bytes(text.begin(), text.end())), 0, 0), {255, 255, 255}, 0, "P2 of 15");
    const std::string bits = "P1 2 2 0 0 0 0\n";
    expectNear(colourAt(decode(Bytes(bits.begin(), bits.end())), 0, 0), {255, 255, 255}, 0, "P1");
}

TEST_F(Decode, OrientationOfEveryFormatThatHasOne) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const std::string what = "orientation " + std::to_string(orientation);
        expectQuarters(decode(jpegWithOrientation(orientation, true)), seenAs(orientation), 12, "JPEG MM " + what);
        expectQuarters(decode(jpegWithOrientation(orientation, false)), seenAs(orientation), 12, "JPEG II " + what);
        expectQuarters(decode(pngWithOrientation(orientation)), seenAs(orientation), 1, "PNG " + what);
        expectQuarters(decode(webPWithOrientation(orientation)), seenAs(orientation), 1, "WebP " + what);
        expectQuarters(decode(tiff(orientation, 8, 3, 0, false)), seenAs(orientation), 1, "TIFF " + what);
        expectQuarters(decode(tiff(orientation, 16, 3, 0, true)), seenAs(orientation), 1, "TIFF 16 " + what);
    }
    EXPECT_EQ(exifOrientation(exifBlock(9, true)), 1);
    EXPECT_EQ(exifOrientation(Bytes{'M', 'M', 0}), 1);
}

TEST_F(Decode, AlphaIsLaidOnTheBackground) {
    cv::Mat clear;
    cv::cvtColor(quarters(), clear, cv::COLOR_BGR2BGRA);
    for (int y = 0; y < clear.rows; ++y)
        for (int x = 0; x < clear.cols; ++x) clear.at<cv::Vec4b>(y, x)[3] = x < clear.cols / 2 ? 0 : 128;
    const double half = 128.0 / 255;
    for (const char* ending : {".png", ".webp"}) {  // OpenCV's TIFF names no kind of alpha: below
        const std::vector<int> options =
            std::string(ending) == ".webp" ? std::vector<int>{cv::IMWRITE_WEBP_QUALITY, 101} : std::vector<int>{};
        const Bytes bytes = encoded(clear, ending, options);
        expectQuarters(decode(bytes),
                       {Colour{255, 255, 255}, onWhite(kGreen, half), Colour{255, 255, 255}, onWhite(kYellow, half)}, 2,
                       ending);
    }
    Target onBlue = target();
    onBlue.background = {0, 0, 255};
    expectNear(quartersOf(decode(encoded(clear, ".png"), onBlue))[0], {0, 0, 255}, 0, "background");
    expectNear(quartersOf(decode(encoded(clear, ".png"), onBlue))[1], {15, 100, 142}, 2, "half background");
}

TEST_F(Decode, TiffAlphaOfBothKinds) {
    const double half = 128.0 / 255;
    const std::array<Colour, 4> straight{onWhite(kRed, half), onWhite(kGreen, half), onWhite(kBlue, half),
                                         onWhite(kYellow, half)};
    expectQuarters(decode(tiff(1, 8, 4, 2, false)), straight, 2, "8 bits, unassociated");
    expectQuarters(decode(tiff(1, 16, 4, 2, false)), straight, 2, "16 bits, unassociated");
}

TEST_F(Decode, ATiffsZeroIsWhiteWhereItSaysSo) {
    for (const uint32_t bits : {1U, 8U, 16U})
        for (const uint32_t photometric : {0U, 1U}) {
            const size_t pixelBytes = 16 * 16 * bits / 8;
            const Bytes zeros = tiffOf({{256, 4, 16},
                                        {257, 4, 16},
                                        {258, 3, bits},
                                        {259, 3, 1},
                                        {262, 3, photometric},
                                        {273, 4, 0},
                                        {277, 3, 1},
                                        {278, 4, 16},
                                        {279, 4, static_cast<uint32_t>(pixelBytes)}},
                                       pixelBytes);
            const cv::Mat grey = decode(zeros, {16, 1, Fit::Stretch, {}});
            double darkest = 0, brightest = 0;
            cv::minMaxLoc(grey, &darkest, &brightest);
            EXPECT_EQ(darkest, photometric == 0 ? 255 : 0) << bits << " bits";
            EXPECT_EQ(brightest, darkest) << bits << " bits";
        }
}

TEST_F(Decode, AlphaOfInterlacedPngAndATransparentGrey) {
    cv::Mat clear;
    cv::cvtColor(quarters(61, 47), clear, cv::COLOR_BGR2BGRA);
    for (int y = 0; y < clear.rows; ++y)
        for (int x = 0; x < clear.cols; ++x) clear.at<cv::Vec4b>(y, x)[3] = x < clear.cols / 2 ? 255 : 128;
    const double half = 128.0 / 255;
    expectQuarters(decode(interlacedPng(clear)), {kRed, onWhite(kGreen, half), kBlue, onWhite(kYellow, half)}, 1,
                   "interlaced");
    const Bytes grey = pngOf(1, 2, 8, 0, false, {0, 77, 0, 99}, {0, 77});
    Target onRed = target();
    onRed.background = {200, 0, 0};
    expectNear(colourAt(decode(grey, onRed), 16, 0), {200, 0, 0}, 0, "the transparent grey");
    expectNear(colourAt(decode(grey, onRed), 16, 31), {99, 99, 99}, 0, "another grey");
}

TEST_F(Decode, PngAndJpegHaveThePixelsThatOpenCvFinds) {
    cv::RNG random(7);
    for (const int type : {CV_8UC1, CV_8UC3, CV_16UC1, CV_16UC3}) {
        cv::Mat noise(37, 37, type);
        random.fill(noise, cv::RNG::UNIFORM, 0, 65536);
        for (const char* ending : {".png", ".jpg"}) {
            if (CV_MAT_DEPTH(type) == CV_16U && ending[1] == 'j') continue;
            const Bytes bytes = encoded(noise, ending);
            const Target same{37, noise.channels(), Fit::Crop, {255, 255, 255}};
            cv::Mat expected = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
            if (expected.depth() == CV_16U) expected.convertTo(expected, CV_8U, 1 / 257.0);
            if (expected.channels() == 3) cv::cvtColor(expected, expected, cv::COLOR_BGR2RGB);
            EXPECT_EQ(cv::norm(decode(bytes, same), expected, cv::NORM_INF), 0) << ending << " of type " << type;
        }
    }
    cv::Mat large(160, 160, CV_8UC3);
    random.fill(large, cv::RNG::UNIFORM, 0, 256);
    const Bytes jpeg = encoded(large, ".jpg");
    const Target quarter{40, 1, Fit::Crop, {255, 255, 255}};
    EXPECT_EQ(cv::norm(decode(jpeg, quarter), cv::imdecode(jpeg, cv::IMREAD_REDUCED_GRAYSCALE_4), cv::NORM_INF), 0)
        << "decoded smaller, in grey";
}

TEST_F(Decode, GoldenFilesOfOtherPrograms) {
    expectQuarters(decodeGolden("cmyk.jpg"), kAsDrawn, 12, "CMYK JPEG");
    expectQuarters(decodeGolden("progressive.jpg"), kAsDrawn, 12, "progressive JPEG");
    expectQuarters(decodeGolden("palette.bmp"), kAsDrawn, 1, "palette BMP");
    expectQuarters(decodeGolden("lzw.tif"), kAsDrawn, 1, "LZW TIFF");
    expectQuarters(decodeGolden("interlaced.gif"), kAsDrawn, 1, "interlaced GIF");
    expectQuarters(decodeGolden("animated.gif"), kAsDrawn, 1, "first frame of a GIF");
    const Colour white{255, 255, 255};
    for (const char* name : {"palette_transparent.png", "transparent.gif", "colour_key.png"})
        expectQuarters(decodeGolden(name), {white, kGreen, kBlue, kYellow}, 1, name);
    expectQuarters(decodeGolden("animated.webp"), kAsDrawn, 1, "first frame of a WebP");
}

TEST_F(Decode, WhatIsCutOffIsUnreadableAndNeverHalfGrey) {
    cv::Mat noise(80, 120, CV_8UC3);
    cv::RNG random(1);
    random.fill(noise, cv::RNG::UNIFORM, 0, 256);
    for (const char* ending : {".png", ".jpg", ".webp", ".tiff", ".bmp", ".ppm"}) {
        const Bytes whole = encoded(noise, ending);
        ASSERT_FALSE(decode(whole).empty()) << ending;
        for (const double part : {0.3, 0.6, 0.95}) {
            const Bytes cut(whole.begin(),
                            whole.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(whole.size()) * part));
            EXPECT_TRUE(failure(cut).starts_with("image.")) << ending << " cut at " << part << ": " << failure(cut);
        }
    }
    for (const char* name : {"progressive.jpg", "transparent.gif", "interlaced.gif"}) {
        const Bytes whole = readBytes(goldenFile(name));
        EXPECT_TRUE(failure(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * 7 / 10)))
                        .starts_with("image."))
            << name;
    }
    EXPECT_EQ(failure(Bytes{0xFF, 0xD8, 0xFF, 0xE0}), "image.header");
    // A download that was never finished: the rest is zeros.
    Bytes zeros = encoded(noise, ".jpg");
    std::fill(zeros.begin() + static_cast<std::ptrdiff_t>(zeros.size() / 2), zeros.end(), uint8_t{0});
    EXPECT_EQ(failure(zeros), "image.damaged");
}

TEST_F(Decode, DamagedPixelsOfPngAreNoticed) {
    Bytes bytes = encoded(quarters(), ".png");
    bytes[bytes.size() - 20] ^= 0x55;
    EXPECT_EQ(failure(bytes), "image.damaged");
}

TEST_F(Decode, OtherFilesAreNoImages) {
    const std::string text = "BM is how this text begins, and nothing else about it is a bitmap.";
    EXPECT_TRUE(decode(Bytes(text.begin(), text.end())).empty());
    EXPECT_TRUE(decode({}).empty());
    EXPECT_TRUE(decode({'P', '9', '\n'}).empty());
}

TEST_F(Decode, AbsurdSizesAreRefusedFromTheHeader) {
    Bytes png = encoded(quarters(), ".png");
    for (size_t i = 16; i < 24; ++i) png[i] = i % 4 == 1 ? 1 : 0;  // 65536 x 65536
    EXPECT_EQ(failure(png), "image.large");
    const std::string pnm = "P6 60000 60000 255\n";
    EXPECT_EQ(failure(Bytes(pnm.begin(), pnm.end())), "image.large");
    const std::string nothing = "P6 0 10 255\n";
    EXPECT_EQ(failure(Bytes(nothing.begin(), nothing.end())), "image.header");
}

TEST_F(Decode, OnePixelIsEnlarged) {
    const cv::Mat dot(1, 1, CV_8UC3, cv::Scalar(20, 40, 60));
    for (const Fit fit : {Fit::Crop, Fit::Pad, Fit::Stretch}) {
        const cv::Mat picture = decode(encoded(dot, ".png"), target(3, fit));
        ASSERT_EQ(picture.cols, 32);
        expectNear(colourAt(picture, 31, 0), {60, 40, 20}, 0, "a corner");
    }
}

TEST_F(Decode, FitsOfALongPicture) {
    cv::Mat wide(20, 60, CV_8UC3, cv::Scalar(0, 0, 200));        // red ends
    wide(cv::Rect(20, 0, 20, 20)).setTo(cv::Scalar(0, 200, 0));  // green middle
    const Bytes bytes = encoded(wide, ".png");
    expectNear(colourAt(decode(bytes, target(3, Fit::Crop)), 1, 16), {0, 200, 0}, 1, "crop takes the middle");
    const cv::Mat padded = decode(bytes, target(3, Fit::Pad));
    expectNear(colourAt(padded, 16, 1), {255, 255, 255}, 0, "above is background");
    expectNear(colourAt(padded, 1, 16), {200, 0, 0}, 1, "the ends are there");
    expectNear(colourAt(decode(bytes, target(3, Fit::Stretch)), 1, 1), {200, 0, 0}, 1, "stretch fills the corner");
    cv::Mat grey(20, 60, CV_8UC1, cv::Scalar(90));
    Target onRed = target(3, Fit::Pad);
    onRed.background = {200, 0, 0};
    expectNear(colourAt(decode(encoded(grey, ".png"), onRed), 16, 1), {200, 0, 0}, 0, "grey padded with a colour");
}

TEST_F(Decode, ShrinkingAverages) {
    cv::Mat lines(256, 256, CV_8UC1);
    for (int y = 0; y < 256; ++y) lines.row(y).setTo(y % 2 ? 255 : 0);
    expectNear(colourAt(decode(encoded(lines, ".png"), target(1)), 9, 9), {128, 128, 128}, 1, "area average");
}

TEST(ImageHeader, SizesWithoutDecoding) {
    TemporaryFolder folder;
    for (const char* ending : {".png", ".jpg", ".webp", ".tiff", ".bmp", ".ppm"}) {
        writeBytes(folder / "x", encoded(quarters(61, 47), ending));
        const ImageHeader header = readImageHeader(folder / "x");
        EXPECT_EQ(header.width, 61) << ending;
        EXPECT_EQ(header.height, 47) << ending;
        EXPECT_FALSE(header.grey) << ending;
    }
    EXPECT_EQ(readImageHeader(goldenFile("interlaced.gif")).width, 64);
    EXPECT_TRUE(readImageHeader(goldenFile("bits.png")).grey);
    EXPECT_EQ(readImageHeader(goldenFile("cmyk.jpg")).height, 48);
    writeBytes(folder / "turned.jpg", jpegWithOrientation(6, true));
    EXPECT_EQ(readImageHeader(folder / "turned.jpg").seenWidth(), 48);
    EXPECT_EQ(errorCode([&] { readImageHeader(folder / "absent.png"); }), "file.missing");
}

}  // namespace
}  // namespace zscape
