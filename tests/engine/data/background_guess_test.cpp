#include "engine/data/background_guess.h"

#include "engine/data/cache_format.h"
#include "engine/data/import_settings.h"
#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"

#include <optional>

namespace zscape {
namespace {

namespace fs = std::filesystem;

constexpr Colour kWhite{255, 255, 255}, kBlack{0, 0, 0};

/// A square of one shade with nothing around it: blue, green, red, alpha.
cv::Mat pictogram(int shade, int alpha = 255, int side = 24) {
    cv::Mat picture(side, side, CV_8UC4, cv::Scalar(0, 0, 0, 0));
    picture(cv::Rect(side / 4, side / 4, side / 2, side / 2)) = cv::Scalar(shade, shade, shade, alpha);
    return picture;
}

class Backgrounds : public ImportFixture {
protected:
    void addPictogram(const std::string& name, int shade, const char* ending = ".png") {
        const std::vector<int> lossless =
            std::string(ending) == ".webp" ? std::vector<int>{cv::IMWRITE_WEBP_QUALITY, 101} : std::vector<int>{};
        writeBytes(images() / (name + ending), encoded(pictogram(shade), ending, lossless));
    }
    /// One that make_files.py made: "la.png", "indexed.png", "gif".
    void take(const std::string& shade, const std::string& kind) {
        fs::copy_file(goldenFile("pictogram_" + shade + (kind == "gif" ? "." : "_") + kind),
                      images() / (shade + "." + kind.substr(kind.find('.') + 1)));
    }
    void forget() {
        fs::remove_all(images());
        fs::create_directories(images());
    }
    static ImportReport::Background background(const ImageSet& set) { return set.importReport().background; }
    static int corner(const ImageSet& set, int64_t i = 0) { return set.picture(i).pixels.front(); }
    static int middle(const ImageSet& set, int64_t i = 0) {
        const Picture picture = set.picture(i);
        return picture.pixels[(static_cast<size_t>(picture.height) / 2 * static_cast<size_t>(picture.width) +
                               static_cast<size_t>(picture.width) / 2) *
                              static_cast<size_t>(picture.channels)];
    }
};

TEST_F(Backgrounds, PictogramsOfEachKindAreSeen) {
    for (const std::string kind : {"png", "webp", "la.png", "indexed.png", "gif"})
        for (const bool white : {false, true}) {
            forget();
            if (kind == "png" || kind == "webp") addPictogram("a", white ? 255 : 0, ("." + kind).c_str());
            else take(white ? "white" : "black", kind);
            for (int round = 0; round < 2; ++round) {
                const auto set = open();
                const std::string what = kind + (white ? ", white" : ", black");
                EXPECT_EQ(background(*set).colour, white ? kBlack : kWhite) << what;
                EXPECT_TRUE(background(*set).guessed) << what;
                EXPECT_EQ(background(*set).transparent, 1) << what;
                EXPECT_EQ(corner(*set), white ? 0 : 255) << what;
                EXPECT_EQ(middle(*set), white ? 255 : 0) << what;
                EXPECT_EQ(settingsOf(*set).background, background(*set).colour) << what;
            }
        }
}

TEST_F(Backgrounds, AGuessIsMadeOnceAndStoredAsItsColour) {
    for (int i = 0; i < 3; ++i) addPictogram(std::to_string(i), 250 - i);
    const auto first = open();
    const ImportSettings stored = importSettingsFromJson(importSettingsToJson(settingsOf(*first)));
    EXPECT_EQ(stored.background, kBlack);
    const auto again = open(stored);
    EXPECT_EQ(again->fingerprint(), first->fingerprint());
    EXPECT_FALSE(background(*again).guessed);
    EXPECT_EQ(background(*again).transparent, 3) << "from the cache";
    EXPECT_EQ(background(*arrangeImages(first, settingsOf(*first))).colour, kBlack);
    EXPECT_TRUE(background(*arrangeImages(first, settingsOf(*first))).guessed);
    EXPECT_EQ(readPicture(images() / "0.png", 24, 1, stored).pixels.front(), 0) << "a picture that is added";
}

TEST_F(Backgrounds, AColourThatIsGivenIsTaken) {
    addPictogram("a", 255);
    ImportSettings grey;
    grey.background = {128, 128, 128};
    const auto set = open(grey);
    EXPECT_EQ(background(*set).colour, (Colour{128, 128, 128}));
    EXPECT_FALSE(background(*set).guessed);
    EXPECT_EQ(background(*set).transparent, 1);
    EXPECT_EQ(corner(*set), 128);
}

TEST_F(Backgrounds, AnOldProjectKeepsItsColour) {
    for (int i = 0; i < 3; ++i) addPictogram(std::to_string(i), 255);
    for (const char* json :
         {"{\"size\":24,\"channels\":\"1\",\"fit\":\"crop\",\"background\":\"#ffffff\",\"split\":\"random\"}",
          "{\"size\":24,\"channels\":\"1\",\"fit\":\"crop\",\"split\":\"random\"}"}) {
        const auto set = open(importSettingsFromJson(json));
        EXPECT_EQ(background(*set).colour, kWhite);
        EXPECT_FALSE(background(*set).guessed);
        EXPECT_EQ(corner(*set), 255);
    }
}

TEST_F(Backgrounds, TheMostAreSeenAndTheOthersAreTold) {
    for (int i = 0; i < 5; ++i) addPictogram("w" + std::to_string(i), 255);
    for (int i = 0; i < 3; ++i) addPictogram("b" + std::to_string(i), i);
    const auto mixed = open();
    EXPECT_EQ(background(*mixed).colour, kBlack);
    EXPECT_TRUE(remarks(*mixed, "background.mixed"));
    for (int i = 3; i < 5; ++i) addPictogram("b" + std::to_string(i), i);
    EXPECT_EQ(background(*open()).colour, kWhite) << "as many: white as ever";
    for (int i = 0; i < 60; ++i) addPictogram("more" + std::to_string(i), 2 * i);
    EXPECT_EQ(background(*open()).colour, kWhite);
}

TEST_F(Backgrounds, WithoutTransparencyItIsWhite) {
    addMany("plain", 3);
    for (int i = 0; i < 3; ++i)  // with an alpha that is opaque everywhere
        writeBytes(images() / ("opaque" + std::to_string(i) + ".png"),
                   encoded(cv::Mat(24, 24, CV_8UC4, cv::Scalar(250, 250, 250 + i, 255)), ".png"));
    fs::copy_file(goldenFile("interlaced.gif"), images() / "opaque.gif");
    const auto set = open();
    EXPECT_EQ(background(*set).colour, kWhite);
    EXPECT_TRUE(background(*set).guessed);
    EXPECT_EQ(background(*set).transparent, 0);
}

TEST_F(Backgrounds, PicturesWithShadesOfTheirOwnAreNeverLost) {
    for (int i = 0; i < 4; ++i) {
        cv::Mat page(64, 64, CV_8UC4, cv::Scalar(255, 255, 255, 255));
        for (int line = 8; line < 56; line += 8) page(cv::Rect(8, line, 40, 2 + i % 2)) = cv::Scalar(0, 0, 0, 255);
        for (const int x : {0, 63})
            for (const int y : {0, 63}) page.at<cv::Vec4b>(y, x) = {0, 0, 0, 0};
        writeBytes(images() / (std::to_string(i) + ".png"), encoded(page, ".png"));
    }
    const auto set = open();
    EXPECT_EQ(background(*set).colour, kWhite) << "a light page with round corners";
    EXPECT_EQ(background(*set).transparent, 4);
    EXPECT_FALSE(remarks(*set, "background.mixed"));
}

TEST_F(Backgrounds, TransparencyIsCountedExactlyWhateverIsDecoded) {
    addMany("plain", 4);
    addPictogram("bytes", 0);
    cv::Mat deep;
    pictogram(0).convertTo(deep, CV_16U, 257);
    writeBytes(images() / "deep.png", encoded(deep, ".png"));
    writeBytes(images() / "interlaced.png", interlacedPng(pictogram(0)));
    writeBytes(images() / "clear.png", encoded(pictogram(0, 0), ".png"));
    writeBytes(images() / "opaque.png", encoded(cv::Mat(24, 24, CV_8UC4, cv::Scalar(9, 9, 9, 255)), ".png"));
    writeBytes(images() / "key.png", pngOf(1, 2, 8, 0, false, {0, 77, 0, 99}, {0, 77}));
    writeBytes(images() / "otherkey.png", pngOf(1, 2, 8, 0, false, {0, 77, 0, 99}, {0, 78}));
    EXPECT_EQ(background(*open()).transparent, 5);
    ImportSettings range;
    range.range = {ValueRange::Kind::Fixed, 0, 200};
    EXPECT_EQ(background(*open(range)).transparent, 5) << "numbers are decoded in another way";
}

TEST_F(Backgrounds, ArraysWithAlphaAreGuessedToo) {
    const std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 16, 16, 4), }";
    Bytes npy = bytesOfText("\x93NUMPY");
    append(npy, {1, 0});
    appendLittle(npy, header.size() + 1, 2);
    append(npy, bytesOfText(header + "\n"));
    for (int i = 0; i < 2 * 16 * 16; ++i) {
        const bool inside = i % 16 > 4 && i % 16 < 12;
        append(npy, inside ? Bytes{255, 255, 255, 255} : Bytes{7, 7, 7, 0});
    }
    writeBytes(images() / "icons.npy", npy);
    const auto set = open();
    EXPECT_EQ(background(*set).colour, kBlack);
    EXPECT_EQ(background(*set).transparent, 2);
    EXPECT_EQ(corner(*set), 0);
}

