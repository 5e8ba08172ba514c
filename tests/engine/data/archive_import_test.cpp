#include "engine/data/archive_pass.h"

#include "engine/data/arrays.h"
#include "engine/data/build_cache.h"
#include "engine/data/last_unpacked.h"
#include "engine/data/picture_source.h"
#include "engine/data/shared_files.h"
#include "engine/data/several_sets.h"
#include "engine/data/source_failed.h"
#include "engine/data/tile_source.h"
#include "engine/data/unpacked_arrays.h"
#include "engine/data/copied_images.h"
#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"
#include "tests/engine/data/peak_memory.h"

#include <archive.h>
#include <archive_entry.h>

#include <chrono>
#include <future>

namespace zscape {
namespace {

namespace fs = std::filesystem;

using Members = std::vector<std::pair<std::string, Bytes>>;

Bytes plainPng(int value) { return encoded(cv::Mat(16, 16, CV_8UC1, cv::Scalar(value)), ".png"); }

/// By its name: zip, tar, tar.gz, tar.xz, tar.zst, tar.bz2.
void writeArchive(const fs::path& file, const Members& members, const char* options = nullptr) {
    archive* out = archive_write_new();
    const std::string name = file.filename().string();
    ASSERT_EQ(name.ends_with(".zip") ? archive_write_set_format_zip(out) : archive_write_set_format_pax_restricted(out),
              ARCHIVE_OK);
    const std::string ending = name.substr(name.rfind('.'));
    if (ending == ".gz") archive_write_add_filter_gzip(out);
    if (ending == ".xz") archive_write_add_filter_xz(out);
    if (ending == ".zst") archive_write_add_filter_zstd(out);
    if (ending == ".bz2") archive_write_add_filter_bzip2(out);
    if (options) {
        ASSERT_EQ(archive_write_set_options(out, options), ARCHIVE_OK) << archive_error_string(out);
        archive_write_set_passphrase(out, "secret");
    }
    ASSERT_EQ(archive_write_open_filename(out, file.c_str()), ARCHIVE_OK);
    for (const auto& [member, bytes] : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        ASSERT_EQ(archive_write_header(out, entry), ARCHIVE_OK) << archive_error_string(out);
        ASSERT_EQ(archive_write_data(out, bytes.data(), bytes.size()), static_cast<la_ssize_t>(bytes.size()));
        archive_entry_free(entry);
    }
    ASSERT_EQ(archive_write_close(out), ARCHIVE_OK);
    archive_write_free(out);
}

class ArchiveImport : public ImportFixture {
protected:
    std::shared_ptr<const ImageSet> openFiles(const std::vector<std::string>& names, ImportSettings settings = {}) {
        ImportRequest request{{}, settings};
        for (const std::string& name : names) request.sources.push_back((folder_ / name).string());
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.threads = 2;
        return importImages(request, options, {});
    }
    std::string failure(const std::string& name) {
        return errorCode([&] { openFiles({name}); });
    }
    static Members pets(int each = 3) {
        Members members;
        for (int i = 0; i < each; ++i) members.emplace_back("cat/" + std::to_string(i) + ".png", plainPng(i));
        for (int i = 0; i < each; ++i) members.emplace_back("dog/" + std::to_string(i) + ".png", plainPng(100 + i));
        return members;
    }
};

TEST_F(ArchiveImport, WhatPythonWroteIsReadLikeAFolder) {
    for (const char* name : {"mac.zip", "pictures.tar.xz"}) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, folder_ / name);
        const SourceSummary look = inspectSources({(folder_ / name).string()}, 100, {});
        EXPECT_EQ(look.images, 6) << name;
        EXPECT_EQ(look.size, 16);
        EXPECT_EQ(look.labels, (std::vector<std::string>{"cat", "dog"}));
        for (int round = 0; round < 2; ++round) {
            const auto set = openFiles({name});
            ASSERT_EQ(set->count(), 6) << name;
            EXPECT_EQ(labels(*set), (Counts{{"cat", 3}, {"dog", 3}}));
            EXPECT_EQ(set->importReport().hidden, name == std::string("mac.zip") ? 1 : 0);
            EXPECT_TRUE(set->unreadable().empty());
            EXPECT_EQ(set->nameOf(4), "pictures/dog/4.png");
            EXPECT_TRUE(set->fileOf(4).empty());
            EXPECT_EQ(set->picture(4).pixels[0], 40);
        }
    }
}

TEST_F(ArchiveImport, EveryKindOfTarIsRead) {
    for (const char* name : {"a.zip", "a.tar", "a.tar.gz", "a.tar.xz", "a.tar.zst", "a.tar.bz2"}) {
        writeArchive(folder_ / name, pets());
        const auto set = openFiles({name});
        EXPECT_EQ(labels(*set), (Counts{{"cat", 3}, {"dog", 3}})) << name;
        EXPECT_EQ(set->picture(5).pixels[255], 102) << name;
    }
}

