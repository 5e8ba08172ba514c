#include "engine/data/animation.h"

#include "engine/data/gif_reader.h"
#include "engine/data/import_settings.h"
#include "engine/data/webp_frames.h"
#include "tests/engine/data/import_fixture.h"
#include "tests/engine/data/made_files.h"
#include "tests/engine/data/peak_memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <optional>
#include <thread>

namespace zscape {
namespace {

namespace fs = std::filesystem;

constexpr int kClear = 127;

/// A frame of one shade of grey, or of nothing.
struct PlainFrame {
    int shade = 0;  ///< 0 to 126; kClear: transparent
    int left = 0, top = 0, width = 16, height = 16;
    int disposal = 1;
    bool cut = false;  ///< it has no pixels
};

/// A GIF of 128 greys, shade 2 * i + 1 for index i.
Bytes gifOf(int width, int height, const std::vector<PlainFrame>& frames) {
    Bytes bytes = bytesOfText("GIF89a");
    appendLittle(bytes, static_cast<uint64_t>(width), 2);
    appendLittle(bytes, static_cast<uint64_t>(height), 2);
    append(bytes, {0xF6, 0, 0});
    for (int i = 0; i < 128; ++i) bytes.insert(bytes.end(), 3, static_cast<uint8_t>(2 * i + 1));
    for (const PlainFrame& frame : frames) {
        append(bytes, {0x21, 0xF9, 4, static_cast<uint8_t>(frame.disposal << 2 | 1), 5, 0, kClear, 0, 0x2C});
        for (const int value : {frame.left, frame.top, frame.width, frame.height})
            appendLittle(bytes, static_cast<uint64_t>(value), 2);
        append(bytes, {0, 7});
        // Each pixel is a code of its own, of 8 bits: the table is cleared before it grows.
        Bytes codes;
        for (int i = 0; i < frame.width * frame.height && !frame.cut; ++i) {
            if (i % 100 == 0) codes.push_back(128);
            codes.push_back(static_cast<uint8_t>(frame.shade));
        }
        codes.push_back(129);
        for (size_t i = 0; i < codes.size(); i += 255) {
            const size_t count = std::min<size_t>(255, codes.size() - i);
            bytes.push_back(static_cast<uint8_t>(count));
            bytes.insert(bytes.end(), codes.begin() + static_cast<std::ptrdiff_t>(i),
                         codes.begin() + static_cast<std::ptrdiff_t>(i + count));
        }
        bytes.push_back(0);
    }
    bytes.push_back(';');
    return bytes;
}

std::vector<PlainFrame> shades(int count, int first = 10) {
    std::vector<PlainFrame> frames;
    for (int i = 0; i < count; ++i) frames.push_back({(first + i) % kClear});
    return frames;
}

/// Where it is transparent colours say nothing.
void expectSame(const cv::Mat& seen, const cv::Mat& expected, int tolerance, const std::string& what) {
    ASSERT_EQ(seen.size(), expected.size()) << what;
    ASSERT_EQ(seen.type(), CV_8UC4) << what;
    for (int y = 0; y < seen.rows; ++y)
        for (int x = 0; x < seen.cols; ++x) {
            const auto a = seen.at<cv::Vec4b>(y, x), b = expected.at<cv::Vec4b>(y, x);
            const std::string where = what + " at " + std::to_string(x) + ", " + std::to_string(y);
            ASSERT_NEAR(a[3], b[3], tolerance) << where;
            for (int k = 0; k < 3 && b[3] != 0; ++k) ASSERT_NEAR(a[k], b[k], tolerance) << where << ", channel " << k;
        }
}

TEST(Frames, AreWhatPillowShows) {
    for (const auto& [name, tolerance] : {std::pair("gif", 0), std::pair("webp", 2)}) {
        const std::string file = std::string("frames.") + name;
        const Bytes bytes = readBytes(goldenFile(file));
        const cv::Mat all =
            cv::imread(goldenFile(std::string("frames_") + name + ".png").string(), cv::IMREAD_UNCHANGED);
        ASSERT_FALSE(all.empty());
        const AnimationSize size = animationSize(bytes, file);
        ASSERT_EQ(size.frames, static_cast<size_t>(all.rows) / 10) << name;
        EXPECT_EQ(size.taken, size.frames);
        const ImageHeader header = readImageHeader(readerOf(bytes), file);
        const auto frames =
            header.format == ImageFormat::Gif ? openGifFrames(bytes, file) : openWebPFrames(bytes, header, file);
        for (int i = 0; i < static_cast<int>(size.frames); ++i)
            expectSame(frames->next({}), all.rowRange(10 * i, 10 * i + 10), tolerance,
                       file + ", frame " + std::to_string(i + 1));
        EXPECT_EQ(errorCode([&] { frames->next({}); }), "image.damaged") << "there is no other";
    }
}

TEST(Frames, OutsideTheScreenNothingIsDrawn) {
    const auto screen = [](std::vector<PlainFrame> frames) {
        const Bytes bytes = gifOf(16, 16, frames);
        const auto reader = openGifFrames(bytes, "x.gif");
        cv::Mat last;
        for (size_t i = 0; i < frames.size(); ++i) last = reader->next({});
        return last.clone();
    };
    const cv::Mat over = screen({{20, 8, 8, 30, 30, 3}, {40, 0, 0, 4, 4}});
    EXPECT_EQ(over.at<cv::Vec4b>(2, 2), (cv::Vec4b{81, 81, 81, 255}));
    EXPECT_EQ(over.at<cv::Vec4b>(12, 12)[3], 0) << "what was before has come back";
    for (const int disposal : {0, 1, 2, 3}) {
        const cv::Mat beside = screen({{20, 300, 300, 9, 9, disposal}, {30, 0, 0, 2, 2, disposal}, {40, 8, 8, 2, 2}});
        EXPECT_EQ(beside.at<cv::Vec4b>(8, 8)[0], 81);
        EXPECT_EQ(beside.at<cv::Vec4b>(0, 0)[3], disposal < 2 ? 255 : 0);
    }
    // A frame of the WebP that is moved behind the edge: its place stands in front of its size and pixels.
    Bytes webp = readBytes(goldenFile("frames.webp"));
    const auto frame = std::search(webp.begin(), webp.end(), std::begin("ANMF"), std::begin("ANMF") + 4);
    frame[8] = 200;
    const ImageHeader header = readImageHeader(readerOf(webp), "x.webp");
    EXPECT_EQ(errorCode([&] { openWebPFrames(webp, header, "x.webp")->next({}); }), "image.damaged");
}

TEST(Frames, WhateverIsCutOffIsToldAndNothingIsReadBehindIt) {
    for (const char* name : {"frames.gif", "frames.webp"}) {
        const Bytes whole = readBytes(goldenFile(name));
        for (size_t length = 30; length < whole.size(); length += 3) {
            const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            const AnimationSize size = animationSize(cut, name);
            const ImageHeader header = readImageHeader(readerOf(cut), name);
            EXPECT_TRUE(errorCode([&] {
                            const auto frames = header.format == ImageFormat::Gif ? openGifFrames(cut, name)
                                                                                  : openWebPFrames(cut, header, name);
                            for (size_t i = 0; i <= size.frames; ++i) frames->next({});
                        }).starts_with("image."))
                << name << " of " << length << " bytes";
        }
    }
}

const Target kFrameTarget{16, 1, Fit::Stretch, {255, 255, 255}};

class Animations : public ImportFixture {
protected:
    static ImportSettings all() {
        ImportSettings settings;
        settings.frames = Frames::All;
        return settings;
    }
    void take(const std::string& name, const std::string& as = {}) {
        fs::copy_file(goldenFile(name), images() / (as.empty() ? name : as));
    }
    int shadeOf(const ImageSet& set, const std::string& name) { return set.picture(indexOf(set, name)).pixels[0]; }
};

TEST_F(Animations, ByDefaultTheFirstFrameIsTakenAndToldSo) {
    writeBytes(images() / "walk.gif", gifOf(16, 16, shades(5)));
    writeBytes(images() / "still.gif", gifOf(16, 16, shades(1, 50)));
    for (int round = 0; round < 2; ++round) {
        const auto set = open();
        ASSERT_EQ(set->count(), 2);
        EXPECT_EQ(shadeOf(*set, "walk.gif"), 21);
        EXPECT_TRUE(remarks(*set, "frames.first"));
        EXPECT_EQ(settingsOf(*set).frames, Frames::First);
    }
    take("animated.webp");
    const auto set = open();
    ASSERT_EQ(set->count(), 3);
    EXPECT_EQ(set->found(), 3);
    const auto& told = set->importReport().remarks;
    const auto remark =
        std::find_if(told.begin(), told.end(), [](const auto& one) { return one.code == "frames.first"; });
    ASSERT_NE(remark, told.end());
    EXPECT_EQ(remark->arguments, std::vector<std::string>{"2"});
    fs::remove(images() / "walk.gif");
    fs::remove(images() / "animated.webp");
    EXPECT_FALSE(remarks(*open(), "frames.first"));
}

TEST_F(Animations, EachFrameIsAPictureWhereAllAreAskedFor) {
    writeBytes(images() / "walk.gif", gifOf(16, 16, shades(5)));
    writeBytes(images() / "still.gif", gifOf(16, 16, shades(1, 50)));
    writeBytes(images() / "named.png", gifOf(16, 16, shades(2, 60)));
    for (const char* name : {"animated.webp", "stack.tif", "lzw.tif"}) take(name);
    for (int round = 0; round < 2; ++round) {
        const auto set = open(all());
        ASSERT_EQ(set->count(), 5 + 1 + 2 + 2 + 4 + 1);
        EXPECT_EQ(set->found(), set->count());
        for (int frame = 1; frame <= 5; ++frame) {
            const std::string name = "walk.gif, frame " + std::to_string(frame);
            EXPECT_EQ(shadeOf(*set, name), 2 * (10 + frame - 1) + 1);
            EXPECT_EQ(set->fileOf(indexOf(*set, name)), images() / "walk.gif");
        }
        EXPECT_EQ(shadeOf(*set, "still.gif"), 101);
        EXPECT_EQ(shadeOf(*set, "named.png, frame 2"), 123) << "by its first bytes";
        EXPECT_EQ(shadeOf(*set, "stack.tif, page 2"), 20);
        EXPECT_FALSE(remarks(*set, "frames.first"));
        EXPECT_EQ(settingsOf(*set).frames, Frames::All);
        EXPECT_EQ(set->importReport().background.transparent, 0);
    }
    const auto set = open(all());
    const ImportSettings stored = importSettingsFromJson(importSettingsToJson(settingsOf(*set)));
    EXPECT_EQ(stored.frames, Frames::All);
    EXPECT_EQ(open(stored)->fingerprint(), set->fingerprint());
    fs::copy(images(), folder_ / "moved");
    EXPECT_EQ(openAt(folder_ / "moved", stored)->fingerprint(), set->fingerprint());
    fs::remove_all(folder_ / "moved");
    fs::remove_all(images());
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto cached = cachedImages(set->fingerprint(), stored, options);
    ASSERT_TRUE(cached);
    EXPECT_EQ(settingsOf(*cached).frames, Frames::All);
}

TEST_F(Animations, FramesGoByTheirFileInLabelsGroupsAndTables) {
    writeBytes(images() / "a/1.gif", gifOf(16, 16, shades(4, 10)));
    writeBytes(images() / "b/2.gif", gifOf(16, 16, shades(4, 40)));
    ImportSettings settings = all();
    EXPECT_EQ(labels(*open(settings)), (Counts{{"a", 4}, {"b", 4}}));
    settings.group = "level:1";
    EXPECT_EQ(sides(*open(settings), 0.5), (Sides{4, 4, 0}));
    settings.labels = "pattern:(\\d)\\.gif";
    EXPECT_EQ(labels(*open(settings)), (Counts{{"1", 4}, {"2", 4}}));
    text("about.csv", "file,kind\na/1.gif,x\nb/2.gif,y\n");
    settings.labels = "column:kind";
    EXPECT_EQ(labels(*open(settings)), (Counts{{"x", 4}, {"y", 4}}));
}

TEST_F(Animations, TransparentFramesAreCountedAndLaidOnTheBackground) {
    // Black on nothing, and white on nothing; the whole screen is drawn only once.
    writeBytes(images() / "a.gif", gifOf(16, 16, {{0, 0, 0, 16, 16, 2}, {0, 4, 4, 8, 8, 2}, {0, 2, 2, 8, 8, 2}}));
    ImportSettings settings = all();
    settings.background = {0, 0, 200};
    const auto set = open(settings);
    ASSERT_EQ(set->count(), 3);
    EXPECT_EQ(set->importReport().background.transparent, 2);
    EXPECT_EQ(set->picture(1).pixels[2], 200);
    EXPECT_EQ(set->picture(1).pixels[3 * (16 * 8 + 8) + 2], 1);
}

TEST_F(Animations, FramesBeforeOneThatIsDamagedAreTaken) {
    std::vector<PlainFrame> frames = shades(9);
    frames[6].cut = true;
    writeBytes(images() / "walk.gif", gifOf(16, 16, frames));
    const auto set = open(all());
    EXPECT_EQ(set->count(), 6);
    EXPECT_EQ(set->found(), 9);
    ASSERT_EQ(set->unreadable().size(), 3u);
    EXPECT_EQ(set->unreadable()[0].reason.code, "image.damaged");
    EXPECT_EQ(set->unreadable()[0].reason.arguments.at(0), "7");
    EXPECT_NE(set->unreadable()[0].reason.sentence().find("Frame 7: "), std::string::npos);
}

TEST_F(Animations, ManyFramesAreDecodedOnceInWhateverOrderThreadsAsk) {
    // Where each began from the first, 12,000 would be 72 million.
    std::vector<PlainFrame> frames;
    for (int i = 0; i < 12'000; ++i) frames.push_back({i % kClear, i % 60, i / 60 % 60, 1, 1});
    const Bytes bytes = gifOf(64, 64, frames);
    writeBytes(images() / "many.gif", bytes);
    ImportSettings settings = all();
    settings.size = 16;
    const auto set = open(settings);
    ASSERT_EQ(set->count(), 12'000);
    const auto reader = openGifFrames(bytes, "many.gif");
    const ImageHeader header = readImageHeader(readerOf(bytes), "many.gif");
    Target target{16, 3, Fit::Crop, {255, 255, 255}};
    for (int64_t i = 0; i < set->count(); ++i) {
        const cv::Mat expected = decodeFrame(*reader, header, {}, "many.gif", target, {});
        const Picture seen = set->picture(i);
        ASSERT_TRUE(std::equal(seen.pixels.begin(), seen.pixels.end(), expected.data)) << i;
    }
}

TEST_F(Animations, FramesThatWereGivenOrNotKeptAreMadeAgain) {
    writeBytes(images() / "walk.gif", gifOf(16, 16, shades(30)));
    for (const size_t kept : {size_t{0}, size_t{1000}, size_t{64} << 20}) {
        AnimationPass pass(images() / "walk.gif", 30, kept);
        for (const size_t frame : {29, 0, 29, 3, 12, 4, 11, 12})
            EXPECT_EQ(pass.take(frame, kFrameTarget, {}, nullptr).at<uint8_t>(3, 3),
                      2 * (10 + static_cast<int>(frame)) + 1);
        Target inverse = kFrameTarget;
        inverse.range = {ValueRange::Kind::Fixed, 0, 127.5};
        EXPECT_EQ(pass.take(5, inverse, {}, nullptr).at<uint8_t>(3, 3), 62) << "for another target another picture";
    }
    std::stop_source stop;
    stop.request_stop();
    AnimationPass pass(images() / "walk.gif", 30);
    EXPECT_THROW(pass.take(2, kFrameTarget, stop.get_token(), nullptr), Cancelled);
    EXPECT_EQ(pass.take(2, kFrameTarget, {}, nullptr).at<uint8_t>(3, 3), 25);
    EXPECT_EQ(errorCode([&] { pass.take(30, kFrameTarget, {}, nullptr); }), "image.damaged");
    EXPECT_EQ(pass.take(29, kFrameTarget, {}, nullptr).at<uint8_t>(3, 3), 79) << "what lies before it is not lost";
    AnimationPass opened(images() / "walk.gif", 30, 0);
    opened.take(0, kFrameTarget, {}, nullptr);
    fs::resize_file(images() / "walk.gif", 500);
    EXPECT_EQ(errorCode([&] { opened.take(20, kFrameTarget, {}, nullptr); }), "file.changed");
}

TEST(AnimationSizes, AreBoundedInNumberAndInWork) {
    const auto many = [](int side, size_t count, int frameSide = 1) {
        Bytes bytes = gifOf(side, side, {{1, 0, 0, 1, 1}});
        const size_t begin = 13 + 3 * 128, end = bytes.size() - 1;
        Bytes frame(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                    bytes.begin() + static_cast<std::ptrdiff_t>(end));
        frame[8 + 5] = static_cast<uint8_t>(frameSide);
        frame[8 + 6] = static_cast<uint8_t>(frameSide >> 8);
        frame[8 + 7] = static_cast<uint8_t>(frameSide);
        frame[8 + 8] = static_cast<uint8_t>(frameSide >> 8);
        bytes.resize(begin);
        bytes.reserve(begin + count * frame.size());
        for (size_t i = 0; i < count; ++i) append(bytes, frame);
        return animationSize(bytes, "many.gif");
    };
    EXPECT_EQ(many(1, 1'000'003).frames, 1'000'003u);
    EXPECT_EQ(many(1, 1'000'003).taken, 1'000'000u);
    EXPECT_EQ(many(4000, 3000).taken, 40'000'000'000u / 16'000'001u);
    EXPECT_EQ(many(16, 20'000, 4000).taken, 40'000'000'000u / 16'000'256u) << "what is not seen is decoded too";
    EXPECT_EQ(many(1000, 1000).taken, 1000u);
    EXPECT_EQ(many(4001, 2).taken, 0u);
    EXPECT_EQ(animationSize(Bytes{'x'}, "x").frames, 0u);
}

TEST_F(Animations, WhatIsTooLargeForFramesIsListedWithItsReason) {
    writeBytes(images() / "a/huge.gif", gifOf(20'000, 3'000, shades(2)));
    writeBytes(images() / "a/walk.gif", gifOf(16, 16, shades(2)));
    const auto set = open(all());
    EXPECT_EQ(set->count(), 2);
    ASSERT_EQ(set->unreadable().size(), 1u);
    EXPECT_EQ(set->unreadable()[0].reason.code, "image.frames");
    EXPECT_NE(set->unreadable()[0].reason.sentence().find("2 frames of 20000 x 3000 pixels"), std::string::npos);
    EXPECT_EQ(open()->count(), 2) << "its first frame alone can be decoded";
}

TEST_F(Animations, FramesAreNoPicturesOfChannels) {
    writeBytes(images() / "walk.gif", gifOf(16, 16, shades(3)));
    AnimationPass pass(images() / "walk.gif", 3);
    for (const Fit fit : {Fit::Pad, Fit::Tiles})
        for (const int channels : {2, 5}) {
            Target target = kFrameTarget;
            target.fit = fit;
            target.channels = channels;
            EXPECT_EQ(errorCode([&] { pass.take(1, target, {}, nullptr); }), "image.channels") << channels;
        }
}

TEST_F(Animations, ManyFramesTakeNoMemoryOfTheirOwn) {
    if (kKeepsWhatIsFreed) GTEST_SKIP() << "what is let go cannot be told from what is held";
    std::vector<PlainFrame> frames(300'000);
    for (PlainFrame& frame : frames) frame = {3, 0, 0, 1, 1};
    writeBytes(images() / "many.gif", gifOf(16, 16, frames));
    frames = {};
    AnimationPass pass(images() / "many.gif", 300'000, size_t{1} << 20);
    const int64_t peak = peakBytes([&] { pass.take(299'999, kFrameTarget, {}, nullptr); });
    EXPECT_LT(peak, 14 << 20) << "giflib would keep each frame's description";
}

TEST_F(Animations, SetsOfBeforeHaveTheirPicturesAndNoOthers) {
    add("plain.png");
    take("animated.webp");
    writeBytes(images() / "walk.gif", gifOf(16, 16, shades(3)));
    const std::string before =
        "{\"size\":16,\"channels\":\"3\",\"fit\":\"crop\",\"background\":\"#ffffff\",\"split\":\"random\",\"range\":"
        "\"full\"}";
    const auto old = open(importSettingsFromJson(before));
    EXPECT_EQ(old->count(), 2);
    ASSERT_EQ(old->unreadable().size(), 1u);
    EXPECT_EQ(old->unreadable()[0].reason.code, "image.kind");
    const std::string stored = importSettingsToJson(settingsOf(*old));
    EXPECT_EQ(stored.find("frames"), std::string::npos);
    EXPECT_EQ(open(importSettingsFromJson(stored))->fingerprint(), old->fingerprint());
    EXPECT_EQ(open()->count(), 3) << "opened anew it is read";
    EXPECT_EQ(open(importSettingsFromJson(stored))->count(), 2);
    // Without any WebP both are the same set, from the same cache.
    fs::remove(images() / "animated.webp");
    ImportSettings same = importSettingsFromJson(stored);
    const auto again = open(same);
    same.frames = Frames::First;
    int64_t decoded = 0;
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    options.threads = 1;
    options.onImage = [&](int64_t, std::span<const uint8_t>, int, int) { ++decoded; };
    const auto now = importImages({{images().string()}, same}, options, {});
    EXPECT_EQ(decoded, 0);
    EXPECT_EQ(now->fingerprint(), again->fingerprint());
    EXPECT_EQ(settingsOf(*now).frames, Frames::First) << "as it was asked for";
}

TEST_F(Animations, OutOfAnArchiveAllFramesAreTakenWhereTheyAreAskedFor) {
    const fs::path file = folder_ / "pictures.tar";
    archive* out = archive_write_new();
    ASSERT_EQ(archive_write_set_format_pax_restricted(out), ARCHIVE_OK);
    ASSERT_EQ(archive_write_open_filename(out, file.c_str()), ARCHIVE_OK);
    for (const auto& [name, bytes] :
         {std::pair("walk.gif", gifOf(16, 16, shades(3))), std::pair("still.gif", gifOf(16, 16, shades(1, 60))),
          std::pair("animated.webp", readBytes(goldenFile("animated.webp")))}) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        ASSERT_EQ(archive_write_header(out, entry), ARCHIVE_OK);
        archive_write_data(out, bytes.data(), bytes.size());
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    const auto first = openAt(file);
    EXPECT_EQ(first->count(), 3);
    EXPECT_TRUE(remarks(*first, "frames.first"));
    const auto each = openAt(file, all());
    ASSERT_EQ(each->count(), 6);
    EXPECT_TRUE(each->unreadable().empty());
    EXPECT_EQ(each->nameOf(2), "walk.gif, frame 3");
    EXPECT_NE(each->fingerprint(), first->fingerprint());
}

}  // namespace
}  // namespace zscape
