#include "engine/data/tiff_bands.h"

#include "engine/data/decoding_cost.h"
#include "engine/data/decoding_room.h"
#include "engine/data/open_tiff.h"
#include "engine/data/tiff_rows.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>
#include <random>
#include <string>

#include <tiffio.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

struct Kind {
    std::string name;
    int samples = 3, bits = 8;
    int format = SAMPLEFORMAT_UINT;
    int compression = COMPRESSION_NONE;
    int rows = 7;  ///< of a strip
    int tile = 0;  ///< its side; 0: strips
    bool planar = false;
    int photometric = PHOTOMETRIC_RGB;
    int extra = -1;  ///< what the last sample is
    int orientation = 1;
    int predictor = 1;
    const char* mode = "w";
    int width = 150, height = 203;
};

/// Smooth, so that it compresses, with noise; of floats some are no numbers.
std::vector<uint8_t> pixelsOf(const Kind& kind) {
    const size_t count =
        static_cast<size_t>(kind.width) * static_cast<size_t>(kind.height) * static_cast<size_t>(kind.samples);
    const auto bytes = static_cast<size_t>(kind.bits / 8);
    std::vector<uint8_t> pixels(count * bytes);
    std::mt19937 random(3);
    for (size_t i = 0; i < count; ++i) {
        const double value =
            0.5 + 0.4 * std::sin(static_cast<double>(i) / 900) + static_cast<double>(random() % 100) / 1000;
        uint8_t* at = pixels.data() + i * bytes;
        if (kind.format == SAMPLEFORMAT_IEEEFP) {
            const float number = i % 977 == 5 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(value);
            std::memcpy(at, &number, 4);
        } else if (kind.bits == 16) {
            const auto number = static_cast<uint16_t>(value * 60000);
            std::memcpy(at, &number, 2);
        } else {
            *at = static_cast<uint8_t>(value * 250);
        }
    }
    return pixels;
}

void write(const fs::path& file, const Kind& kind) {
    TIFF* const tiff = TIFFOpen(file.c_str(), kind.mode);
    ASSERT_NE(tiff, nullptr);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kind.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kind.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind.samples);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind.format);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind.photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind.orientation);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (kind.predictor > 1) TIFFSetField(tiff, TIFFTAG_PREDICTOR, kind.predictor);
    if (kind.photometric == PHOTOMETRIC_YCBCR) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    const int colours = kind.photometric == PHOTOMETRIC_RGB ? 3 : 1;
    if (kind.extra >= 0) {
        const std::vector<uint16_t> extra(static_cast<size_t>(kind.samples - colours),
                                          static_cast<uint16_t>(kind.extra));
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, static_cast<int>(extra.size()), extra.data());
    }
    if (kind.tile > 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind.tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind.tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind.rows);
    }
    const std::vector<uint8_t> pixels = pixelsOf(kind);
    const auto number = static_cast<size_t>(kind.bits / 8), samples = static_cast<size_t>(kind.samples);
    const auto width = static_cast<size_t>(kind.width);
    const size_t together = kind.planar ? 1 : samples,
                 pieceWidth = kind.tile > 0 ? static_cast<size_t>(kind.tile) : width;
    const int pieceHeight = kind.tile > 0 ? kind.tile : kind.rows;
    for (int plane = 0; plane < (kind.planar ? kind.samples : 1); ++plane)
        for (int top = 0; top < kind.height; top += pieceHeight)
            for (size_t left = 0; left < width; left += pieceWidth) {
                const int rows = kind.tile > 0 ? pieceHeight : std::min(pieceHeight, kind.height - top);
                std::vector<uint8_t> piece(static_cast<size_t>(rows) * pieceWidth * together * number);
                for (int y = 0; y < std::min(rows, kind.height - top); ++y)
                    for (size_t x = left; x < std::min(width, left + pieceWidth); ++x)
                        std::memcpy(piece.data() + (static_cast<size_t>(y) * pieceWidth + x - left) * together * number,
                                    pixels.data() + ((static_cast<size_t>(top + y) * width + x) * samples +
                                                     static_cast<size_t>(plane)) *
                                                        number,
                                    together * number);
                if (kind.tile > 0)
                    TIFFWriteEncodedTile(tiff,
                                         TIFFComputeTile(tiff, static_cast<uint32_t>(left), static_cast<uint32_t>(top),
                                                         0, static_cast<uint16_t>(plane)),
                                         piece.data(), static_cast<tmsize_t>(piece.size()));
                else
                    TIFFWriteEncodedStrip(
                        tiff, TIFFComputeStrip(tiff, static_cast<uint32_t>(top), static_cast<uint16_t>(plane)),
                        piece.data(), static_cast<tmsize_t>(piece.size()));
            }
    TIFFWriteDirectory(tiff);
    TIFFClose(tiff);
}

