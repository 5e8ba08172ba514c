#include "engine/training/batch_source.h"

#include "engine/data/pixel_buffer.h"
#include "engine/kernels/gather.h"
#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace zscape {
namespace {

std::vector<int64_t> upTo(int64_t count) {
    std::vector<int64_t> numbers(static_cast<size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

std::vector<int64_t> epochOf(DataOrder& order, int64_t batch) {
    std::vector<int64_t> all;
    const int64_t epoch = order.epoch();
    while (order.epoch() == epoch) {
        const auto some = order.next(batch);
        EXPECT_FALSE(some.empty());
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

TEST(DataOrder, EveryEpochGivesEveryImageOnceInAnotherOrder) {
    DataOrder order(upTo(101), 5);
    const auto first = epochOf(order, 10);
    const auto second = epochOf(order, 10);
    EXPECT_NE(first, second);
    for (auto epoch : {first, second}) {
        std::sort(epoch.begin(), epoch.end());
        EXPECT_EQ(epoch, upTo(101));
    }
}

TEST(DataOrder, TheLastBatchIsShorterAndNotDropped) {
    DataOrder order(upTo(25), 5);
    EXPECT_EQ(order.next(10).size(), 10u);
    EXPECT_EQ(order.next(10).size(), 10u);
    EXPECT_EQ(order.next(10).size(), 5u);
    EXPECT_EQ(order.epoch(), 1);
    EXPECT_EQ(order.position(), 0);
}

TEST(DataOrder, IsKnownFromSeedAndEpochAlone) {
    DataOrder order(upTo(50), 9);
    epochOf(order, 50);
    order.next(20);
    const auto expected = order.next(20);
    DataOrder other(upTo(50), 1);
    other.seek(9, 1, 20);
    EXPECT_EQ(other.next(20), expected);
    EXPECT_NE(DataOrder(upTo(50), 1).next(50), DataOrder(upTo(50), 2).next(50));
}

TEST(DataOrder, WhatIsPeekedAtIsWhatComes) {
    DataOrder order(upTo(25), 5), same(upTo(25), 5);
    for (int step = 0; step < 12; ++step) {
        const auto now = order.peek(10), then = order.peek(10, 1), later = order.peek(10, 4);
        EXPECT_EQ(order.peek(10, 1), then);
        EXPECT_EQ(order.next(10), now);
        EXPECT_EQ(same.next(10), now) << "nobody has looked at these";
        EXPECT_EQ(order.peek(10), then);
        EXPECT_EQ(order.peek(10, 3), later) << "an epoch further";
    }
    order.seek(6, 3, 20);
    EXPECT_EQ(order.peek(10).size(), 5u);
    EXPECT_EQ(order.peek(5, 1), DataOrder(upTo(25), 6).peek(5, 4 * 5));
}

TEST(Gather, EveryGreyValueIsDividedExactly) {
    std::vector<uint8_t> from(256);
    std::iota(from.begin(), from.end(), 0);
    for (int64_t count : {1, 7, 33, 256}) {  // odd ends of the vector loop too
        std::vector<float> to(256, -1.0f);
        convertPixels(from.data(), to.data(), count);
        for (int64_t i = 0; i < 256; ++i)
            EXPECT_EQ(to[static_cast<size_t>(i)], i < count ? static_cast<float>(i) / 255.0f : -1.0f);
    }
}

TEST(BatchAssembler, BothLayoutsHoldTheSamePicture) {
    const auto images = std::make_shared<MemoryImages>(9, 17, 3);
    for (const bool channelsLast : {false, true}) {
        const Batch batch = BatchAssembler(images, at::kCPU, channelsLast, nullptr, [](int64_t image) {
                                return image % 3;
                            }).make({4, 0, 8});
        ASSERT_EQ(batch.pixels.sizes().vec(), (std::vector<int64_t>{3, 3, 17, 17}));
        EXPECT_TRUE(
            batch.pixels.is_contiguous(channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous));
        const auto values = batch.pixels.accessor<float, 4>();
        const auto pictured = images->picture(4).pixels;
        for (int channel = 0; channel < 3; ++channel)
            for (int y = 0; y < 17; ++y)
                for (int x = 0; x < 17; ++x) {
                    const float expected =
                        static_cast<float>(pictured[static_cast<size_t>((y * 17 + x) * 3 + channel)]) / 255.0f;
                    ASSERT_EQ(values[0][channel][y][x], expected);
                }
        EXPECT_EQ(batch.index.data_ptr<int64_t>()[2], 8);
        EXPECT_EQ(batch.label.data_ptr<int64_t>()[2], 8 % 3);
    }
}

/// Five channels, each of its own value, and a mask.
class Spectral final : public MemoryImages {
public:
    Spectral() : MemoryImages(40, 17, 5) {}
    bool hasMask() const override { return true; }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        for (size_t i = 0; i < indices.size(); ++i)
            for (int64_t pixel = 0; pixel < pixelsPerImage(); ++pixel) {
                const size_t at = i * static_cast<size_t>(pixelsPerImage()) + static_cast<size_t>(pixel);
                for (size_t channel = 0; channel < 5; ++channel)
                    out.pixels[at * 5 + channel] = valueOf(indices[i], pixel, static_cast<int64_t>(channel));
                out.mask[at] = counts(indices[i], pixel) ? 255 : 0;
            }
    }
    static uint8_t valueOf(int64_t image, int64_t pixel, int64_t channel) {
        return static_cast<uint8_t>(image + pixel % 100 + 40 * channel);
    }
    static bool counts(int64_t image, int64_t pixel) { return (image + pixel) % 3 != 0; }
};

TEST(BatchAssembler, TakesFiveChannelsAndAMaskReadNowOrBefore) {
    const auto images = std::make_shared<Spectral>();
    std::vector<int64_t> indices = upTo(40);  // more than one thread takes
    std::ranges::reverse(indices);
    PixelBuffer before(*images, 40);
    for (const bool channelsLast : {false, true}) {
        const BatchAssembler assembler(images, at::kCPU, channelsLast);
        for (const Batch& batch : {assembler.make(indices), assembler.make(indices, before.read(indices))}) {
            ASSERT_EQ(batch.pixels.sizes().vec(), (std::vector<int64_t>{40, 5, 17, 17}));
            ASSERT_EQ(batch.mask.sizes().vec(), (std::vector<int64_t>{40, 1, 17, 17}));
            const Tensor pixels = batch.pixels.flatten(2).contiguous(), mask = batch.mask.flatten(1);
            for (const int64_t row : {0, 1, 39})
                for (int64_t pixel = 0; pixel < 17 * 17; ++pixel) {
                    const int64_t image = indices[static_cast<size_t>(row)];
                    ASSERT_EQ(mask[row].data_ptr<float>()[pixel], Spectral::counts(image, pixel) ? 1.0f : 0.0f);
                    for (int64_t channel = 0; channel < 5; ++channel)
                        ASSERT_EQ(pixels[row][channel].data_ptr<float>()[pixel],
                                  static_cast<float>(Spectral::valueOf(image, pixel, channel)) / 255.0f);
                }
        }
    }
    EXPECT_FALSE(BatchAssembler(std::make_shared<MemoryImages>(2, 17, 1), at::kCPU, false).make({0}).mask.defined());
}

}  // namespace
}  // namespace zscape
