#include "engine/session/threads/metric_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace zscape {
namespace {

TEST(MetricStore, KeepsRowsOverChunks) {
    MetricStore store(2);
    const int64_t rows = MetricStore::kRowsPerChunk * 2 + 17;
    for (int64_t i = 0; i < rows; ++i) store.append(std::array{static_cast<double>(i), -0.5 * static_cast<double>(i)});
    EXPECT_EQ(store.size(), rows);
    for (const int64_t row : {int64_t{0}, MetricStore::kRowsPerChunk - 1, MetricStore::kRowsPerChunk, rows - 1}) {
        EXPECT_EQ(store.at(row, 0), static_cast<double>(row));
        EXPECT_EQ(store.at(row, 1), -0.5 * static_cast<double>(row));
    }
}

TEST(MetricStore, StretchesEndWithTheirChunk) {
    MetricStore store(1);
    for (int64_t i = 0; i < MetricStore::kRowsPerChunk + 3; ++i) store.append(std::array{static_cast<double>(i)});
    const auto first = store.stretch(10, 0);
    EXPECT_EQ(static_cast<int64_t>(first.size()), MetricStore::kRowsPerChunk - 10);
    EXPECT_EQ(first.front(), 10);
    const auto second = store.stretch(MetricStore::kRowsPerChunk, 0);
    ASSERT_EQ(second.size(), 3u);
    EXPECT_EQ(second.back(), static_cast<double>(MetricStore::kRowsPerChunk + 2));
    EXPECT_TRUE(store.stretch(MetricStore::kRowsPerChunk + 3, 0).empty());
}

TEST(MetricStore, RefusesRowsOfAnotherLength) {
    MetricStore store(2);
    EXPECT_THROW(store.append(std::array{1.0}), std::length_error);
    EXPECT_THROW(MetricStore(0), std::length_error);
    EXPECT_THROW(store.at(0, 0), std::out_of_range);
}

TEST(MetricStore, IsReadWhileItGrows) {
    MetricStore store(3);
    constexpr int64_t kRows = 30000;
    std::atomic<bool> wrong{false};
    std::jthread reader([&] {
        for (int64_t seen = 0; seen < kRows;) {
            const int64_t size = store.size();
            for (; seen < size; ++seen)
                if (store.at(seen, 0) != static_cast<double>(seen) ||
                    store.at(seen, 2) != static_cast<double>(2 * seen))
                    wrong = true;
        }
    });
    for (int64_t i = 0; i < kRows; ++i)
        store.append(std::array{static_cast<double>(i), 0.0, static_cast<double>(2 * i)});
    reader.join();
    EXPECT_FALSE(wrong);
}

}  // namespace
}  // namespace zscape