std::vector<Kind> kinds() {
    return {
        {"8 bits in strips"},
        {"lzw in strips of one row", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 1},
        {"deflate with a predictor", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_ADOBE_DEFLATE, 23, 0, false, PHOTOMETRIC_RGB,
         -1, 1, 2},
        {"tiles", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 0, 32},
        {"planes in strips", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_NONE, 13, 0, true},
        {"planes in tiles", 3, 16, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 0, 48, true},
        {"16 bits", 3, 16},
        {"16 bits, big end first", 3, 16, SAMPLEFORMAT_UINT, COMPRESSION_NONE, 7, 0, false, PHOTOMETRIC_RGB, -1, 1, 1,
         "wb"},
        {"float", 3, 32, SAMPLEFORMAT_IEEEFP},
        {"grey", 1, 8, SAMPLEFORMAT_UINT, COMPRESSION_PACKBITS, 11, 0, false, PHOTOMETRIC_MINISBLACK},
        {"grey, white is zero", 1, 16, SAMPLEFORMAT_UINT, COMPRESSION_NONE, 11, 0, false, PHOTOMETRIC_MINISWHITE},
        {"grey float", 1, 32, SAMPLEFORMAT_IEEEFP, COMPRESSION_ADOBE_DEFLATE, 11, 0, false, PHOTOMETRIC_MINISBLACK},
        {"alpha", 4, 8, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 9, 0, false, PHOTOMETRIC_RGB, EXTRASAMPLE_UNASSALPHA},
        {"premultiplied alpha of 16 bits", 4, 16, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 9, 0, false, PHOTOMETRIC_RGB,
         EXTRASAMPLE_ASSOCALPHA},
        {"two channels", 2, 16, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 9, 0, false, PHOTOMETRIC_MINISBLACK,
         EXTRASAMPLE_UNSPECIFIED},
        {"five channels of floats", 5, 32, SAMPLEFORMAT_IEEEFP, COMPRESSION_NONE, 9, 0, true, PHOTOMETRIC_MINISBLACK,
         EXTRASAMPLE_UNSPECIFIED},
        {"JPEG in tiles", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_JPEG, 0, 32, false, PHOTOMETRIC_YCBCR},
        {"JPEG in strips", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_JPEG, 16, 0, false, PHOTOMETRIC_YCBCR},
        {"wide", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 5, 0, false, PHOTOMETRIC_RGB, -1, 1, 1, "w", 211, 40},
        {"thin", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 5, 0, false, PHOTOMETRIC_RGB, -1, 1, 1, "w", 3, 300},
    };
}