TEST_F(ArchiveImport, TheSplitIsThatOfThePathsAndOfSeveralArchives) {
    Members members;
    for (const auto& [name, bytes] : pets(4)) {
        members.emplace_back("train/" + name, bytes);
        members.emplace_back("test/" + name, bytes);
    }
    writeArchive(folder_ / "both.zip", members);
    const auto set = openFiles({"both.zip"});
    EXPECT_TRUE(set->hasOwnSplit());
    EXPECT_EQ(labels(*set), (Counts{{"cat", 8}, {"dog", 8}}));
    EXPECT_EQ(sides(*set)[0], 8u);
    writeArchive(folder_ / "train.tar.gz", pets(3));
    writeArchive(folder_ / "test.zip", pets(2));
    const auto two = openFiles({"train.tar.gz", "test.zip"});
    EXPECT_EQ(two->count(), 10);
    EXPECT_TRUE(two->hasOwnSplit());
    EXPECT_EQ(sides(*two)[0], 6u);
    EXPECT_EQ(labels(*two), (Counts{{"cat", 5}, {"dog", 5}}));
    add("0.png");
    EXPECT_EQ(errorCode([&] { openFiles({"test.zip", "images"}); }), "data.mixed");
}

TEST_F(ArchiveImport, OneBadPictureIsListedAndNothingIsLostWithIt) {
    Members members = pets();
    members[1].second.resize(40);
    members.emplace_back("cat/page.jpg", Bytes{'<', 'h', 't', 'm', 'l', '>'});
    members.emplace_back("cat/raw.psd", Bytes(100));
    members.emplace_back("cat/empty.png", Bytes{});
    writeArchive(folder_ / "a.zip", members);
    const auto set = openFiles({"a.zip"});
    EXPECT_EQ(set->count(), 5);
    EXPECT_EQ(set->found(), 9);
    std::map<std::string, std::string> reasons;
    for (const UnreadableFile& file : set->unreadable()) reasons[file.file.string()] = file.reason.code;
    EXPECT_EQ(reasons.at("cat/page.jpg"), "image.none");
    EXPECT_EQ(reasons.at("cat/raw.psd"), "image.kind");
    EXPECT_EQ(reasons.at("cat/empty.png"), "image.none");
    EXPECT_TRUE(reasons.contains("cat/1.png"));
    EXPECT_EQ(reasons.size(), 4u);
}

TEST_F(ArchiveImport, ADamagedPlaceCostsThePictureThatLiesThere) {
    const auto places = [&](const Bytes& in, const std::string& name) {
        return std::search(in.begin(), in.end(), name.begin(), name.end()) - in.begin();
    };
    // What is stored has a wrong sum, and what is deflated cannot be inflated.
    for (const char* how : {"zip:compression=store", "zip:compression=deflate"}) {
        writeArchive(folder_ / "a.zip", pets(), how);
        Bytes bytes = readBytes(folder_ / "a.zip");
        for (const std::string name : {"cat/1.png", "dog/2.png"}) {
            const auto data = bytes.begin() + places(bytes, name) + static_cast<std::ptrdiff_t>(name.size());
            std::fill(data + 30, data + 60, uint8_t{0xff});
        }
        writeBytes(folder_ / "a.zip", bytes);
        const auto set = openFiles({"a.zip"});
        ASSERT_EQ(set->count(), 4) << how;
        EXPECT_EQ(set->found(), 6);
        EXPECT_EQ(set->picture(1).pixels[0], 2);
        EXPECT_EQ(set->picture(3).pixels[0], 101);
        ASSERT_EQ(set->unreadable().size(), 2u);
        EXPECT_EQ(set->unreadable()[0].file, "cat/1.png");
        EXPECT_EQ(set->unreadable()[1].file, "dog/2.png");
        for (const UnreadableFile& file : set->unreadable()) {
            EXPECT_EQ(file.reason.code, "archive.damaged");
            EXPECT_NE(file.reason.sentence().find("a.zip/"), std::string::npos) << file.reason.sentence();
        }
    }
}

TEST_F(ArchiveImport, OfAnArchiveThatIsCutWhatIsThereIsTheSet) {
    cv::Mat noise(64, 64, CV_8UC3);
    cv::RNG random(5);
    Members members;
    for (int i = 0; i < 200; ++i) {
        random.fill(noise, cv::RNG::UNIFORM, 0, 256);
        members.emplace_back("noise/" + std::to_string(i) + ".png", encoded(noise, ".png"));
    }
    for (const std::string name : {"a.zip", "a.tar", "a.tar.gz", "a.tar.xz", "a.tar.zst", "a.tar.bz2"}) {
        writeArchive(folder_ / name, members);
        Bytes bytes = readBytes(folder_ / name);
        bytes.resize(bytes.size() / 2);
        writeBytes(folder_ / ("half_" + name), bytes);
        for (int round = 0; round < 2; ++round) {
            const auto set = openFiles({"half_" + name});
            EXPECT_LE(set->count(), 100) << name;
            EXPECT_GE(set->count(), name.ends_with("bz2") ? 60 : 85) << name << ": bzip2 has blocks of 900 kB";
            ASSERT_FALSE(set->unreadable().empty()) << name;
            EXPECT_TRUE(std::any_of(set->unreadable().begin(), set->unreadable().end(), [](const UnreadableFile& file) {
                return file.reason.code == "archive.cut";
            })) << name;
        }
    }
}