/// The cache's one file becomes one of the version before numbers were kept by their names.
void makeOlder(const fs::path& file) {
    Bytes bytes = readBytes(file);
    CacheHeader header;
    std::memcpy(&header, bytes.data(), sizeof header);
    ASSERT_EQ(header.version, CacheHeader::kVersion);
    const auto table = static_cast<size_t>(header.tableOffset);
    TableView view;
    ASSERT_TRUE(viewTable(std::span(bytes).subspan(table, static_cast<size_t>(header.tableBytes)), header, view));
    // What version 4 had is what is left where the names' number and the names are cut off.
    const std::string name = "animations";
    const auto found = std::search(bytes.begin() + header.tableOffset, bytes.end(), name.begin(), name.end());
    ASSERT_NE(found, bytes.end());
    bytes.resize(static_cast<size_t>(found - bytes.begin()) - 16);
    header.version = CacheHeader::kWithoutNumbers;
    header.tableBytes = static_cast<int64_t>(bytes.size() - table);
    const Hash128 hash = Hash128::of(std::span<const uint8_t>(bytes).subspan(table));
    header.tableHashLow = hash.low;
    header.tableHashHigh = hash.high;
    header.headerHash = header.ownHash();
    std::memcpy(bytes.data(), &header, sizeof header);
    writeBytes(file, bytes);
}

TEST_F(Backgrounds, ACacheOfBeforeIsStillReadAndCountsNothing) {
    for (int i = 0; i < 3; ++i) addPictogram(std::to_string(i), i);
    const std::string fingerprint = open()->fingerprint();
    for (const auto& entry : fs::directory_iterator(folder_ / "cache/images"))
        if (entry.path().extension() == ".zimg") makeOlder(entry.path());
    const auto set = open();
    EXPECT_EQ(set->fingerprint(), fingerprint);
    EXPECT_EQ(background(*set).transparent, std::nullopt) << "it was opened, not decoded anew";
    EXPECT_EQ(background(*set).colour, kWhite);
    EXPECT_FALSE(remarks(*set, "cache.damaged"));
    EXPECT_EQ(corner(*set), 255);
}

}  // namespace
}  // namespace zscape