class Bands : public testing::Test {
protected:
    /// What the whole gives, and what bands of few rows do.
    void compare(const Kind& kind, const Target& target, double tolerance = 0) {
        const std::string what = kind.name + textOf(target);
        OpenTiff open(file_);
        const TiffFile::Pictures pictures = open.tiff.pictures({target.axes, target.channels}, 10, true, {});
        const TiffPicture picture = tiffPictureOf(open.tiff, pictures.of(0), file_, target);
        ASSERT_LT(picture.header.bandRows, picture.header.height) << what;
        FileFacts whole, parts;
        const cv::Mat expected = madeOfTiff(open.tiff, picture, file_, target, {}, &whole);
        for (const int64_t bandBytes : {int64_t{1}, int64_t{40'000}}) {
            double told = 0;
            TiffBands bands(
                open.tiff, picture, file_, target, {},
                [&](int64_t rows, int64_t of) {
                    const double share = static_cast<double>(rows) / static_cast<double>(of);
                    EXPECT_GT(share, told) << what << ", also where all of it is read twice";
                    told = share;
                },
                bandBytes);
            const cv::Mat seen = bands.made(&parts);
            ASSERT_EQ(seen.size(), expected.size()) << what;
            ASSERT_EQ(seen.type(), expected.type()) << what;
            EXPECT_LE(cv::norm(seen, expected, cv::NORM_INF), tolerance) << what;
            EXPECT_EQ(told, 1) << what;
        }
        // Of what is left out it is not counted.
        const bool all = target.fit != Fit::Crop && (target.fit != Fit::Tiles || target.tiling.scale == 1);
        EXPECT_LE(parts.notNumbers, whole.notNumbers) << what;
        if (all) {
            EXPECT_EQ(parts.notNumbers, whole.notNumbers) << what;
        }
        EXPECT_EQ(parts.transparent, whole.transparent) << what;
        EXPECT_EQ(parts.numbers, whole.numbers) << what;
        EXPECT_EQ(parts.map.black, whole.map.black) << what;
        EXPECT_EQ(parts.map.white, whole.map.white) << what;
    }
    static Target targetOf(const Kind& kind, Fit fit) {
        Target target;
        target.size = 48;
        target.fit = fit;
        target.channels = kind.samples == 2 || kind.samples == 5 ? kind.samples : 3;
        target.background = {10, 200, 90};
        return target;
    }

    TemporaryFolder folder_;
    const fs::path file_ = folder_ / "picture.tif";
};

TEST_F(Bands, OfAnyKindAreThePictureThatTheWholeGives) {
    for (const Kind& kind : kinds()) {
        write(file_, kind);
        for (const Fit fit : {Fit::Crop, Fit::Pad, Fit::Stretch}) compare(kind, targetOf(kind, fit));
        Target grey = targetOf(kind, Fit::Crop);
        if (grey.channels == 3) grey.channels = 1;
        compare(kind, grey);
        Target own = targetOf(kind, Fit::Stretch);
        own.range = {ValueRange::Kind::File};
        compare(kind, own);
        own.range = {ValueRange::Kind::Fixed, 0.25, 0.75};
        compare(kind, own);
        for (const int scale : {1, 2, 7, 64}) {
            Target tiles = targetOf(kind, Fit::Tiles);
            tiles.tiling.scale = scale;
            compare(kind, tiles);
        }
    }
}

TEST_F(Bands, ATurnedPageIsTurned) {
    for (int orientation = 2; orientation <= 8; ++orientation) {
        Kind kind{"turned " + std::to_string(orientation)};
        kind.orientation = orientation;
        write(file_, kind);
        // Rows are added the other way round, where the last bit may be another.
        for (const Fit fit : {Fit::Crop, Fit::Pad, Fit::Stretch}) compare(kind, targetOf(kind, fit), 1);
        for (const int scale : {1, 3}) {
            Target tiles = targetOf(kind, Fit::Tiles);
            tiles.tiling.scale = scale;
            compare(kind, tiles);
        }
    }
}

TEST_F(Bands, SomeRowsOfTheTilesAreThoseOfTheWhole) {
    for (const int orientation : {1, 3, 4, 6, 8})
        for (const int scale : {1, 4}) {
            Kind kind{"some rows"};
            kind.orientation = orientation;
            write(file_, kind);
            Target target = targetOf(kind, Fit::Tiles);
            target.tiling.scale = scale;
            OpenTiff open(file_);
            const TiffPicture picture =
                tiffPictureOf(open.tiff, open.tiff.pictures({target.axes, 3}, 10, true, {}).of(0), file_, target);
            const cv::Mat whole = madeOfTiff(open.tiff, picture, file_, target, {}, nullptr);
            TiffBands bands(open.tiff, picture, file_, target, {}, {}, 1);
            for (const auto& [first, count] : {std::pair{0, 5}, {3, 20}, {whole.rows - 4, 4}, {11, 1}})
                EXPECT_EQ(
                    cv::norm(bands.madeRows(first, count, nullptr), whole.rowRange(first, first + count), cv::NORM_INF),
                    0)
                    << orientation << ", 1/" << scale << ", " << first;
        }
}

/// As TileSource reads a slide: by the file, each time anew.
TEST_F(Bands, RowsOfAFileAreThoseOfTheWhole) {
    Kind kind{"a file's rows", 3, 8, SAMPLEFORMAT_UINT, COMPRESSION_LZW, 0, 32};
    write(file_, kind);
    Target target = targetOf(kind, Fit::Tiles);
    target.tiling.scale = 2;
    std::vector<uint8_t> scratch;
    FileFacts facts;
    for (const auto range : {ValueRange::Kind::File, ValueRange::Kind::Full}) {
        target.range.kind = range;
        const cv::Mat whole = decodeFile(file_, target, scratch);
        const auto rows = tiffRows(file_, {}, target, 0, {});
        ASSERT_NE(rows, nullptr);
        for (const auto& [first, count] : {std::pair{0, 16}, {7, 40}, {whole.rows - 1, 1}})
            EXPECT_EQ(cv::norm(rows->read(first, count, {}, facts), whole.rowRange(first, first + count), cv::NORM_INF),
                      0);
    }
    const auto rows = tiffRows(file_, {}, target, 0, {});
    fs::resize_file(file_, fs::file_size(file_) / 2);
    EXPECT_EQ(tiffRows(file_, {}, target, 0, {}), nullptr) << "its directory is gone: told when its turn comes";
    EXPECT_NE(errorCode([&] { rows->read(0, 16, {}, facts); }), "none");
    writeBytes(file_, encoded(quarters(), ".png"));
    EXPECT_EQ(tiffRows(file_, {}, target, 0, {}), nullptr);
}

TEST_F(Bands, PagesThatAreChannelsAreReadSideBySide) {
    // ImageJ's two channels, as tiff_axes_test has them.
    const char* const note = "ImageJ=1.53t\nimages=2\nchannels=2\nhyperstack=true\nmode=composite\n";
    Kind kind{"pages"};
    TIFF* const tiff = TIFFOpen(file_.c_str(), "w");
    for (int page = 0; page < 2; ++page) {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 90);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 70);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 1);
        if (page == 0) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, note);
        std::array<uint8_t, 90> row{};
        for (int y = 0; y < 70; ++y) {
            for (size_t x = 0; x < row.size(); ++x)
                row[x] = static_cast<uint8_t>(y * 3 + static_cast<int>(x) * (page + 1));
            TIFFWriteEncodedStrip(tiff, static_cast<uint32_t>(y), row.data(), 90);
        }
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    Target target = targetOf(kind, Fit::Crop);
    target.channels = 2;
    compare(kind, target);
    target.range = {ValueRange::Kind::File};
    compare(kind, target);
}