TEST_F(ArchiveImport, BadArchivesAreTold) {
    writeArchive(folder_ / "notes.zip", {{"notes.txt", Bytes(10, 'a')}});
    EXPECT_EQ(failure("notes.zip"), "data.no-images");
    writeArchive(folder_ / "cifar.tar.gz", {{"cifar-10-batches-py/data_batch_1", Bytes(100, 'a')}});
    EXPECT_EQ(failure("cifar.tar.gz"), "archive.pickle");
    writeArchive(folder_ / "a.tar.gz", pets());
    Bytes zipped = readBytes(folder_ / "a.tar.gz");
    zipped.resize(zipped.size() / 2);
    writeBytes(folder_ / "half.tar.gz", zipped);
    EXPECT_EQ(failure("half.tar.gz"), "archive.damaged");
    writeArchive(folder_ / "secret.zip", pets(), "zip:encryption=aes256");
    EXPECT_EQ(failure("secret.zip"), "archive.encrypted");
    const auto left =
        fs::exists(folder_ / "cache/images") ? std::distance(fs::directory_iterator(folder_ / "cache/images"), {}) : 0;
    EXPECT_EQ(left, 0) << "nothing half done is left";
}

TEST_F(ArchiveImport, AnArchiveThatChangedIsReadAnew) {
    writeArchive(folder_ / "a.zip", pets());
    const std::string before = openFiles({"a.zip"})->fingerprint();
    EXPECT_EQ(openFiles({"a.zip"})->fingerprint(), before);
    fs::copy_file(folder_ / "a.zip", folder_ / "b.zip");
    EXPECT_EQ(openFiles({"b.zip"})->fingerprint(), before) << "the same wherever it lies";
    Members others = pets();
    others[0].second = plainPng(77);
    writeArchive(folder_ / "a.zip", others);
    const auto set = openFiles({"a.zip"});
    EXPECT_NE(set->fingerprint(), before);
    EXPECT_EQ(set->picture(0).pixels[0], 77);
}

TEST_F(ArchiveImport, ManyThreadsTakeEachFileOnceWhateverTheyMayKeep) {
    Members members;
    constexpr size_t kFiles = 200;
    for (size_t i = 0; i < kFiles; ++i) members.emplace_back(std::to_string(i) + ".png", plainPng(static_cast<int>(i)));
    writeArchive(folder_ / "a.tar.gz", members);
    const std::vector<fs::path> archives{folder_ / "a.tar.gz"};
    std::vector<ArchivedFile> files;
    for (size_t i = 0; i < kFiles; ++i) files.push_back({0, static_cast<int64_t>(i), members[i].first});
    for (const int64_t keptAtMost : {int64_t{0}, int64_t{1000}, int64_t{1} << 30}) {
        ArchivePass pass(archives, files, keptAtMost);
        // Two threads, each with every second ten, as blocks of an import are handed out; the second begins first.
        const auto takeAll = [&](size_t first) {
            for (size_t block = first; block < kFiles; block += 20)
                for (size_t i = block; i < block + 10; ++i)
                    if (pass.take(i, {}) != members[i].second) return false;
            return true;
        };
        auto second = std::async(std::launch::async, takeAll, 10);
        EXPECT_TRUE(takeAll(0)) << keptAtMost;
        EXPECT_TRUE(second.get()) << keptAtMost;
    }
    files[3].name = "another.png";
    ArchivePass changed(archives, files);
    EXPECT_THROW(changed.take(5, {}), SourceFailed);
    std::stop_source stop;
    stop.request_stop();
    ArchivePass stopped(archives, files);
    EXPECT_THROW(stopped.take(1, stop.get_token()), Cancelled);
}

TEST_F(ArchiveImport, PicturesOfAnArchiveAreCutIntoTiles) {
    cv::Mat ramp(24, 40, CV_8UC1);
    for (int y = 0; y < ramp.rows; ++y)
        for (int x = 0; x < ramp.cols; ++x) ramp.at<uint8_t>(y, x) = static_cast<uint8_t>(6 * x + y);
    Bytes cut = encoded(ramp, ".png");
    cut.resize(cut.size() / 2);
    for (const char* name : {"a.zip", "a.tar.gz"}) {
        // Where a TIFF says its size lies at its end.
        writeArchive(folder_ / name,
                     {{"a/1.png", encoded(ramp, ".png")},
                      {"a/2.png", cut},
                      {"b/3.tif", encoded(cv::Mat(ramp + 1), ".tif", {cv::IMWRITE_TIFF_COMPRESSION, 1})}});
        ImportSettings settings;
        settings.guessFit = false;
        settings.fit = Fit::Tiles;
        settings.size = 16;
        for (int round = 0; round < 2; ++round) {
            const auto set = openFiles({name}, settings);
            ASSERT_EQ(set->count(), 12) << name;
            EXPECT_EQ(set->unreadable().size(), 1u) << "once, not for each of its tiles";
            EXPECT_EQ(set->nameOf(2), "a/1.png (x 24, y 0)");
            EXPECT_EQ(set->placeOf(2), (ImagePlace{24, 0, 16, 16, 40, 24}));
            EXPECT_EQ(set->picture(2).pixels[17], 6 * 25 + 1);
            EXPECT_EQ(set->picture(11).pixels[17], 6 * 25 + 9 + 1);
            EXPECT_EQ(labels(*set), (Counts{{"a", 6}, {"b", 6}}));
            EXPECT_EQ(set->groupOf(0), set->groupOf(5));
            EXPECT_NE(set->groupOf(5), set->groupOf(6));
        }
    }
}

