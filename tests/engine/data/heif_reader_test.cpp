#include "engine/data/heif_reader.h"

#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"
#include "tests/engine/data/peak_memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zscape {
namespace {

namespace fs = std::filesystem;

const std::array<Colour, 4> kDrawn{kRed, kGreen, kBlue, kYellow};

/// The files of tests/engine/data/files were written by pillow-heif and Pillow: see make_files.py.
class HeifReader : public ImportFixture {
protected:
    cv::Mat decode(const Bytes& bytes, const Target& target = {32, 3, Fit::Stretch, {255, 255, 255}}) {
        return decodeBytes(bytes, "picture.heic", target);
    }
    cv::Mat golden(const std::string& name, const Target& target = {32, 3, Fit::Stretch, {255, 255, 255}}) {
        return decodeFile(goldenFile(name), target, scratch_);
    }
    std::string failure(const Bytes& bytes) {
        try {
            decode(bytes);
        } catch (const Error& error) {
            sentence_ = error.what();
            EXPECT_NE(sentence_.find("picture.heic"), std::string::npos) << sentence_;
            return error.code();
        }
        return "none";
    }
    /// The first place of `word` in a file.
    static size_t placeOf(const Bytes& bytes, std::string_view word) {
        const auto found = std::search(bytes.begin(), bytes.end(), word.begin(), word.end());
        EXPECT_NE(found, bytes.end()) << word;
        return static_cast<size_t>(found - bytes.begin());
    }
    void SetUp() override { prepareOpenCv(); }