TEST_F(Bands, NumbersAreSampledLikeThoseOfTheWhole) {
    for (const Kind& kind : kinds()) {
        write(file_, kind);
        const Target target = targetOf(kind, Fit::Stretch);
        ValueSample whole, parts;
        std::vector<uint8_t> scratch;
        visitValues(file_, target, scratch, {}, [&](const FileValues& values) { addTo(whole, values); });
        OpenTiff open(file_);
        const TiffPicture picture = tiffPictureOf(
            open.tiff, open.tiff.pictures({target.axes, target.channels}, 10, true, {}).of(0), file_, target);
        TiffBands(open.tiff, picture, file_, target, {}, {}, 1).visit([&](FileValues values) {
            values.pixels = picture.header.pixels();
            addTo(parts, values);
        });
        EXPECT_EQ(parts.least(), whole.least()) << kind.name;
        EXPECT_EQ(parts.greatest(), whole.greatest()) << kind.name;
        EXPECT_EQ(parts.type(), whole.type()) << kind.name;
        const double scale = whole.greatest() - whole.least();
        EXPECT_NEAR(parts.quantile(0.5), whole.quantile(0.5), scale / 20) << kind.name;
    }
}

/// One strip of 18 MB, whose rows come one after another.
TEST_F(Bands, ATallStripIsReadRowByRow) {
    for (const auto& [compression, mode, bits] : {std::tuple{COMPRESSION_NONE, "wl", 16},
                                                  {COMPRESSION_NONE, "wb", 16},
                                                  {COMPRESSION_ADOBE_DEFLATE, "wl", 8},
                                                  {COMPRESSION_LZW, "wb", 16}}) {
        Kind kind{"tall", 3, bits, SAMPLEFORMAT_UINT, compression};
        kind.width = 1500;
        kind.height = bits == 16 ? 2100 : 4200;
        kind.rows = kind.height;
        kind.mode = mode;
        write(file_, kind);
        OpenTiff open(file_);
        const ImageHeader header = open.tiff.header();
        EXPECT_LE(header.bandRows, 2) << "libtiff cuts what is not compressed";
        EXPECT_EQ(header.rowsInOrder, compression != COMPRESSION_NONE);
        EXPECT_EQ(readImageHeader(file_).bandRows, 1);
        EXPECT_EQ(readImageHeader(file_).rowsInOrder, header.rowsInOrder);
        const cv::Mat whole = open.tiff.read({}).picture;
        // On, over a gap, back, and to the end.
        for (const auto& [first, count] : {std::pair{0, 30}, {30, 7}, {100, 20}, {50, 9}, {kind.height - 3, 3}, {0, 1}})
            EXPECT_EQ(cv::norm(open.tiff.readRows(first, count, {}).picture, whole.rowRange(first, first + count),
                               cv::NORM_INF),
                      0)
                << compression << mode << " from " << first;
        compare(kind, targetOf(kind, Fit::Crop));
        std::stop_source stop;
        stop.request_stop();
        EXPECT_THROW(open.tiff.readRows(kind.height - 3, 3, stop.get_token()), Cancelled);
    }
}

