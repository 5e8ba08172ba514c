#include "engine/data/decoding_room.h"

#include "engine/core/error.h"

#include <atomic>
#include <gtest/gtest.h>
#include <optional>
#include <thread>
#include <vector>

namespace zscape {
namespace {

TEST(DecodingRoom, NeverMoreThanThereIs) {
    DecodingRoom room(100);
    std::atomic<int> taken{0}, most{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                for (int k = 0; k < 500; ++k) {
                    const int bytes = 10 + (i * 37 + k * 11) % 80;
                    const DecodingRoom::Share share = room.take(bytes, {});
                    const int now = taken += bytes;
                    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {}
                    taken -= bytes;
                }
            });
    }
    EXPECT_LE(most, 100);
    EXPECT_EQ(taken, 0);
}

TEST(DecodingRoom, OneThatNeedsMoreGoesAlone) {
    DecodingRoom room(100);
    std::optional<DecodingRoom::Share> small(room.take(1, {}));
    std::atomic<bool> in{false};
    std::jthread large([&] {
        const DecodingRoom::Share share = room.take(1000, {});
        in = true;
    });
    EXPECT_FALSE(in);
    small.reset();
    large.join();
    EXPECT_TRUE(in);
}

TEST(DecodingRoom, WhoWaitsCanBeStopped) {
    DecodingRoom room(100);
    const DecodingRoom::Share all = room.take(100, {});
    std::stop_source asked;
    std::jthread stopping([&] { asked.request_stop(); });
    EXPECT_THROW(room.take(1, asked.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
