#include "engine/session/stored_codes.h"

#include "engine/training/safetensors.h"
#include "tests/engine/code_of.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace zscape {
namespace {

/// `count` images in two dimensions; image i lies at (i, -i), of step i, and every third comes out of training.
CodesSnapshot snapshotOf(int64_t count) {
    CodesSnapshot codes;
    codes.dimensions = 2;
    codes.count = count;
    for (int64_t first = 0; first < count; first += CodesSnapshot::kCodesPerChunk) {
        auto chunk = std::make_shared<CodeChunk>();
        chunk->first = first;
        chunk->count = std::min(CodesSnapshot::kCodesPerChunk, count - first);
        for (int64_t image = first; image < first + chunk->count; ++image) {
            chunk->mu.insert(chunk->mu.end(), {static_cast<float>(image), static_cast<float>(-image)});
            CodeStamp stamp;
            stamp.step = image;
            stamp.fromTraining = image % 3 == 0;
            chunk->stamps.push_back(stamp);
        }
        codes.chunks.push_back(std::move(chunk));
    }
    return codes;
}

void judge(const std::vector<uint8_t>& file, int64_t images, int dimensions) {
    uint64_t header = 0;
    std::memcpy(&header, file.data(), sizeof header);
    judgeOfCodes(images, dimensions).beginning(std::span(file).first(8 + header), std::ssize(file), 0);
}

std::vector<uint8_t> fileOf(std::vector<float> mu, std::vector<int64_t> steps, std::vector<uint8_t> fromTraining) {
    const auto images = std::ssize(steps);
    const auto bytes = [](const auto& values) {
        return std::span(reinterpret_cast<const uint8_t*>(values.data()), values.size() * sizeof values[0]);
    };
    return writeSafetensors({{"mu", "F32", {images, 2}, bytes(mu)},
                             {"steps", "I64", {images}, bytes(steps)},
                             {"from_training", "U8", {images}, bytes(fromTraining)}},
                            {});
}

TEST(StoredCodes, AreReadBackWithTheirStamps) {
    CodesSnapshot codes = snapshotOf(600);
    codes.shownFrom = 100;  // those of earlier steps are let go
    codes.chunks[1] = nullptr;
    const std::vector<uint8_t> file = codesToFile(codes);
    EXPECT_LE(bytesOfCodes(codes), std::ssize(file));
    judge(file, 600, 2);
    const StoredCodes read = codesFromFile(file, 550);
    EXPECT_EQ(read.dimensions, 2);
    ASSERT_EQ(read.stamps.size(), 600U);
    ASSERT_EQ(read.mu.size(), 1200U);
    for (int64_t image = 0; image < 600; ++image) {
        const bool there = image >= 100 && (image < 256 || image >= 512);
        const CodeStamp stamp = read.stamps[static_cast<size_t>(image)];
        EXPECT_EQ(stamp.step, there && image <= 550 ? image : -1) << image;
        if (!there || image > 550) continue;
        EXPECT_EQ(stamp.fromTraining, image % 3 == 0);
        EXPECT_EQ(read.mu[static_cast<size_t>(2 * image)], static_cast<float>(image));
        EXPECT_EQ(read.mu[static_cast<size_t>(2 * image + 1)], static_cast<float>(-image));
    }
}

TEST(StoredCodes, OneThatIsNotFiniteIsNone) {
    CodesSnapshot codes = snapshotOf(3);
    auto chunk = std::make_shared<CodeChunk>(*codes.chunks[0]);
    chunk->mu[2] = std::numeric_limits<float>::infinity();
    chunk->mu[5] = std::nanf("");
    codes.chunks[0] = chunk;
    const StoredCodes read = codesFromFile(codesToFile(codes), 10);
    EXPECT_EQ(read.stamps[0].step, 0);
    EXPECT_EQ(read.stamps[1].step, -1);
    EXPECT_EQ(read.stamps[2].step, -1);
}

TEST(StoredCodes, OtherFilesAreRefusedByTheirHeader) {
    const std::vector<uint8_t> file = codesToFile(snapshotOf(10));
    const auto refused = [](const std::vector<uint8_t>& some, int64_t images, int dimensions) {
        std::string sentence;
        EXPECT_EQ(codeOf([&] { judge(some, images, dimensions); }, &sentence), "project.codes");
        EXPECT_NE(sentence.find("codes"), std::string::npos) << sentence;
    };
    refused(file, 11, 2);
    refused(file, 10, 3);
    refused(file, 1'000'000'000, 2);
    std::vector<uint8_t> damaged = file;
    damaged[12] = '!';
    refused(damaged, 10, 2);
    damaged = file;
    damaged.push_back(0);
    refused(damaged, 10, 2);
    const std::vector<float> weights(20);
    const std::span bytes(reinterpret_cast<const uint8_t*>(weights.data()), 80);
    refused(writeSafetensors({{"weights", "F32", {20}, bytes}}, {}), 10, 2);
    refused(writeSafetensors({{"mu", "F32", {10, 2}, bytes}}, {}), 10, 2);
}

TEST(StoredCodes, NumbersThatNoneWroteAreRefused) {
    const auto refused = [](const std::vector<uint8_t>& file) {
        judge(file, 2, 2);
        EXPECT_EQ(codeOf([&] { codesFromFile(file, 100); }), "project.codes");
    };
    EXPECT_EQ(codesFromFile(fileOf({1, 2, 3, 4}, {5, -1}, {1, 0}), 100).stamps[0].step, 5);
    refused(fileOf({1, 2, 3, std::numeric_limits<float>::infinity()}, {5, -1}, {1, 0}));
    refused(fileOf({std::nanf(""), 2, 3, 4}, {5, -1}, {1, 0}));
    refused(fileOf({1, 2, 3, 4}, {5, -2}, {1, 0}));
    refused(fileOf({1, 2, 3, 4}, {5, std::numeric_limits<int64_t>::max()}, {1, 0}));
    refused(fileOf({1, 2, 3, 4}, {5, -1}, {2, 0}));
}

}  // namespace
}  // namespace zscape
