#include "engine/training/batch_source.h"

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
        const auto pictured = images->image(4);
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

}  // namespace
}  // namespace zscape
