#include "engine/session/selection_numbers.h"

#include "engine/core/error.h"
#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <numeric>

namespace zscape {
namespace {

std::vector<int64_t> everyThird(int64_t count) {
    std::vector<int64_t> images;
    for (int64_t image = 1; image < count; image += 3) images.push_back(image);
    return images;
}

/// Codes of two dimensions in their chunks; images that `without` names have none.
CodesSnapshot codesAt(const std::vector<std::array<float, 2>>& places, const std::vector<int64_t>& without = {}) {
    CodesSnapshot codes;
    codes.dimensions = 2;
    codes.count = std::ssize(places);
    for (int64_t first = 0; first < codes.count; first += CodesSnapshot::kCodesPerChunk) {
        auto chunk = std::make_shared<CodeChunk>();
        chunk->first = first;
        chunk->count = std::min(CodesSnapshot::kCodesPerChunk, codes.count - first);
        for (int64_t image = first; image < first + chunk->count; ++image) {
            const auto& place = places[static_cast<size_t>(image)];
            chunk->mu.insert(chunk->mu.end(), place.begin(), place.end());
            CodeStamp stamp;
            if (std::find(without.begin(), without.end(), image) == without.end()) stamp.step = 10 + image;
            chunk->stamps.push_back(stamp);
        }
        codes.chunks.push_back(std::move(chunk));
    }
    return codes;
}

TEST(SelectionNumbers, MeanAndSpreadAreThoseOfTwoPasses) {
    for (const int channels : {1, 3}) {
        const MemoryImages set(1000, 16, channels);
        const std::vector<int64_t> images = everyThird(set.count());
        const SelectionPictures found = picturesOf(set, images, {});
        EXPECT_EQ(found.images, std::ssize(images));
        ASSERT_EQ(found.mean.pixels.size(), 256U * static_cast<size_t>(channels));
        ASSERT_EQ(found.spread.size(), 256U);
        for (size_t pixel = 0; pixel < 256; ++pixel) {
            double spread = 0;
            for (int channel = 0; channel < channels; ++channel) {
                const size_t at = pixel * static_cast<size_t>(channels) + static_cast<size_t>(channel);
                const auto value = [&](int64_t image) {
                    return static_cast<double>(set.pixels()[static_cast<size_t>(image * set.bytesPerImage()) + at]);
                };
                double mean = 0, squares = 0;
                for (const int64_t image : images) mean += value(image) / static_cast<double>(images.size());
                for (const int64_t image : images) squares += (value(image) - mean) * (value(image) - mean);
                EXPECT_NEAR(found.mean.pixels[at], mean, 0.5 + 1e-6);
                spread += std::sqrt(squares / static_cast<double>(images.size())) / channels;
            }
            EXPECT_NEAR(double{found.spread[pixel]}, spread, 1e-3);
        }
    }
}

TEST(SelectionNumbers, OfTooManyImagesSomeAreReadEvenly) {
    const MemoryImages set(100, 16, 1);
    std::vector<int64_t> images(static_cast<size_t>(2 * SelectionPictures::kMost));
    for (size_t i = 0; i < images.size(); ++i) images[i] = static_cast<int64_t>(i) * 100 / std::ssize(images);
    const SelectionPictures some = picturesOf(set, images, {});
    EXPECT_EQ(some.images, SelectionPictures::kMost);
    std::vector<int64_t> all(100);
    std::iota(all.begin(), all.end(), 0);
    const SelectionPictures whole = picturesOf(set, all, {});
    for (size_t i = 0; i < whole.mean.pixels.size(); ++i)
        EXPECT_NEAR(some.mean.pixels[i], whole.mean.pixels[i], 1) << "from the first to the last";
}

TEST(SelectionNumbers, MembersAreByTheirDistanceToTheMean) {
    std::vector<std::array<float, 2>> places;
    for (int i = 0; i < 600; ++i) places.push_back({static_cast<float>(i), 2});
    const CodesSnapshot codes = codesAt(places, {300});
    std::vector<int64_t> images;
    for (int64_t image = 200; image <= 400; ++image) images.push_back(image);
    const SelectionCodes found = codesOf(&codes, images, {});
    EXPECT_EQ(found.encoded, 200) << "one has no code";
    EXPECT_EQ(found.step, 410);
    EXPECT_FLOAT_EQ(found.mean[0], 300);
    EXPECT_FLOAT_EQ(found.mean[1], 2);
    EXPECT_NEAR(found.deviation[0], 58.16, 0.01);  // of the numbers 1 to 100 on both sides: sqrt(3383.5)
    EXPECT_FLOAT_EQ(found.deviation[1], 0);
    ASSERT_EQ(found.near.size(), SelectionCodes::kMembers);
    EXPECT_EQ(std::vector<int64_t>(found.near.begin(), found.near.begin() + 4),
              (std::vector<int64_t>{299, 301, 298, 302}));
    EXPECT_EQ(std::vector<int64_t>(found.far.begin(), found.far.begin() + 2), (std::vector<int64_t>{400, 200}));
}

TEST(SelectionNumbers, WithoutCodesTheFirstImagesAreTheMembers) {
    const SelectionCodes none = codesOf(nullptr, std::vector<int64_t>{3, 5}, {});
    EXPECT_EQ(none.encoded, 0);
    EXPECT_TRUE(none.mean.empty());
    EXPECT_EQ(none.near, (std::vector<int64_t>{3, 5}));
    EXPECT_TRUE(codesOf(nullptr, {}, {}).near.empty());
    EXPECT_TRUE(picturesOf(MemoryImages(2, 16, 1), {}, {}).mean.empty());
}

TEST(SelectionNumbers, AStopEndsThem) {
    std::stop_source stop;
    stop.request_stop();
    const MemoryImages set(10, 16, 1);
    const std::vector<int64_t> images{1, 2};
    const CodesSnapshot codes = codesAt({{0, 0}, {1, 1}, {2, 2}});
    EXPECT_THROW((void)picturesOf(set, images, stop.get_token()), Cancelled);
    EXPECT_THROW((void)codesOf(&codes, images, stop.get_token()), Cancelled);
}

TEST(SelectionNumbers, SixtyThousandImagesTakeATenthOfASecond) {
    const MemoryImages set(60'000, 28, 1);
    std::vector<int64_t> images(60'000);
    std::iota(images.begin(), images.end(), 0);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(picturesOf(set, images, {}).images, 60'000);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    std::cout << "60,000 pictures: " << took.count() << " ms\n";
    EXPECT_LT(took.count(), 2000);
}

}  // namespace
}  // namespace zscape