/// The same pictures in a folder and in archives.
class StacksInArchives : public ArchiveImport {
protected:
    static Bytes file(const std::string& name) {
        return readBytes(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name);
    }
    void write(const Members& members) {
        fs::remove_all(images());
        for (const auto& [name, bytes] : members) writeBytes(images() / name, bytes);
        for (const char* name : {"a.zip", "a.tar.gz"}) writeArchive(folder_ / name, members);
    }
    static std::map<std::string, std::string> reasons(const ImageSet& set) {
        std::map<std::string, std::string> reasons;
        for (const UnreadableFile& file : set.unreadable())
            reasons[file.file.filename().string() + " " + std::to_string(reasons.size())] = file.reason.code;
        return reasons;
    }
    void expectLikeAFolder(const ImportSettings& settings, int64_t count, const char* what) {
        const auto folder = open(settings);
        ASSERT_EQ(folder->count(), count) << what;
        for (const char* name : {"a.zip", "a.tar.gz"})
            for (int round = 0; round < 2; ++round) {
                const auto set = openFiles({name}, settings);
                ASSERT_EQ(set->count(), count) << what << " " << name;
                ASSERT_EQ(set->channels(), folder->channels()) << what;
                EXPECT_EQ(settingsOf(*set).range, settingsOf(*folder).range) << what << " " << name;
                EXPECT_EQ(reasons(*set), reasons(*folder)) << what << " " << name;
                for (const char* code : {"tiff.axes", "tiff.misfit"})
                    EXPECT_EQ(remarks(*set, code), remarks(*folder, code)) << what << " " << code;
                const auto bytes =
                    static_cast<size_t>(set->size()) * static_cast<size_t>(set->size() * set->channels());
                Bytes own(bytes), others(bytes);
                for (int64_t i = 0; i < count; ++i) {
                    EXPECT_EQ(set->nameOf(i), folder->nameOf(i)) << what;
                    EXPECT_EQ(set->pageOf(i), folder->pageOf(i)) << what;
                    set->read(std::array{i}, {own, {}});
                    folder->read(std::array{i}, {others, {}});
                    ASSERT_EQ(own, others) << what << " " << name << " " << set->nameOf(i);
                }
            }
    }
};

TEST_F(StacksInArchives, PagesAndChannelsAreThoseOfAFolder) {
    write(
        {{"1.png", plainPng(9)}, {"2.tif", file("stack.tif")}, {"3.png", plainPng(70)}, {"4.tif", file("imagej.tif")}});
    expectLikeAFolder({}, 10, "pages");
    ImportSettings settings;
    write(
        {{"a.tif", file("hyperstack.tif")}, {"b.tif", file("backwards.ome.tif")}, {"c.tif", file("two_channels.tif")}});
    expectLikeAFolder({}, 14, "channels");
    settings.axes = Axes::Pages;
    expectLikeAFolder(settings, 28, "each page");
    settings.axes = Axes::ChannelLast;
    settings.channels = 2;
    expectLikeAFolder(settings, 14, "channels by choice");
    const std::string last = openFiles({"a.zip"}, settings)->fingerprint();
    settings.axes = Axes::ChannelFirst;
    EXPECT_NE(openFiles({"a.zip"}, settings)->fingerprint(), last) << "other pictures of one archive";
    write({{"a.tif", file("misfit.ome.tif")}});
    expectLikeAFolder({}, 12, "what does not fit");
    write({{"a.tif", file("pyramid.tif")}, {"b.tif", file("tiff_ct.tif")}});
    expectLikeAFolder({}, 2, "single pages");
}

TEST_F(StacksInArchives, FramesAreThoseOfAFolder) {
    write({{"a.gif", file("frames.gif")}, {"b.webp", file("frames.webp")}, {"c.gif", file("transparent.gif")}});
    const auto first = openFiles({"a.zip"});
    EXPECT_EQ(first->count(), 3);
    EXPECT_TRUE(remarks(*first, "frames.first"));
    ImportSettings settings;
    settings.frames = Frames::All;
    const int64_t count = open(settings)->count();
    EXPECT_GT(count, 5);
    expectLikeAFolder(settings, count, "frames");
    EXPECT_NE(openFiles({"a.zip"}, settings)->fingerprint(), first->fingerprint());
    // By another name it is not found, and says so.
    writeArchive(folder_ / "b.zip", {{"a.png", file("frames.gif")}, {"b.png", plainPng(3)}});
    const auto set = openFiles({"b.zip"}, settings);
    EXPECT_EQ(set->count(), 1);
    ASSERT_EQ(set->unreadable().size(), 1u);
    EXPECT_EQ(set->unreadable()[0].reason.code, "image.frames");
}

TEST_F(StacksInArchives, WhatIsDamagedCostsNoOther) {
    Bytes bytes = file("stack.tif");
    constexpr size_t kThirdStrip = 1468;  // as tiff_file_test.cpp has it
    bytes[kThirdStrip + 2] = 1;
    Bytes cut = file("imagej.tif");
    cut.resize(40);
    write({{"1.tif", bytes}, {"2.tif", cut}, {"3.tif", file("stack.tif")}});
    expectLikeAFolder({}, 7, "damaged");
    const auto set = openFiles({"a.zip"});
    ASSERT_FALSE(set->unreadable().empty());
    EXPECT_TRUE(set->unreadable()[0].reason.sentence().starts_with("Page 3: "))
        << set->unreadable()[0].reason.sentence();
}

