#include "engine/session/threads/wait_queue.h"

#include <chrono>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace zscape {
namespace {

TEST(WaitQueue, GivesMessagesInOrder) {
    WaitQueue<int> queue;
    queue.push(1);
    queue.push(2);
    EXPECT_FALSE(queue.empty());
    EXPECT_EQ(queue.tryTake(), 1);
    EXPECT_EQ(queue.tryTake(), 2);
    EXPECT_EQ(queue.tryTake(), std::nullopt);
}

TEST(WaitQueue, APokeEndsOneWait) {
    WaitQueue<int> queue;
    queue.poke();
    queue.wait({});  // the poke came before: it is not lost
    std::jthread poker([&queue] { queue.poke(); });
    queue.wait({});
    EXPECT_TRUE(queue.empty());
}

TEST(WaitQueue, AStopEndsTheWait) {
    WaitQueue<int> queue;
    bool stopEndedIt = false;
    std::jthread waiting([&](std::stop_token stop) {
        queue.wait(stop);
        stopEndedIt = stop.stop_requested();
    });
    waiting.request_stop();
    waiting.join();
    EXPECT_TRUE(stopEndedIt) << "without a message, a poke or a time only a stop may end it";
}

TEST(WaitQueue, CarriesWhatCanOnlyBeMoved) {
    WaitQueue<std::unique_ptr<int>> queue;
    int sum = 0;
    std::jthread consumer([&] {
        for (int taken = 0; taken < 2000;) {
            queue.wait({});
            while (auto message = queue.tryTake()) {
                sum += **message;
                ++taken;
            }
        }
    });
    for (int i = 0; i < 2000; ++i) queue.push(std::make_unique<int>(1));
    consumer.join();
    EXPECT_EQ(sum, 2000);
}

TEST(WaitQueue, WaitsNoLongerThanItIsTold) {
    WaitQueue<int> queue;
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    queue.wait({}, until);
    EXPECT_GE(std::chrono::steady_clock::now(), until);
    queue.push(1);
    const auto began = std::chrono::steady_clock::now();
    queue.wait({}, began + std::chrono::hours(1));
    EXPECT_LT(std::chrono::steady_clock::now(), began + std::chrono::minutes(1)) << "a message is not kept waiting";
}

}  // namespace
}  // namespace zscape
