#include "engine/data/decode.h"
#include "engine/data/file_io.h"
#include "engine/data/jpeg_reader.h"

#include "tests/engine/data/made_files.h"
#include "tests/engine/data/peak_memory.h"
#include "tests/engine/data/temporary_folder.h"

#include <chrono>
#include <opencv2/imgproc.hpp>
#include <sys/resource.h>
#include <thread>

namespace zscape {
namespace {

using Clock = std::chrono::steady_clock;

const Target kTarget{32, 3, Fit::Stretch, {255, 255, 255}};

double seconds(Clock::time_point since) { return std::chrono::duration<double>(Clock::now() - since).count(); }

class HostileFiles : public testing::Test {
protected:
    std::string failure(const Bytes& bytes) {
        writeBytes(folder_ / "picture", bytes);
        return failureOfFile();
    }
    std::string failureOfFile() {
        try {
            std::vector<uint8_t> scratch;
            decodeFile(folder_ / "picture", kTarget, scratch);
        } catch (const Error& error) {
            sentence_ = error.what();
            return error.code();
        }
        return "none";
    }

    TemporaryFolder folder_;
    std::string sentence_;
};

TEST_F(HostileFiles, ATiffThatSaysItsSizeTwiceIsRefused) {
    const std::vector<TiffEntry> once{{256, 4, 16}, {257, 4, 16}, {258, 3, 8},  {259, 3, 1},  {262, 3, 1},
                                      {273, 4, 0},  {277, 3, 1},  {278, 4, 16}, {279, 4, 256}};
    EXPECT_EQ(failure(tiffOf(once, 256)), "none");
    std::vector<TiffEntry> twice = once;
    twice.insert(twice.begin(), {256, 4, 30000});
    EXPECT_EQ(failure(tiffOf(twice, 256)), "image.header");
    EXPECT_NE(sentence_.find("ImageWidth twice"), std::string::npos) << sentence_;
    twice[0] = {256, 1, 16};  // of another type, which libtiff takes as well
    EXPECT_EQ(failure(tiffOf(twice, 256)), "image.header");
}

TEST_F(HostileFiles, ATiffsTilesAreBoundedAsWellAsItsPicture) {
    const std::vector<TiffEntry> tiled{{256, 4, 16}, {257, 4, 16},      {258, 3, 8},       {259, 3, 1}, {262, 3, 1},
                                       {277, 3, 1},  {322, 4, 1 << 20}, {323, 4, 1 << 20}, {324, 4, 0}, {325, 4, 256}};
    EXPECT_EQ(failure(tiffOf(tiled, 256)), "image.large");
}

TEST_F(HostileFiles, GifScreensAndFramesAreBounded) {
    Bytes screen = bytesOfText("GIF89a");
    for (const int value : {20000, 20000}) appendLittle(screen, static_cast<uint64_t>(value), 2);
    append(screen, {0x80, 0, 0, 1, 2, 3, 4, 5, 6});
    EXPECT_EQ(failure(screen), "image.large");
    Bytes frame = bytesOfText("GIF89a");
    for (const int value : {16, 16}) appendLittle(frame, static_cast<uint64_t>(value), 2);
    append(frame, {0x80, 0, 0, 1, 2, 3, 4, 5, 6, ',', 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2});
    const int64_t peak = peakBytes([&] { EXPECT_EQ(failure(frame), "image.damaged"); });
    EXPECT_LT(peak, 32 << 20);
}

TEST_F(HostileFiles, ARemarkInPnmHidesNoSize) {
    EXPECT_EQ(failure(bytesOfText("P6\n#x\r30000 30000 255\n#\n16 16 255\n" + std::string(768, 'x'))), "image.large");
    EXPECT_EQ(failure(bytesOfText("P6\n#" + std::string(5'000'000, 'x') + "\n16 16 255\n" + std::string(768, 'x'))),
              "image.header");
    EXPECT_NE(sentence_.find("longer than any should"), std::string::npos) << sentence_;
}

TEST_F(HostileFiles, SixteenBitsCostNoMoreThanEight) {
    constexpr int kSide = 4000;
    const Bytes png = pngOf(kSide, kSide, 16, 6, false, Bytes(size_t{kSide} * (size_t{kSide} * 8 + 1), 0));
    writeBytes(folder_ / "picture", png);
    const int64_t peak = peakBytes([&] { EXPECT_EQ(failureOfFile(), "none"); });
    EXPECT_LT(peak, int64_t{kSide} * kSide * 3 + (24 << 20)) << "three bytes a pixel: not the eight that are stored";
}

TEST_F(HostileFiles, NoMemoryIsNoVerdictAboutAPicture) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the limit would be the sanitizer's own";
#endif
    constexpr int kSide = 6000;  // 108 MB
    writeBytes(folder_ / "picture",
               pngOf(kSide, kSide, 8, 2, false, Bytes(size_t{kSide} * (size_t{kSide} * 3 + 1), 0)));
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
    const rlimit little{static_cast<rlim_t>(statusBytes("VmSize") + (40 << 20)), before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &little), 0);
    const std::string code = failureOfFile();
    ::setrlimit(RLIMIT_AS, &before);
    EXPECT_EQ(code, "file.memory");
    EXPECT_FALSE(isAboutContent(Error(code, "")));
    EXPECT_EQ(failureOfFile(), "none");
}