TEST_F(StacksInArchives, PagesAreCutIntoTiles) {
    write({{"1.tif", file("size_centimetres.tif")}, {"2.png", plainPng(80)}});
    const auto folder = open(tilesOf(16, {1, 0, 0}));
    ASSERT_EQ(folder->count(), 13);
    for (const char* name : {"a.zip", "a.tar.gz"}) {
        const auto set = openFiles({name}, tilesOf(16, {1, 0, 0}));
        ASSERT_EQ(set->count(), 13) << name;
        for (int64_t i = 0; i < 13; ++i) {
            EXPECT_EQ(set->nameOf(i), folder->nameOf(i));
            EXPECT_EQ(set->picture(i).pixels, folder->picture(i).pixels);
        }
    }
}

/// What is cut of a folder or an archive where no more than a few rows of tiles may be held.
class LargePicturesInArchives : public StacksInArchives {
protected:
    struct Cut {
        std::vector<Bytes> tiles;
        std::map<std::string, std::string> unreadable;
        std::vector<bool> byRows;  ///< of each picture
    };
    Cut cut(const std::string& name, const ImportSettings& settings) {
        const auto source = openSources({{(folder_ / name).string()}, settings}, -1, {}, {});
        Target target = source->targetFor(settings);
        target.range.kind = settings.range.kind;
        const auto tiles = makeTileSource(*source, target, {2'000, 3'500});
        ImportOptions options;
        options.threads = 3;
        const auto images = buildCache(*tiles, target, Hash128::of(name), {{name}, source->bases(), {}},
                                       folder_ / "cache", options, {});
        Cut cut;
        for (int64_t i = 0; i < images->count(); ++i) cut.tiles.push_back(images->picture(i).pixels);
        for (const UnreadableFile& file : images->unreadable())
            cut.unreadable[file.file.filename().string()] = file.reason.code;
        for (int64_t i = 0; i < source->candidates(); ++i)
            cut.byRows.push_back(source->rowsOf(i, target, {}) != nullptr);
        return cut;
    }
    static cv::Mat slide(int width, int height, int step) {
        cv::Mat slide(height, width, CV_8UC1);
        for (int k = 0; k < width * height; ++k)
            slide.at<uint8_t>(k / width, k % width) = static_cast<uint8_t>(k * step);
        return slide;
    }
};

TEST_F(LargePicturesInArchives, TheirRowsAreReadOutOfTheInflatedFile) {
    Bytes damaged = encoded(slide(200, 317, 11), ".tif");
    std::fill(damaged.begin() + std::ssize(damaged) / 2, damaged.begin() + std::ssize(damaged) / 2 + 40, uint8_t{255});
    write({{"1.tif", encoded(slide(200, 317, 7), ".tif")},
           {"2.png", encoded(slide(90, 60, 5), ".png")},
           {"3.tif", damaged},
           {"4.tif", encoded(slide(150, 260, 3), ".tif")},
           {"5.tif", file("size_centimetres.tif")}});
    for (const ValueRange::Kind range : {ValueRange::Kind::Full, ValueRange::Kind::File}) {
        ImportSettings settings = tilesOf(16, {1, 3, 0});
        settings.channels = 1;
        settings.range.kind = range;
        const Cut folder = cut("images", settings);
        ASSERT_GT(folder.tiles.size(), 500u);
        EXPECT_EQ(folder.unreadable, (std::map<std::string, std::string>{{"3.tif", "image.damaged"}}));
        for (const char* name : {"a.zip", "a.tar.gz"}) {
            const Cut archive = cut(name, settings);
            EXPECT_EQ(archive.tiles, folder.tiles) << name;
            EXPECT_EQ(archive.unreadable, folder.unreadable) << name;
            EXPECT_EQ(archive.byRows, folder.byRows) << name;
            EXPECT_TRUE(archive.byRows.at(0));
            EXPECT_FALSE(archive.byRows.at(1));
        }
    }
}

TEST_F(LargePicturesInArchives, AMemberIsHeldOnceWhileItIsInflated) {
    if (kKeepsWhatIsFreed) GTEST_SKIP() << "what is let go cannot be told from what is held";
    constexpr size_t kLarge = 50'000'000;
    Bytes large(kLarge, 7);
    std::copy_n("II*", 4, large.begin());
    writeArchive(folder_ / "large.tar.gz", {{"large.tif", large}});
    const std::vector<fs::path> archives{folder_ / "large.tar.gz"};
    for (const auto said : {static_cast<int64_t>(kLarge), int64_t{3'000'000}, int64_t{80'000'000}}) {
        const std::vector<ArchivedFile> files{{0, 0, "large.tif", said}};
        ArchivePass pass(archives, files);
        Bytes taken;
        int64_t inflated = 0;
        const auto told = [&](int64_t bytes, int64_t of) {
            EXPECT_GE(bytes, inflated);
            EXPECT_LE(bytes, of);
            EXPECT_EQ(of, said);
            inflated = bytes;
        };
        const int64_t peak = peakBytes([&] { taken = pass.take(0, {}, told); });
        EXPECT_GT(inflated, said / 2);
        EXPECT_EQ(taken, large) << "whatever the archive says of its length";
        if (said == static_cast<int64_t>(kLarge)) {
            EXPECT_LT(peak, static_cast<int64_t>(kLarge) * 5 / 4);
        }
    }
}