    std::vector<uint8_t> scratch_;
    std::string sentence_;
};

Colour halfOnWhite(const Colour& colour) {
    Colour result{};
    for (size_t k = 0; k < 3; ++k)
        result[k] = static_cast<uint8_t>(std::lround(colour[k] * 128.0 / 255 + 255 * (1 - 128.0 / 255)));
    return result;
}

TEST_F(HeifReader, ColoursGreyAndAlpha) {
    for (const char* name : {"quarters.heic", "quarters.avif"}) {
        const cv::Mat picture = golden(name);
        ASSERT_EQ(picture.channels(), 3) << name;
        expectQuarters(picture, kDrawn, 2, name);
        EXPECT_NEAR(quartersOf(golden(name, {32, 1, Fit::Stretch, {}}))[0][0], 87, 2) << "as Pillow's L has it";
    }
    for (const char* name : {"grey.heic", "grey.avif"}) {
        EXPECT_TRUE(readImageHeader(goldenFile(name)).grey) << name;
        expectQuarters(golden(name), {Colour{87, 87, 87}, {130, 130, 130}, {52, 52, 52}, {200, 200, 200}}, 1, name);
    }
    for (const char* name : {"half_clear.heic", "half_clear.avif"}) {
        expectQuarters(golden(name), {halfOnWhite(kRed), halfOnWhite(kGreen), halfOnWhite(kBlue), halfOnWhite(kYellow)},
                       2, name);
        Target onBlack{32, 3, Fit::Stretch, {0, 0, 0}};
        expectNear(quartersOf(golden(name, onBlack))[0], {110, 15, 15}, 2, name);
    }
}

TEST_F(HeifReader, DecodedSmallerItHasTheSameColours) {
    for (const char* name : {"quarters.heic", "quarters.avif", "like_a_film.heic", "wide_film.heic", "tiles.heic"}) {
        expectQuarters(golden(name, {32, 3, Fit::Stretch, {255, 255, 255}}), kDrawn, 3, std::string(name) + ", whole");
        expectQuarters(golden(name, {16, 3, Fit::Stretch, {255, 255, 255}}), kDrawn, 3, std::string(name) + ", halved");
    }
    // Where it is not in the middle of a quarter either: what libheif makes of it, shrunk.
    const Bytes bytes = readBytes(goldenFile("tiles.heic"));
    const ImageHeader header = readImageHeader(readerOf(bytes), "tiles.heic");
    cv::Mat whole = readHeif(bytes, header, 1, "tiles.heic").picture, shrunk;
    const cv::Mat halved = readHeif(bytes, header, 2, "tiles.heic").picture;
    cv::resize(whole, shrunk, cv::Size(60, 50), 0, 0, cv::INTER_AREA);
    ASSERT_EQ(halved.size(), shrunk.size());
    cv::Mat difference;
    cv::absdiff(halved, shrunk, difference);
    EXPECT_LT(cv::mean(difference.reshape(1))[0], 1);
}

TEST_F(HeifReader, WhatIsCodedMayNotBeLargerThanItIsSaidToBe) {
    for (const char* name : {"coded_larger.heic", "coded_larger.avif"}) {
        const Bytes bytes = readBytes(goldenFile(name));
        ASSERT_LT(bytes.size(), 4000u);
        EXPECT_EQ(readImageHeader(readerOf(bytes), name).width, 64);
        const int64_t peak = peakBytes([&] { EXPECT_EQ(failure(bytes), "image.damaged") << name; });
        EXPECT_LT(peak, 4 << 20) << "it is not decoded";
    }
    // A canvas that is larger, tiles that are more than it has room for, and two descriptions.
    const Bytes tiles = readBytes(goldenFile("tiles.heic"));
    const std::string canvas("\0\0\1\1\0\x78\0\x64", 8);
    Bytes large = tiles;
    const size_t at = placeOf(large, std::string_view(canvas));
    large[at + 4] = large[at + 6] = 0x7F;
    EXPECT_EQ(failure(large), "image.damaged");
    Bytes small = tiles;
    const size_t size = placeOf(small, "ispe") + 8;
    small[size + 3] = small[size + 7] = 16;
    small[at + 5] = small[at + 7] = 16;
    EXPECT_EQ(failure(small), "image.damaged");
    Bytes twice = tiles;
    const size_t meta = placeOf(tiles, "meta") - 4;
    const size_t length = size_t{tiles[meta + 2]} << 8 | tiles[meta + 3];
    append(twice, Bytes(tiles.begin() + static_cast<std::ptrdiff_t>(meta),
                        tiles.begin() + static_cast<std::ptrdiff_t>(meta + length)));
    EXPECT_EQ(failure(twice), "image.header");
}

TEST_F(HeifReader, TenBitsAreWholeShades) {
    const ImageHeader header = readImageHeader(goldenFile("ten_bits.heic"));
    EXPECT_EQ(header.bitDepth, 10);
    EXPECT_EQ(header.maximum, 1023);
    for (const char* name : {"ten_bits.heic", "bits_10.avif", "bits_12.avif"})
        expectQuarters(golden(name), kDrawn, 2, name);
    EXPECT_EQ(readImageHeader(goldenFile("bits_12.avif")).maximum, 4095);
    expectQuarters(golden("ten_bits_grey.heic"), {Colour{87, 87, 87}, {130, 130, 130}, {52, 52, 52}, {200, 200, 200}},
                   1, "grey");
    // A range is of the numbers that the file has: red is 220 / 255 of 1023.
    Target range{32, 3, Fit::Stretch, {255, 255, 255}};
    range.range = {ValueRange::Kind::Fixed, 0, 883};
    EXPECT_NEAR(quartersOf(golden("ten_bits.heic", range))[0][0], 255, 2);
    EXPECT_NEAR(quartersOf(golden("ten_bits.heic", range))[1][1], 255 * 200.0 / 220, 3);
    // And no range is looked for: the file says what is white.
    fs::copy_file(goldenFile("ten_bits.heic"), images() / "deep.heic");
    const auto set = open();
    EXPECT_EQ(settingsOf(*set).range.kind, ValueRange::Kind::Full);
}

TEST_F(HeifReader, TurnsOnceAndNotTwice) {
    // What is seen of red, green / blue, yellow when the file says it is turned or mirrored so (EXIF's numbers).
    const std::map<int, std::array<Colour, 4>> seen{
        {1, {kRed, kGreen, kBlue, kYellow}}, {2, {kGreen, kRed, kYellow, kBlue}}, {3, {kYellow, kBlue, kGreen, kRed}},
        {4, {kBlue, kYellow, kRed, kGreen}}, {5, {kRed, kBlue, kGreen, kYellow}}, {6, {kBlue, kRed, kYellow, kGreen}},
        {7, {kYellow, kGreen, kBlue, kRed}}, {8, {kGreen, kYellow, kRed, kBlue}}};
    for (const auto& [orientation, expected] : seen) {
        const std::string name = "orientation_" + std::to_string(orientation) + ".avif";
        expectQuarters(golden(name), expected, 2, name);
        const ImageHeader header = readImageHeader(goldenFile(name));
        EXPECT_EQ(header.seenWidth(), orientation >= 5 ? 48 : 64) << name;
        EXPECT_EQ(header.seenHeight(), orientation >= 5 ? 64 : 48) << name;
    }
    expectQuarters(golden("orientation_6.heic"), seen.at(6), 2, "HEIC");
}

TEST_F(HeifReader, TilesArePutTogether) {
    const ImageHeader header = readImageHeader(goldenFile("tiles.heic"));
    EXPECT_EQ(header.width, 120);
    EXPECT_EQ(header.height, 100);
    expectQuarters(golden("tiles.heic"), kDrawn, 2, "tiles");
    EXPECT_EQ(readImageHeader(goldenFile("tiles_turned.heic")).width, 100);
    expectQuarters(golden("tiles_turned.heic"), {kGreen, kYellow, kRed, kBlue}, 2, "turned against the clock");
    EXPECT_EQ(errorCode([&] { golden("tiles_with_one_lost.heic"); }), "image.damaged") << "never half grey";
}

TEST_F(HeifReader, OnlyThePrimaryPictureIsOne) {
    expectQuarters(golden("second_is_primary.heic"), {kYellow, kBlue, kGreen, kRed}, 2, "the second of two");
    expectQuarters(golden("moving.avif"), kDrawn, 2, "the still one of a sequence");
    for (const char* name : {"second_is_primary.heic", "moving.avif", "half_clear.heic", "tiles.heic"})
        fs::copy_file(goldenFile(name), images() / name);
    EXPECT_EQ(open()->count(), 4) << "alpha, tiles and other pictures beside it are none of the set";
}

TEST_F(HeifReader, ASequenceWithoutAStillPictureIsSaidToBeOne) {
    Bytes bytes =
        bytesOfText(std::string("\0\0\0\x10"
                                "ftypavis\0\0\0\0",
                                16));
    append(bytes, bytesOfText(std::string("\0\0\0\x0Cmoovabcd", 12)));
    EXPECT_EQ(failure(bytes), "image.kind");
    EXPECT_NE(sentence_.find("sequence"), std::string::npos) << sentence_;
}

TEST_F(HeifReader, WithoutItsDecoderItIsSaidWhatToInstall) {
    EXPECT_TRUE(hasHeifDecoder(ImageFormat::Heic));
    EXPECT_TRUE(hasHeifDecoder(ImageFormat::Avif));
    const std::string heic = noHeifDecoder("a.heic", ImageFormat::Heic).what(),
                      avif = noHeifDecoder("a.avif", ImageFormat::Avif).what();
    EXPECT_NE(heic.find("a.heic is not read: there is no decoder for HEIC"), std::string::npos) << heic;
    EXPECT_NE(heic.find("libheif-plugin-libde265"), std::string::npos) << heic;
    EXPECT_NE(avif.find("libheif-plugin-dav1d"), std::string::npos) << avif;
}

TEST_F(HeifReader, WhatIsCutOffOrMadeUpIsRefused) {
    for (const char* name :
         {"quarters.heic", "quarters.avif", "grey.heic", "half_clear.heic", "ten_bits.heic", "tiles.heic"}) {
        const Bytes whole = readBytes(goldenFile(name));
        for (const double part : {0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
            const Bytes cut(whole.begin(),
                            whole.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(whole.size()) * part));
            EXPECT_TRUE(failure(cut).starts_with("image.")) << name << " cut at " << part << ": " << failure(cut);
        }
    }
    const Bytes whole = readBytes(goldenFile("quarters.heic"));
    const size_t size = placeOf(whole, "ispe") + 8;
    const auto withSize = [&](uint32_t width, uint32_t height) {
        Bytes bytes = whole, numbers;
        appendBig(numbers, width, 4);
        appendBig(numbers, height, 4);
        std::copy(numbers.begin(), numbers.end(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        return bytes;
    };
    EXPECT_EQ(failure(withSize(64, 48)), "none");
    EXPECT_EQ(failure(withSize(0, 48)), "image.header");
    EXPECT_EQ(failure(withSize(0xFFFFFFFF, 0xFFFFFFFF)), "image.large");
    EXPECT_EQ(failure(withSize(60000, 60000)), "image.large");
    EXPECT_EQ(failure(withSize(32, 24)), "image.damaged") << "what is decoded is four times as large";
    Bytes noItem = whole;
    noItem[placeOf(whole, "pitm") + 9] = 77;
    EXPECT_EQ(failure(noItem), "image.header");
    Bytes endless = whole;
    endless[placeOf(whole, "iprp") - 1] = 3;  // a box that is shorter than its own head
    EXPECT_EQ(failure(endless), "image.header");
    Bytes otherCoding = whole;
    const size_t type = placeOf(whole, "hvc1");
    std::copy_n("vvc1", 4, otherCoding.begin() + static_cast<std::ptrdiff_t>(type));
    EXPECT_TRUE(failure(otherCoding) == "image.kind" || failure(otherCoding) == "image.damaged") << sentence_;
}

TEST_F(HeifReader, TheSizeSaidBoundsWhatIsHeld) {
    Bytes bytes = readBytes(goldenFile("quarters.heic"));
    const size_t size = placeOf(bytes, "ispe") + 8;
    Bytes numbers;
    appendBig(numbers, 12000, 4);
    appendBig(numbers, 12000, 4);
    std::copy(numbers.begin(), numbers.end(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const int64_t peak = peakBytes([&] { EXPECT_TRUE(failure(bytes).starts_with("image.")); });
    EXPECT_LT(peak, 64 << 20) << "nothing is made room for before it is decoded";
}

TEST_F(HeifReader, AreMembersOfArchivesToo) {
    const fs::path file = folder_ / "photos.zip";
    archive* zip = archive_write_new();
    archive_write_set_format_zip(zip);
    ASSERT_EQ(archive_write_open_filename(zip, file.c_str()), ARCHIVE_OK);
    for (const char* name : {"quarters.heic", "quarters.avif", "tiles.heic"}) {
        const Bytes bytes = readBytes(goldenFile(name));
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name);
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(zip, entry);
        archive_write_data(zip, bytes.data(), bytes.size());
        archive_entry_free(entry);
    }
    archive_write_free(zip);
    const auto set = openAt(file);
    ASSERT_EQ(set->count(), 3);
    EXPECT_TRUE(set->unreadable().empty());
    for (int64_t i = 0; i < 3; ++i) {
        const Picture picture = set->picture(i);
        const size_t near = static_cast<size_t>((picture.height / 4 * picture.width + picture.width / 4) * 3);
        expectNear({picture.pixels[near], picture.pixels[near + 1], picture.pixels[near + 2]}, kRed, 3, set->nameOf(i));
    }
}

}  // namespace
}  // namespace zscape