TEST_F(HostileFiles, BytesAreBoundedNotPixels) {
    const auto header = [](int width, int height, int depth, int colourType, bool interlaced) {
        return pngOf(width, height, depth, colourType, interlaced, {0});
    };
    EXPECT_EQ(failure(header(18000, 18000, 8, 0, false)), "image.damaged") << "324 MB of grey are not too many";
    EXPECT_EQ(failure(header(18000, 18000, 8, 6, true)), "image.large") << "2.3 GB are";
    EXPECT_NE(sentence_.find("MB"), std::string::npos);
    EXPECT_EQ(failure(bytesOfText("P6 16000 16000 65535\n")), "image.large");
    EXPECT_EQ(failure(progressiveJpeg(65000, 65000, 0)), "image.large")
        << "its coefficients count, however small it is decoded";
}

TEST_F(HostileFiles, AJpegHasOnlySoManyScans) {
    EXPECT_EQ(failure(progressiveJpeg(64, 64, static_cast<int>(kMostScans) - 1)), "none");
    EXPECT_EQ(failure(progressiveJpeg(64, 64, static_cast<int>(kMostScans))), "image.large");
    EXPECT_NE(sentence_.find("of 101 scans"), std::string::npos) << sentence_;
}

TEST_F(HostileFiles, FillBytesAndChunksAreNotFollowedForEver) {
    EXPECT_EQ(failure(progressiveJpeg(64, 64, 1, 1000)), "none");
    EXPECT_EQ(failure(progressiveJpeg(64, 64, 1, 6'000'000)), "image.header");
    Bytes png = pngOf(1, 1, 8, 0, false, {0, 50});
    Bytes chunks;
    for (int i = 0; i < 600'000; ++i) appendChunk(chunks, "tEXt", {});
    png.insert(png.begin() + 33, chunks.begin(), chunks.end());
    const Clock::time_point before = Clock::now();
    EXPECT_EQ(failure(png), "none") << "words beside a picture are no fault";
    EXPECT_LT(seconds(before), 5);
}

/// How long after it was asked to stop decoding ends.
double secondsToStop(const std::filesystem::path& file) {
    std::stop_source asked;
    Clock::time_point at;
    const std::jthread asking([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));  // in the middle of it
        at = Clock::now();
        asked.request_stop();
    });
    std::vector<uint8_t> scratch;
    EXPECT_THROW(decodeFile(file, kTarget, scratch, asked.get_token()), Cancelled);
    return seconds(at);
}

TEST_F(HostileFiles, SlowOnesStopWhenAsked) {
    writeBytes(folder_ / "scans.jpg", progressiveJpeg(16000, 12000, 98));
    EXPECT_LT(secondsToStop(folder_ / "scans.jpg"), 1.0);
    constexpr int kSide = 12000;
    writeBytes(folder_ / "large.png",
               pngOf(kSide, kSide, 8, 2, false, Bytes(size_t{kSide} * (size_t{kSide} * 3 + 1), 1)));
    EXPECT_LT(secondsToStop(folder_ / "large.png"), 1.0);
}

TEST_F(HostileFiles, AFileOfTwoGibibytesIsRefusedTruly) {
    for (const int64_t length : {int64_t{2} << 30, (int64_t{2} << 30) - 1, (int64_t{1} << 30) + 1}) {
        writeBytes(folder_ / "picture", bytesOfText("P6\n64 64 255\n"));
        std::filesystem::resize_file(folder_ / "picture", static_cast<uintmax_t>(length));  // the rest is a hole
        EXPECT_EQ(failureOfFile(), "file.large") << length;
        EXPECT_NE(sentence_.find("at most 1024 MB"), std::string::npos) << sentence_;
    }
}

TEST_F(HostileFiles, PixelsAsTextAreReadOnlyUpToALimit) {
    EXPECT_EQ(failure(bytesOfText("P2 2 2 255\n1 2\n3 4\n")), "none");
    for (const char* text : {"P1 64 64\n", "P2 64 64 255\n", "P3 64 64 255\n"}) {
        writeBytes(folder_ / "picture", bytesOfText(text));
        std::filesystem::resize_file(folder_ / "picture", static_cast<uintmax_t>(kTextLimit) + 1);
        EXPECT_EQ(failureOfFile(), "file.large") << text;
        EXPECT_NE(sentence_.find("at most 64 MB"), std::string::npos) << sentence_;
    }
}

TEST_F(HostileFiles, NoLibraryWritesToTheTerminal) {
    prepareOpenCv();
    cv::Mat noise(40, 60, CV_8UC3);
    cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 0, 256);
    cv::RNG random(5);
    std::string words;
    testing::internal::CaptureStderr();
    for (const char* ending : {".png", ".jpg", ".webp", ".tiff", ".bmp", ".ppm"}) {
        const Bytes whole = encoded(noise, ending);
        for (int i = 0; i < 12; ++i) {
            Bytes bytes = whole;
            if (i % 3 == 0) bytes.resize(bytes.size() * static_cast<size_t>(i + 2) / 16);
            else
                for (int k = 0; k < 4; ++k)
                    bytes[static_cast<size_t>(random.uniform(i % 3 == 1 ? 8 : 100, static_cast<int>(bytes.size())))] ^=
                        static_cast<uint8_t>(random.uniform(1, 256));
            if (failure(bytes) != "none") words += sentence_ + "\n";
        }
    }
    Bytes profile = encoded(noise, ".png"), chunk;
    appendChunk(chunk, "iCCP", bytesOfText("no profile at all"));
    profile.insert(profile.begin() + 33, chunk.begin(), chunk.end());
    EXPECT_EQ(failure(profile), "none") << "a damaged profile is no damaged picture";
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_NE(words.find("cannot be decoded (it ends too early)."), std::string::npos)
        << "what the library said is in the sentence: " << words;
}

}  // namespace
}  // namespace zscape