TEST_F(StacksInArchives, ASharedFileIsInflatedOnceWhileAllOfItIsAskedFor) {
    const Members members{{"a.tif", file("stack.tif")},
                          {"b.tif", file("imagej.tif")},
                          {"c.tif", file("two_channels.tif")},
                          {"d.tif", file("hyperstack.tif")}};
    writeArchive(folder_ / "a.tar.gz", members);
    const std::vector<fs::path> archives{folder_ / "a.tar.gz"};
    std::vector<ArchivedFile> files;
    for (size_t i = 0; i < members.size(); ++i) files.push_back({0, static_cast<int64_t>(i), members[i].first});
    for (const int64_t keptAtMost : {int64_t{0}, int64_t{1} << 30}) {
        ArchivePass pass(archives, files);
        SharedFiles shared(pass, keptAtMost);
        const auto takeAll = [&](size_t pictures) {
            for (size_t i = 0; i < files.size(); ++i)
                for (size_t k = 0; k < pictures; ++k)
                    if (*shared.take(i, 8, {}) != members[i].second) return false;
            return true;
        };
        auto second = std::async(std::launch::async, takeAll, 5);
        EXPECT_TRUE(takeAll(3)) << keptAtMost;
        EXPECT_TRUE(second.get()) << keptAtMost;
    }
    ArchivePass pass(archives, files);
    SharedFiles shared(pass);
    const SharedFiles::Bytes once = shared.take(1, 2, {});
    EXPECT_EQ(shared.take(1, 2, {}), once) << "the same bytes";
    EXPECT_EQ(once.use_count(), 1) << "let go when all of it was asked for";
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(shared.take(2, 2, stop.get_token()), Cancelled);
    files[3].name = "another.tif";
    EXPECT_THROW(shared.take(3, 2, {}), SourceFailed);
}

Bytes npyBytes(int count, int value) {
    const std::string start = npyStart("|u1", {count, 16, 16});
    Bytes bytes(start.begin(), start.end());
    bytes.insert(bytes.end(), static_cast<size_t>(count) * 256, static_cast<uint8_t>(value));
    return bytes;
}

Bytes npyLabels(const Bytes& labels) {
    const std::string start = npyStart("|u1", {static_cast<int64_t>(labels.size())});
    Bytes bytes(start.begin(), start.end());
    bytes.insert(bytes.end(), labels.begin(), labels.end());
    return bytes;
}

TEST_F(ArchiveImport, ArraysOfAnArchiveAreThoseOfAnNpz) {
    const Members members{{"set/x_train.npy", npyBytes(3, 40)},
                          {"set/y_train.npy", npyLabels({7, 8, 7})},
                          {"set/x_test.npy", npyBytes(2, 50)},
                          {"notes.txt", Bytes(10, 'a')}};
    for (const char* name : {"a.zip", "a.tar.gz"}) {
        writeArchive(folder_ / name, members);
        const auto set = openFiles({name});
        ASSERT_EQ(set->count(), 5) << name;
        EXPECT_EQ(labels(*set), (Counts{{"7", 2}, {"8", 1}, {"-", 2}}));
        EXPECT_EQ(set->picture(4).pixels[0], 50);
        EXPECT_TRUE(set->hasOwnSplit());
    }
    writeArchive(folder_ / "two.zip", {{"digits.npy", npyBytes(3, 1)}, {"letters.npy", npyBytes(2, 2)}});
    EXPECT_EQ(failure("two.zip"), "data.several");
    EXPECT_EQ(openFiles({"two.zip#letters"})->count(), 2);
    EXPECT_EQ(failure("two.zip#words"), "data.no-set");
    writeArchive(folder_ / "pets.zip", pets());
    EXPECT_EQ(failure("pets.zip#cat"), "data.no-set");
    // Beside pictures an array is none.
    Members both = pets();
    both.emplace_back("codes.npy", npyBytes(3, 1));
    writeArchive(folder_ / "both.zip", both);
    EXPECT_EQ(openFiles({"both.zip"})->count(), 6);
}

/// Where nothing of a person's own cache is touched, and what is left behind is seen.
class UnpackedImport : public ArchiveImport {
protected:
    UnpackedImport() { ::setenv("XDG_CACHE_HOME", (folder_ / "xdg").c_str(), 1); }
    ~UnpackedImport() override { ::unsetenv("XDG_CACHE_HOME"); }

    /// The files that were unpacked and are still there.
    int left() const {
        int files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder_ / "xdg"))
            files += entry.is_regular_file() && entry.path().filename() != ".lock" ? 1 : 0;
        return files;
    }
    /// Rows of a label and 64 numbers, of which the first says which row it is.
    static Bytes csv(int rows, int first) {
        std::string text;
        for (int row = 0; row < rows; ++row) {
            text += std::to_string(row % 2) + "," + std::to_string(first + row);
            for (int k = 1; k < 64; ++k) text += ",200";
            text += "\n";
        }
        return Bytes(text.begin(), text.end());
    }
    static Bytes idx(int count, int value) {
        Bytes bytes{0, 0, 8, 3, 0, 0, 0, static_cast<uint8_t>(count), 0, 0, 0, 16, 0, 0, 0, 16};
        bytes.insert(bytes.end(), static_cast<size_t>(count) * 256, static_cast<uint8_t>(value));
        return bytes;
    }
    Bytes npz(const Members& members) const {
        writeArchive(folder_ / "made.zip", members);
        return readBytes(folder_ / "made.zip");
    }
    /// As a folder that the archive unpacks to would open.
    void expectAsFolder(const ImageSet& set, const Members& members, const std::string& what) {
        for (const auto& [name, bytes] : members) writeBytes(folder_ / what / name, bytes);
        const auto folder = openFiles({what});
        ASSERT_EQ(set.count(), folder->count()) << what;
        EXPECT_EQ(labels(set), labels(*folder)) << what;
        EXPECT_EQ(set.hasOwnSplit(), folder->hasOwnSplit()) << what;
        for (int64_t i = 0; i < set.count(); ++i) {
            EXPECT_EQ(set.picture(i), folder->picture(i)) << what << " " << i;
            EXPECT_EQ(set.nameOf(i), folder->nameOf(i)) << what;
        }
    }
};

