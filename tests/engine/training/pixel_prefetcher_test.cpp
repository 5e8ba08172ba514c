#include "engine/training/pixel_prefetcher.h"

#include "tests/engine/code_of.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace zscape {
namespace {

/// Images that lie on a disk, as far as anybody can tell.
class DiskImages final : public MemoryImages {
public:
    using MemoryImages::MemoryImages;
    bool isInMemory() const override { return false; }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        {
            const std::lock_guard lock(mutex_);
            readers_.insert(std::this_thread::get_id());
        }
        const bool fails = std::ranges::find(indices, lost.load()) != indices.end();
        if (!fails) MemoryImages::read(indices, out);
        reads_.fetch_add(1);
        reads_.notify_all();
        if (fails) throw Error("cache.cut-off", "The images are lost. Open them again.");
    }
    /// Returns when there were so many.
    void waitForReads(int reads) const {
        for (int seen = reads_.load(); seen < reads; seen = reads_.load()) reads_.wait(seen);
    }
    int reads() const { return reads_.load(); }
    std::set<std::thread::id> readers() const {
        const std::lock_guard lock(mutex_);
        return readers_;
    }

    std::atomic<int64_t> lost{-1};  ///< an image that cannot be read

private:
    mutable std::mutex mutex_;
    mutable std::set<std::thread::id> readers_;  ///< guarded by mutex_
    mutable std::atomic<int> reads_{0};
};

bool holds(const PixelBuffer& pixels, const ImageSet& images, const std::vector<int64_t>& indices) {
    PixelBuffer expected(images, std::ssize(indices));
    return std::ranges::equal(pixels.rows().pixels, expected.read(indices).pixels);
}

using Indices = std::vector<int64_t>;

TEST(PixelPrefetcher, WhatWasReadAheadIsNotReadAgain) {
    const auto images = std::make_shared<DiskImages>(20, 16, 1);
    const MemoryImages expected(20, 16, 1);
    PixelPrefetcher prefetcher(images);
    EXPECT_TRUE(holds(prefetcher.take({3, 1}), expected, {3, 1}));
    prefetcher.expect({{5, 6, 2}, {9}});
    images->waitForReads(3);
    EXPECT_TRUE(holds(prefetcher.take({5, 6, 2}), expected, {5, 6, 2}));
    prefetcher.expect({{9}, {0, 0}});
    images->waitForReads(4);
    EXPECT_TRUE(holds(prefetcher.take({9}), expected, {9}));
    EXPECT_TRUE(holds(prefetcher.take({0, 0}), expected, {0, 0}));
    EXPECT_EQ(images->reads(), 4);
    EXPECT_EQ(images->readers().size(), 2u) << "this thread, and the one that reads ahead";
}

TEST(PixelPrefetcher, AnotherOrderThrowsAwayWhatWasRead) {
    const auto images = std::make_shared<DiskImages>(20, 16, 1);
    const MemoryImages expected(20, 16, 1);
    PixelPrefetcher prefetcher(images);
    prefetcher.expect({{1, 2}, {3, 4}});
    images->waitForReads(2);
    EXPECT_TRUE(holds(prefetcher.take({3, 4}), expected, {3, 4}));
    EXPECT_TRUE(holds(prefetcher.take({1, 2}), expected, {1, 2}));
    EXPECT_EQ(images->reads(), 4) << "read anew, both";
    prefetcher.expect({{1}, {2}, {3}});
    images->waitForReads(7);
    prefetcher.expect({{1}, {7}});
    images->waitForReads(8);
    EXPECT_TRUE(holds(prefetcher.take({1}), expected, {1}));
    EXPECT_TRUE(holds(prefetcher.take({7}), expected, {7}));
    EXPECT_EQ(images->reads(), 8);
}

TEST(PixelPrefetcher, AnErrorArrivesWithItsBatch) {
    const auto images = std::make_shared<DiskImages>(20, 16, 1);
    PixelPrefetcher prefetcher(images);
    images->lost = 7;
    prefetcher.expect({{6, 5}, {7, 8}});
    images->waitForReads(2);
    EXPECT_TRUE(holds(prefetcher.take({6, 5}), MemoryImages(20, 16, 1), {6, 5}));
    EXPECT_EQ(zscape::codeOf([&] { prefetcher.take({7, 8}); }), "cache.cut-off");
    EXPECT_EQ(zscape::codeOf([&] { prefetcher.take({7, 8}); }), "cache.cut-off");
    images->lost = -1;
    EXPECT_TRUE(holds(prefetcher.take({7, 8}), MemoryImages(20, 16, 1), {7, 8}));
}

TEST(PixelPrefetcher, EndsWhileItReads) {
    const auto images = std::make_shared<DiskImages>(20, 16, 1);
    for (int i = 0; i < 200; ++i) PixelPrefetcher(images).expect({{1, 2}, {3}, {4}});
}

std::unique_ptr<Trainer> trainerOn(const std::shared_ptr<const ImageSet>& images, const SmallRun& run) {
    Split split;
    for (int64_t i = 0; i < 200; ++i) (i % 4 == 0 ? split.heldOut : split.train).push_back(i);
    const ModelSpec spec = run.spec();
    return std::make_unique<Trainer>(spec, planFor(spec, "cpu", "fp32", 2), images, split, run.seed);
}

TEST(PixelPrefetcher, ARunIsTheSameBitsWithAndWithoutIt) {
    const SmallRun run;
    auto expected = run.make();
    const auto images = std::make_shared<DiskImages>(200, 16, 1);
    auto trainer = trainerOn(images, run);
    EXPECT_EQ(train(*trainer, 8), train(*expected, 8)) << "over the end of an epoch";
    EXPECT_EQ(images->readers().size(), 2u) << "the thread that trains read its first batch itself";
    auto resumed = trainerOn(images, run);
    train(*resumed, 3);  // other batches are read ahead
    resumed->restore(trainer->checkpoint().bytes);
    EXPECT_EQ(train(*resumed, 7), train(*expected, 7));
    EXPECT_EQ(weightBits(*resumed), weightBits(*expected));
}

TEST(PixelPrefetcher, NothingOfAStepIsDoneWhoseImagesCannotBeRead) {
    const SmallRun run;
    const auto images = std::make_shared<DiskImages>(200, 16, 1);
    auto trainer = trainerOn(images, run), expected = run.make();
    train(*trainer, 1);
    images->lost = 1;  // trains once in each epoch of five steps
    std::vector<uint8_t> last = trainer->checkpoint().bytes;
    std::string code;
    for (int step = 1; step < 12 && code.empty(); ++step) {
        code = zscape::codeOf([&] { trainer->advance(); });
        if (code.empty()) last = trainer->checkpoint().bytes;
    }
    EXPECT_EQ(code, "cache.cut-off");
    EXPECT_EQ(trainer->checkpoint().bytes, last);
    images->lost = -1;
    const auto done = static_cast<int>(trainer->step());
    train(*trainer, 3);
    train(*expected, done + 3);
    EXPECT_EQ(weightBits(*trainer), weightBits(*expected));
}

}  // namespace
}  // namespace zscape