TEST_F(Bands, BothHeadersSayTheSameOfThem) {
    for (const Kind& kind : kinds()) {
        write(file_, kind);
        const ImageHeader own = readImageHeader(file_), libtiffs = OpenTiff(file_).tiff.header();
        EXPECT_EQ(own.bandRows, libtiffs.bandRows) << kind.name;
        EXPECT_EQ(own.rowsInOrder, libtiffs.rowsInOrder) << kind.name;
        EXPECT_EQ(own.bandRows, kind.tile > 0 ? kind.tile : kind.rows) << kind.name;
    }
}

TEST_F(Bands, WhatIsCutOffIsDamagedAndStopsStop) {
    Kind kind{"cut off"};
    write(file_, kind);
    OpenTiff open(file_);
    const Target target = targetOf(kind, Fit::Crop);
    const TiffPicture picture = tiffPictureOf(open.tiff, open.tiff.pictures({}, 1, true, {}).of(0), file_, target);
    std::stop_source stop;
    int rounds = 0;
    EXPECT_THROW(TiffBands(
                     open.tiff, picture, file_, target, stop.get_token(),
                     [&](int64_t, int64_t) {
                         ++rounds;
                         stop.request_stop();
                     },
                     1)
                     .made(nullptr),
                 Cancelled);
    EXPECT_EQ(rounds, 1);
    // The pixels lie before the directory: what is taken off the reader's answers is as if the file ended early.
    const Bytes bytes = readBytes(file_);
    bool ends = false;
    const ByteReader reader = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
        const size_t end = ends ? bytes.size() / 4 : bytes.size();
        const size_t begin = std::min(static_cast<size_t>(offset), end), count = std::min(into.size(), end - begin);
        std::copy_n(bytes.data() + begin, count, into.data());
        return count;
    };
    TiffFile tiff(reader, std::ssize(bytes), file_);
    ends = true;
    EXPECT_EQ(errorCode([&] { TiffBands(tiff, picture, file_, target, {}, {}, 1).made(nullptr); }), "image.damaged");
}

/// A header alone: what is said of 30,000 x 30,000 pixels.
TEST_F(Bands, TheirPriceIsThatOfABand) {
    ImageHeader header;
    header.format = ImageFormat::Tiff;
    header.width = header.height = 30'000;
    header.bandRows = 64;
    header.heldBytes = int64_t{30'000} * 64 * 3;
    Target target;
    EXPECT_TRUE(readsBands(header, target));
    EXPECT_LT(bytesToDecode(header, target), int64_t{400} << 20);
    target.fit = Fit::Tiles;
    EXPECT_GT(bytesToDecode(header, target), kPictureLimit) << "all of it at its scale";
    EXPECT_TRUE(cutsInBands(header, target));
    header.rowsInOrder = true;
    EXPECT_FALSE(cutsInBands(header, target));
    EXPECT_NE(errorCode([&] { checkHeader(header, target, "slide.tif"); }), "none");
    target.fit = Fit::Crop;
    header.bandRows = header.height;
    EXPECT_FALSE(readsBands(header, target));
    EXPECT_EQ(errorCode([&] { checkHeader(header, target, "slide.tif"); }), "image.large");
    header.width = header.height = 500;
    header.bandRows = 64;
    EXPECT_FALSE(readsBands(header, target)) << "a small one is read at once";
}

}  // namespace
}  // namespace zscape