TEST_F(UnpackedImport, ArraysAndTablesAreOpenedAsInAFolder) {
    const Members tables{{"mnist/train.csv", csv(6, 1)}, {"mnist/test.csv", csv(4, 100)}};
    const Members pairs{{"raw/train-images-idx3-ubyte", idx(3, 7)},
                        {"raw/train-labels-idx1-ubyte", {0, 0, 8, 1, 0, 0, 0, 3, 4, 5, 4}},
                        {"raw/t10k-images-idx3-ubyte", idx(2, 9)}};
    const fs::path files = fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files";
    const Members hdf{{"chunks.h5", readBytes(files / "3dshapes.h5")}};
    for (const char* ending : {".zip", ".tar.gz"})
        for (const auto& [what, members] :
             {std::pair("tables", &tables), std::pair("pairs", &pairs), std::pair("hdf", &hdf)}) {
            Members all = *members;
            all.emplace_back("notes.txt", Bytes(10, 'a'));
            all.emplace_back("__MACOSX/._train.csv", Bytes(10, 'a'));
            const std::string name = what + std::string(ending);
            writeArchive(folder_ / name, all);
            for (int round = 0; round < 2; ++round) {
                const auto set = openFiles({name});
                expectAsFolder(*set, *members, what);
                EXPECT_EQ(set->sources(), std::vector<std::string>{(folder_ / name).string()});
                EXPECT_TRUE(set->fileOf(0).empty());
            }
        }
    EXPECT_EQ(left(), 0);
    // Another archive of the same name and size is another set.
    writeArchive(folder_ / "one.zip", {{"train.csv", csv(6, 1)}});
    const auto before = openFiles({"one.zip"});
    writeArchive(folder_ / "one.zip", {{"train.csv", csv(6, 2)}});
    const auto after = openFiles({"one.zip"});
    EXPECT_NE(before->fingerprint(), after->fingerprint());
    EXPECT_EQ(after->picture(0).pixels[0], 2);
}

TEST_F(UnpackedImport, OfSeveralSetsOneIsNamedBehindTheArchive) {
    writeArchive(folder_ / "a.zip", {{"emnist-digits-train-images-idx3-ubyte", idx(3, 7)},
                                     {"emnist-letters-train-images-idx3-ubyte", idx(2, 9)}});
    try {
        openFiles({"a.zip"});
        ADD_FAILURE();
    } catch (const SeveralSets& several) {
        EXPECT_EQ(several.choice().source, (folder_ / "a.zip").string());
        EXPECT_EQ(several.choice().sets, (std::vector<SetChoice::Set>{{"digits", 3}, {"letters", 2}}));
        EXPECT_NE(std::string(several.what()).find("a.zip#digits"), std::string::npos) << several.what();
    }
    const auto letters = openFiles({"a.zip#letters"});
    EXPECT_EQ(letters->count(), 2);
    EXPECT_EQ(letters->importReport().sets->source, (folder_ / "a.zip").string());
    EXPECT_NE(letters->fingerprint(), openFiles({"a.zip#digits"})->fingerprint());
    EXPECT_EQ(failure("a.zip#words"), "data.no-set");
    // Those of the one file that it holds.
    writeArchive(folder_ / "b.zip",
                 {{"arrays.npz", npz({{"digits.npy", npyBytes(3, 1)}, {"letters.npy", npyBytes(2, 2)}})}});
    EXPECT_EQ(failure("b.zip"), "data.several");
    EXPECT_EQ(openFiles({"b.zip#letters"})->count(), 2);
    writeArchive(folder_ / "c.zip", {{"train.csv", csv(6, 1)}});
    EXPECT_EQ(openFiles({"c.zip#train.csv"})->count(), 6);
    EXPECT_EQ(failure("c.zip#test.csv"), "data.no-set");
    // Together with another archive it is no set.
    EXPECT_EQ(errorCode([&] { openFiles({"a.zip", "c.zip"}); }), "archive.arrays");
    EXPECT_EQ(left(), 0);
}

TEST_F(UnpackedImport, WhatCannotBeReadIsSaidOfTheArchive) {
    writeArchive(folder_ / "a.zip", {{"mnist/train.csv", bytesOfText("5,0,5,255\n")}});
    writeArchive(folder_ / "b.zip", {{"cells.h5", bytesOfText("\x89HDF\r\n\x1A\nnothing")}});
    writeArchive(folder_ / "c.zip", {{"arrays.npz", Bytes(30, 'P')}});
    writeArchive(folder_ / "d.zip", {{"train-images-idx3-ubyte", Bytes{0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 16}}});
    for (const std::string name : {"a.zip", "b.zip", "c.zip", "d.zip"}) {
        try {
            openFiles({name});
            ADD_FAILURE() << name;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
            EXPECT_EQ(std::string(error.what()).find("unpacked/"), std::string::npos) << error.what();
        }
    }
    // Nothing is written outside, whatever a member is called.
    writeArchive(folder_ / "e.zip", {{"../outside.csv", csv(6, 1)}, {"/inside/train.csv", csv(6, 1)}});
    EXPECT_EQ(openFiles({"e.zip"})->count(), 6);
    EXPECT_EQ(left(), 0);
    EXPECT_THROW(inspectSources({(folder_ / "e.zip").string()}, 100, {}), Error) << "a look unpacks nothing";
}

TEST_F(UnpackedImport, ThereAreLimitsAndNothingStaysBehind) {
    writeArchive(folder_ / "a.zip", {{"train.csv", csv(600, 1)}, {"test.csv", csv(600, 1)}, {"more.csv", csv(6, 1)}});
    EXPECT_EQ(errorCode([&] { UnpackedArrays(folder_ / "a.zip", {100'000, 10}, {}); }), "archive.unpacked");
    EXPECT_EQ(errorCode([&] { UnpackedArrays(folder_ / "a.zip", {int64_t{1} << 30, 2}, {}); }), "archive.unpacked");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(UnpackedArrays(folder_ / "a.zip", {}, stop.get_token()), Cancelled);
    EXPECT_EQ(left(), 0);
    // What a program left that was killed goes; what another one uses stays.
    writeBytes(folder_ / "xdg/zscape/unpacked/abcdef/train.csv", csv(1, 1));
    const UnpackedArrays used(folder_ / "a.zip", {}, {});
    EXPECT_EQ(left(), 3) << "only its own";
    const UnpackedArrays another(folder_ / "a.zip", {}, {});
    EXPECT_EQ(left(), 6);
}

TEST_F(UnpackedImport, WhatWasUnpackedLastIsThereForTheNextOpening) {
    const fs::path file = folder_ / "a.zip", other = folder_ / "b.zip";
    writeArchive(file, {{"emnist-digits-train-images-idx3-ubyte", idx(3, 7)},
                        {"emnist-letters-train-images-idx3-ubyte", idx(2, 9)}});
    writeArchive(other, {{"train.csv", csv(6, 1)}});
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    options.unpacked = std::make_shared<LastUnpacked>();
    LastUnpacked& last = *options.unpacked;
    // What was written a moment ago may be written again without any stamp telling, and is not kept.
    const auto kept = [&](const fs::path& archive) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < until) {
            const auto first = last.open(archive, {});
            if (last.open(archive, {}) == first) return first->folder();
        }
        ADD_FAILURE() << "it is never kept";
        return fs::path();
    };
    const fs::path place = kept(file);
    EXPECT_EQ(left(), 2);
    for (const char* set : {"#digits", "#letters"}) importImages({{file.string() + set}, {}}, options, {});
    EXPECT_EQ(kept(file), place) << "nothing was unpacked anew";
    EXPECT_EQ(kept(other).parent_path(), place.parent_path());
    EXPECT_FALSE(fs::exists(place)) << "one at a time";
    EXPECT_EQ(left(), 1);
    const auto read = last.open(other, {});
    last.letGo();
    EXPECT_EQ(left(), 1) << "who reads it goes on";
    EXPECT_NE(last.open(other, {})->folder(), read->folder());
    const fs::path before = kept(other);
    writeArchive(other, {{"train.csv", csv(6, 2)}});
    EXPECT_EQ(importImages({{other.string()}, {}}, options, {})->picture(0).pixels[0], 2);
    EXPECT_FALSE(fs::exists(before));
    last.letGo();
    EXPECT_EQ(left(), 1) << "which is being read";
}

TEST_F(ArchiveImport, DeepPicturesOfAnArchiveHaveTheirRange) {
    Members members;
    for (int i = 0; i < 6; ++i) {
        cv::Mat ramp(16, 16, CV_16UC1);
        for (int k = 0; k < 256; ++k) ramp.at<uint16_t>(k / 16, k % 16) = static_cast<uint16_t>(16 * k);
        members.emplace_back(std::to_string(i) + ".png", encoded(ramp, ".png"));
    }
    writeArchive(folder_ / "a.zip", members);
    const auto set = openFiles({"a.zip"});
    EXPECT_TRUE(remarks(*set, "values.range"));
    EXPECT_NEAR(settingsOf(*set).range.white, 4080, 16);
    EXPECT_EQ(set->picture(0).pixels[255], 255);
}

TEST_F(ArchiveImport, MembersAreCopiedByteForByte) {
    writeArchive(folder_ / "train.tar.gz", pets());
    writeArchive(folder_ / "test.zip", pets(2));
    for (const std::vector<std::string>& names :
         {std::vector<std::string>{"test.zip"}, std::vector<std::string>{"train.tar.gz", "test.zip"}}) {
        const auto set = openFiles(names);
        const std::vector<int64_t> some{0, set->count() - 1};
        const CopiedImages copied = copyImagesTo(folder_ / "into", "some", *set, some, {}, {});
        EXPECT_EQ(copied.files, 2);
        EXPECT_EQ(copied.pictures, 0);
        for (const int64_t image : some) {
            const std::string name = set->nameOf(image);
            Bytes wanted;
            for (const Members& members : {pets(), pets(2)})
                for (const auto& [member, bytes] : members)
                    if (name.ends_with(member)) wanted = bytes;
            EXPECT_EQ(readBytes(copied.folder / name), wanted) << name;
        }
    }
}

}  // namespace
}  // namespace zscape
